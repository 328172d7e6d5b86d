package mlgate.hostile.refused.deny_is_a_set_value

import rego.v1

deny := set()
