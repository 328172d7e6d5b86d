package mlgate.hostile.run.too_many_denials

import rego.v1

digits := {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}


deny contains {"at": "", "message": sprintf("%d%d%d%d%d", [a, b, c, d, e])} if {
	some a in digits
	some b in digits
	some c in digits
	some d in digits
	some e in {0, 1}
}
