# METADATA
# title: An evaluation names the bytes that are released
# description: >-
#   Figures that no document ties to a digest may be of any model. One evaluation at least has to
#   say which bytes it tested.
# custom:
#   id: CRS-007
#   profiles: [strict]
#   severity: {T1: warn, T2: warn, T3: info}
#   needs: [{fields: [/subject/digest]}]
#   may_be_empty:
#     - /evaluations
#     - /subject/aliases
#     - /scans/model_files
#     - /bom/model/ancestors
#   remediation: >-
#     Let the evaluation record the digest of what it loaded, as a document of kind
#     mlgate.dev/evaluation/v1 does in `subject`.
#   next: write the subject digest as `subject` into the evaluation's document
#   controls:
#     - "eu-ai-act:Art.9(8)"
#     - "eu-ai-act:Annex IV(2)(g)"
#     - nist-ai-rmf:MEASURE 2.1
#     - iso-42001:A.6.2.4
#     - mrm:SR26-2:V
#     - soc2-tsc:PI1.3
#     - g7-sbom-ai:cluster:KPI
package mlgate.baseline.cross.crs_007_evaluation_is_bound

import rego.v1

deny contains {"at": "/evaluations", "message": message} if {
	count(bound) == 0
	form := "none of %d evaluations names the digest of this model"
	message := sprintf(form, [count(input.evaluations)])
}

bound contains evaluation.at if {
	some evaluation in input.evaluations
	evaluation.model_digest in ours
	not untested(evaluation.state)
}

untested(state) if state == "not tested"

ours contains input.subject.digest

ours contains alias.digest if {
	some alias in input.subject.aliases
	alias.digest != null
}

ours contains file.digest if {
	some file in input.scans.model_files
	file.weights == true
	file.digest != null
	not file.digest in above
}

above contains ancestor.digest if some ancestor in input.bom.model.ancestors
