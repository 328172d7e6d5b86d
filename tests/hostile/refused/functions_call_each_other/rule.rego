package mlgate.hostile.refused.functions_call_each_other

import rego.v1

deny contains {"at": "", "message": "no"} if {
	even(3)
}

even(n) if odd(n - 1)

odd(n) if even(n - 1)
