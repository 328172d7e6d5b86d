package mlgate.hostile.refused.input_section_typo

import rego.v1

deny contains {"at": "", "message": "no"} if {
	not input.relase.name
}
