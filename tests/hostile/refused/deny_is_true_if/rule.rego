package mlgate.hostile.refused.deny_is_true_if

import rego.v1

deny if input.release.name == null
