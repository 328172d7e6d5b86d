package mlgate.hostile.refused.input_typo

import rego.v1

deny contains {"at": "", "message": "no"} if {
	input.release.nme == null
}
