# METADATA
# title: Each evaluation that says which bytes it tested, tested these
# description: >-
#   Figures of other weights, or of the model that this one was made from, say nothing about what
#   is released, however alike the names are. An evaluation that names no digest is not judged
#   here.
# custom:
#   id: CRS-001
#   profiles: [standard, strict]
#   severity: {T1: deny, T2: deny, T3: warn}
#   needs: [{fields: [/subject/digest]}]
#   may_be_empty:
#     - /evaluations
#     - /subject/aliases
#     - /scans/model_files
#     - /bom/model/ancestors
#   remediation: >-
#     Evaluate the bytes that are released, and keep results of other models out of its evidence.
#   next: ask the evaluator to test the subject digest that this decision names
#   controls:
#     - "eu-ai-act:Art.9(8)"
#     - "eu-ai-act:Annex IV(2)(g)"
#     - nist-ai-rmf:MEASURE 2.1
#     - nist-ai-rmf:MEASURE 2.3
#     - iso-42001:A.6.2.4
#     - mrm:SR26-2:V
#     - soc2-tsc:PI1.3
#     - g7-sbom-ai:cluster:KPI
package mlgate.baseline.cross.crs_001_evaluated_these_bytes

import rego.v1

deny contains {"at": evaluation.at, "message": message} if {
	some evaluation in input.evaluations
	evaluation.model_digest != null
	not evaluation.model_digest in ours
	form := "%s is of %s, which is neither this model nor a file of its weights"
	message := sprintf(form, [what(evaluation.metric), evaluation.model_digest])
}

# A base model may lie among the files: its figures are still not those of this model.
deny contains {"at": evaluation.at, "message": message} if {
	some evaluation in input.evaluations
	evaluation.model_digest in ours
	evaluation.model_digest in above
	evaluation.model_digest != input.subject.digest
	form := "%s is of %s, which the SBOM says this model was made from"
	message := sprintf(form, [what(evaluation.metric), evaluation.model_digest])
}

ours contains input.subject.digest

ours contains alias.digest if some alias in input.subject.aliases

ours contains file.digest if {
	some file in input.scans.model_files
	file.weights == true
}

above contains ancestor.digest if {
	some ancestor in input.bom.model.ancestors
	ancestor.digest != null
}

what(metric) := sprintf("evaluation '%s'", [metric]) if metric != null

what(null) := "an evaluation"
