package mlgate.hostile.refused.input_object_iterated

import rego.v1

deny contains {"at": "", "message": "no"} if {
	some key, v in input.release
	v == null
}
