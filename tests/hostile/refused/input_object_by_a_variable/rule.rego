package mlgate.hostile.refused.input_object_by_a_variable

import rego.v1

deny contains {"at": "", "message": "no"} if {
	some key in ["nme"]
	input.release[key] == null
}
