package mlgate.hostile.refused.input_unneeded_object

import rego.v1

deny contains {"at": "", "message": "no"} if {
	release := input.release
	release.name == null
}
