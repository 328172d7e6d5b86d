package mlgate.hostile.run.yields_null

import rego.v1

deny contains null
