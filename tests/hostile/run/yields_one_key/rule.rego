package mlgate.hostile.run.yields_one_key

import rego.v1

deny contains {"at": ""}
