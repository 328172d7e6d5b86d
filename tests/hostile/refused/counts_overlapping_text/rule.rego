package mlgate.hostile.refused.counts_overlapping_text

import rego.v1

deny contains {"at": "", "message": "no"} if {
	strings.count("11111", "11") == 2
}
