# METADATA
# title: Every training dataset is pinned by digest
# description: A dataset known only by name can change under the model it trained.
# custom:
#   id: LIN-002
#   profiles: [starter, standard, strict]
#   severity: {T1: deny, T2: deny, T3: warn}
#   needs: [{fields: [/lineage/datasets/*/name]}]
#   remediation: Record a sha256 for each input of the training run.
#   next: write each dataset's sha256 into its `digest` facet in the lineage file
#   controls:
#     - "eu-ai-act:Art.10(2)(b)"
#     - "eu-ai-act:Annex IV(2)(d)"
#     - nist-ai-rmf:MAP 2.3
#     - iso-42001:A.7.3
#     - iso-42001:A.7.5
#     - mrm:SR26-2:IV
#     - soc2-tsc:CC8.1
#     - nist-ssdf-218a:218A:PW.3.2
#     - nist-ssdf-218a:218A:PS.1.2
#     - owasp:ML02:2023
#     - owasp:LLM05:2026
#     - g7-sbom-ai:cluster:DP
package mlgate.baseline.lineage.lin_002_datasets_pinned

import rego.v1

deny contains {"at": dataset.at, "message": message} if {
	some dataset in input.lineage.datasets
	dataset.digest == null
	dataset.weak_digest == null
	message := sprintf("dataset '%s' has no strong digest", [dataset.name])
}

deny contains {"at": dataset.at, "message": message} if {
	some dataset in input.lineage.datasets
	dataset.digest == null
	dataset.weak_digest != null
	form := "dataset '%s' has no strong digest, only the weak '%s'"
	message := sprintf(form, [dataset.name, dataset.weak_digest])
}
