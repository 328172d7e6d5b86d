package mlgate.hostile.refused.input_unneeded_inner_list

import rego.v1

deny contains {"at": "", "message": "no"} if {
	input.signatures[_].changed[_] == "a"
}
