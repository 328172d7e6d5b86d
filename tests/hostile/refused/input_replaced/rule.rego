package mlgate.hostile.refused.input_replaced

import rego.v1

deny contains {"at": "", "message": "no"} if {
	input.release.name == "other" with input as {"release": {"name": "other"}}
}
