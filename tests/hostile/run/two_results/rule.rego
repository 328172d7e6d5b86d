package mlgate.hostile.run.two_results

import rego.v1

deny contains {"at": "", "message": "never said"} if kind(1) == "a"

kind(1) := "a"

kind(x) := "b" if x > 0
