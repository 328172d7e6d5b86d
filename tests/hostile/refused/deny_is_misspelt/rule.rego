package mlgate.hostile.refused.deny_is_misspelt

import rego.v1

denny contains 1 if true
