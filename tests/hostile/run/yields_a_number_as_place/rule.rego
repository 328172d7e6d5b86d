package mlgate.hostile.run.yields_a_number_as_place

import rego.v1

deny contains {"at": 3, "message": "no"}
