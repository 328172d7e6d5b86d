package mlgate.hostile.run.honest

import rego.v1

deny contains {"at": "", "message": "no"} if true
