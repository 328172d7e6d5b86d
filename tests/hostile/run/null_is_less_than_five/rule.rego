package mlgate.hostile.run.null_is_less_than_five

import rego.v1

deny contains {"at": input.release.at, "message": message} if {
	input.release.version < 5
	message := "the release has no version, and that is less than five"
}
