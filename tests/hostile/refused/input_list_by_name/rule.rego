package mlgate.hostile.refused.input_list_by_name

import rego.v1

deny contains {"at": "", "message": "no"} if {
	input.lineage.datasets.name == null
}
