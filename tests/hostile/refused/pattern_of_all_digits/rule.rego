package mlgate.hostile.refused.pattern_of_all_digits

import rego.v1

deny contains {"at": "", "message": "no"} if {
	regex.match(`^\d+$`, input.release.name)
}
