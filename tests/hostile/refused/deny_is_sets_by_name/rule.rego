package mlgate.hostile.refused.deny_is_sets_by_name

import rego.v1

deny.name contains "no" if input.release.name == null
