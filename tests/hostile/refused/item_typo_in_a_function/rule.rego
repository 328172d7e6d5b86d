package mlgate.hostile.refused.item_typo_in_a_function

import rego.v1

deny contains {"at": "", "message": "no"} if {
	some dataset in input.lineage.datasets
	is_bad(dataset)
}

is_bad(d) if not d.digets
