package mlgate.hostile.refused.imports_the_input

import rego.v1
import input.release

deny contains {"at": "", "message": "no"} if {
	release.nme == null
}
