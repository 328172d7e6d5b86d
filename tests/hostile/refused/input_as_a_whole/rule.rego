package mlgate.hostile.refused.input_as_a_whole

import rego.v1

deny contains {"at": "", "message": "no"} if {
	all := input
	all.relase == null
}
