package mlgate.hostile.refused.input_below_a_leaf

import rego.v1

deny contains {"at": "", "message": "no"} if {
	input.release.name.first == "a"
}
