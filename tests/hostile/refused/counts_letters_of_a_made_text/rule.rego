package mlgate.hostile.refused.counts_letters_of_a_made_text

import rego.v1

deny contains {"at": "", "message": "short"} if {
	some waiver in input.waivers
	length(waiver.reason) < 3
}

length(reason) := count(plain) if plain := trim_space(reason)
