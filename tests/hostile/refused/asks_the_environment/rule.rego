package mlgate.hostile.refused.asks_the_environment

import rego.v1

deny contains {"at": "", "message": "no"} if {
	opa.runtime().env.HOME == "x"
}
