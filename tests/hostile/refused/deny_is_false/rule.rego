package mlgate.hostile.refused.deny_is_false

import rego.v1

deny := false
