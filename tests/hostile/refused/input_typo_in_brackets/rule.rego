package mlgate.hostile.refused.input_typo_in_brackets

import rego.v1

deny contains {"at": "", "message": "no"} if {
	not input["release"]["nme"]
}
