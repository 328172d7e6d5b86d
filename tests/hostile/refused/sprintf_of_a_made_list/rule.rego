package mlgate.hostile.refused.sprintf_of_a_made_list

import rego.v1

deny contains {"at": "", "message": message} if {
	names := [d.name | some d in input.lineage.datasets]
	message := sprintf("%v", [names])
}
