package mlgate.hostile.refused.item_typo

import rego.v1

deny contains {"at": "", "message": "no"} if {
	some dataset in input.lineage.datasets
	dataset.digets == null
}
