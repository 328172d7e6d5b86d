package mlgate.hostile.run.yields_a_third_key

import rego.v1

deny contains {"at": "", "message": "no", "severity": "info"}
