package mlgate.hostile.run.yields_a_number

import rego.v1

deny contains 7
