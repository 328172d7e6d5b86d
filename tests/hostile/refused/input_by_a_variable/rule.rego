package mlgate.hostile.refused.input_by_a_variable

import rego.v1

deny contains {"at": "", "message": "no"} if {
	some key in ["relase", "tiers"]
	input[key] == null
}
