package mlgate.hostile.refused.unknown_function_not_reached

import rego.v1

deny contains {"at": "", "message": "no"} if {
	false
	nosuch(1)
}
