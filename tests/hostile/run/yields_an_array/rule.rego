package mlgate.hostile.run.yields_an_array

import rego.v1

deny contains ["", "no"]
