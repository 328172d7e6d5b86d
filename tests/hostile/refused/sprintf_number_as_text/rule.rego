package mlgate.hostile.refused.sprintf_number_as_text

import rego.v1

deny contains {"at": "", "message": message} if {
	some waiver in input.waivers
	message := sprintf("%s days", [waiver.days])
}
