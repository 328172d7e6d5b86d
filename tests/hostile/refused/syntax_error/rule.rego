package mlgate.hostile.refused.syntax_error

import rego.v1

deny contains {"at": "", "message": "no"} if {
