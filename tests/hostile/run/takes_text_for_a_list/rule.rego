package mlgate.hostile.run.takes_text_for_a_list

import rego.v1

deny contains {"at": "", "message": "never said"} if {
	some letter in lower(input.release.name)
	letter == "a"
}
