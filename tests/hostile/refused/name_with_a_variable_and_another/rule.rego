package mlgate.hostile.refused.name_with_a_variable_and_another

import rego.v1

names[kind] contains dataset.name if {
	some dataset in input.lineage.datasets
	kind := "dataset"
}

names.dataset contains "release"

deny contains {"at": "", "message": "no"} if {
	"train" in names.dataset
}
