package mlgate.hostile.refused.item_typo_after_a_comprehension

import rego.v1

deny contains {"at": "", "message": "no"} if {
	bad := [d | some d in input.lineage.datasets; d.name != "a"]
	some one in bad
	one.digets == null
}
