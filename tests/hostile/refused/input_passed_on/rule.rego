package mlgate.hostile.refused.input_passed_on

import rego.v1

deny contains {"at": "", "message": "no"} if bad(input)

bad(all) if all.relase == null
