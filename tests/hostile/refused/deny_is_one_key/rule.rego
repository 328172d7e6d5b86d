package mlgate.hostile.refused.deny_is_one_key

import rego.v1

deny.name := "no" if input.release.name == null
