package mlgate.hostile.refused.imports_data

import rego.v1
import data.mlgate.lib

deny contains {"at": "", "message": "no"} if lib.bad
