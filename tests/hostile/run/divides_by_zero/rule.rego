package mlgate.hostile.run.divides_by_zero

import rego.v1

deny contains {"at": "", "message": "never said"} if {
	1 / count(input.waivers) == 1
}
