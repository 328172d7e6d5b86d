package mlgate.hostile.refused.item_taken_apart_by_a_function

import rego.v1

deny contains {"at": "", "message": "no"} if is_bad(input.lineage.datasets[_])

is_bad({"digets": null}) := true
