package mlgate.hostile.refused.deny_is_both

import rego.v1

deny contains {"at": "", "message": "no"} if input.release.name == null

deny := set() if true
