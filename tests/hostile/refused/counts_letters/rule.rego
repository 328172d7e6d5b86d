package mlgate.hostile.refused.counts_letters

import rego.v1

deny contains {"at": "", "message": "short"} if {
	count(input.release.name) < 3
}
