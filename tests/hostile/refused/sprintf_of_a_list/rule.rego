package mlgate.hostile.refused.sprintf_of_a_list

import rego.v1

deny contains {"at": "", "message": message} if {
	some waiver in input.waivers
	message := sprintf("%v", [waiver.approved_by])
}
