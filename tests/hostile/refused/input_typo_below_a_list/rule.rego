package mlgate.hostile.refused.input_typo_below_a_list

import rego.v1

deny contains {"at": "", "message": "no"} if {
	input.lineage.datasets[_].nme == null
}
