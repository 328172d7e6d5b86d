package mlgate.hostile.refused.input_by_default

import rego.v1

deny contains {"at": "", "message": "no"} if {
	object.get(input, "relase", null) == null
}
