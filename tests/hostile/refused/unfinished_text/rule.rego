package mlgate.hostile.refused.unfinished_text

import rego.v1

deny contains {"at": "", "message": "no} if true
