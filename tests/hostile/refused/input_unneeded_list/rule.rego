package mlgate.hostile.refused.input_unneeded_list

import rego.v1

deny contains {"at": "", "message": "no"} if {
	some c in input.bom.components
	c.version == null
}
