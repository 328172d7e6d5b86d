package mlgate.hostile.refused.interpolates

import rego.v1

deny contains {"at": "", "message": $"model {input.release.name}"} if true
