package mlgate.hostile.refused.rule_reads_itself

import rego.v1

deny contains {"at": "", "message": "no"} if {
	p
}

p if p
