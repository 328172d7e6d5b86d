package mlgate.hostile.run.yields_text

import rego.v1

deny contains "no"
