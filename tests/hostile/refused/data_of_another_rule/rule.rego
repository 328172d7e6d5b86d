package mlgate.hostile.refused.data_of_another_rule

import rego.v1

deny contains {"at": "", "message": "no"} if {
	data.mlgate.hostile.run.honest.deny[_]
}
