package mlgate.hostile.refused.deny_has_a_default

import rego.v1

default deny := set()
