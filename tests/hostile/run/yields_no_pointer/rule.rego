package mlgate.hostile.run.yields_no_pointer

import rego.v1

deny contains {"at": "release", "message": "no"}
