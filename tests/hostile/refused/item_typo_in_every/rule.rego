package mlgate.hostile.refused.item_typo_in_every

import rego.v1

deny contains {"at": "", "message": "no"} if {
	every d in input.lineage.datasets { not d.digets }
}
