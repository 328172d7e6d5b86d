package mlgate.hostile.refused.item_typo_two_functions_deep

import rego.v1

deny contains {"at": "", "message": "no"} if {
	some dataset in input.lineage.datasets
	is_bad(dataset)
}

is_bad(d) if is_worse(d, 1)

is_worse(d, _) if not d.digets
