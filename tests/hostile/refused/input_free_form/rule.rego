package mlgate.hostile.refused.input_free_form

import rego.v1

deny contains {"at": "", "message": "no"} if {
	input.release.extras.colour == "red"
}
