package mlgate.hostile.refused.makes_a_long_range

import rego.v1

deny contains {"at": "", "message": "no"} if {
	some n in numbers.range(1, 100000000)
	n < 0
}
