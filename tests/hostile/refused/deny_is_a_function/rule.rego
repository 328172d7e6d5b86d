package mlgate.hostile.refused.deny_is_a_function

import rego.v1

deny(x) := x
