package mlgate

import rego.v1

deny contains {"at": "", "message": "no"} if true
