package mlgate.hostile.refused.unsafe_variable

import rego.v1

deny contains {"at": "", "message": "no"} if {
	nmae == null
}
