package mlgate.hostile.refused.input_walked

import rego.v1

deny contains {"at": "", "message": "no"} if {
	walk(input, [_, null])
}
