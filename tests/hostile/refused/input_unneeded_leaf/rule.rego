package mlgate.hostile.refused.input_unneeded_leaf

import rego.v1

deny contains {"at": "", "message": "no"} if {
	not input.release.owner.team
}
