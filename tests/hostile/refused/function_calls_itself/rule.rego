package mlgate.hostile.refused.function_calls_itself

import rego.v1

deny contains {"at": "", "message": "no"} if {
	f(1) == 2
}

f(x) := f(x + 1)
