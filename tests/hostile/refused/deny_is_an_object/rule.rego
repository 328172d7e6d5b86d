package mlgate.hostile.refused.deny_is_an_object

import rego.v1

deny[at] := "no" if at := input.release.name
