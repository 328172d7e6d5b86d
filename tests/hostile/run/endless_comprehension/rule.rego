package mlgate.hostile.run.endless_comprehension

import rego.v1

digits := {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}


deny contains {"at": "", "message": "never said"} if {
	count([a |
		some a in digits
		some b in digits
		some c in digits
		some d in digits
		some e in digits
		some f in digits
		some g in digits
		some h in digits
		some i in digits
		some j in digits
	]) == 1
}
