package mlgate.hostile.refused.item_of_a_text

import rego.v1

deny contains {"at": "", "message": "never said"} if {
	some letter in input.release.name
	letter == "a"
}
