package mlgate.hostile.refused.renames_a_built_in

import rego.v1

deny contains {"at": "", "message": "no"} if {
	count(input.waivers) > 0
}

count(x) := 0
