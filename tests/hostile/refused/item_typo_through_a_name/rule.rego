package mlgate.hostile.refused.item_typo_through_a_name

import rego.v1

deny contains {"at": "", "message": "no"} if {
	all := input.lineage.datasets
	one := all[_]
	not one.digets
}
