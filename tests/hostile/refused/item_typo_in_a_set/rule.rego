package mlgate.hostile.refused.item_typo_in_a_set

import rego.v1

bad contains dataset if some dataset in input.lineage.datasets

deny contains {"at": d.at, "message": "no"} if {
	some d in bad
	d.digets == null
}
