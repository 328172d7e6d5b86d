package mlgate.hostile.refused.item_taken_apart

import rego.v1

deny contains {"at": "", "message": name} if {
	some {"digets": null, "name": name} in input.lineage.datasets
}
