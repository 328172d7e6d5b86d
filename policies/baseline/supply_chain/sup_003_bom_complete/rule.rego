# METADATA
# title: The SBOM is valid and has the minimum elements for AI
# description: >-
#   An SBOM that breaks its schema, or leaves out what the G7 minimum elements ask for, does not
#   tell its readers what the model is made of. Neither does one that names no model, such as
#   that of an environment: it is kept apart, and does not count here.
# custom:
#   id: SUP-003
#   profiles: [standard, strict]
#   severity: {T1: deny, T2: warn, T3: warn}
#   needs:
#     - fields:
#         - /bom/format
#         - /bom/spec_version
#         - /bom/schema_valid
#         - /bom/score
#         - /tier/value
#         - /policy/limits/bom_score
#   may_be_empty: [/bom/schema_errors, /bom/missing, /bom/missing_mandatory, /documents, /software]
#   remediation: >-
#     Describe the model itself in the SBOM, not only the packages around it: as a component of type
#     machine-learning-model in CycloneDX, as an ai_AIPackage in SPDX 3.
#   next: write the missing elements into the SBOM
#   controls:
#     - "eu-ai-act:Annex IV(2)(a)"
#     - "eu-ai-act:Annex IV(1)(c)"
#     - nist-ai-rmf:MAP 4.1
#     - nist-ai-rmf:MAP 4.2
#     - iso-42001:A.4.2
#     - iso-42001:A.10.3
#     - mrm:SR26-2:VI.3
#     - soc2-tsc:CC9.2
#     - nist-ssdf-218a:PS.3.2
#     - owasp:ML06:2023
#     - owasp:LLM04:2026
#     - owasp:ASI04:2026
#     - g7-sbom-ai:cluster:MD
#     - g7-sbom-ai:cluster:SLP
#     - g7-sbom-ai:cluster:MDL
#     - g7-sbom-ai:cluster:DP
#     - g7-sbom-ai:cluster:INF
#     - g7-sbom-ai:cluster:SP
#     - g7-sbom-ai:cluster:KPI
package mlgate.baseline.supply_chain.sup_003_bom_complete

import rego.v1

deny contains {"at": error.at, "message": message} if {
	some error in input.bom.schema_errors
	form := "the SBOM breaks the %s %s schema at '%s': %s"
	where := [input.bom.format, input.bom.spec_version, error.pointer, error.message]
	message := sprintf(form, where)
}

deny contains {"at": "/bom/schema_valid", "message": message} if {
	input.bom.schema_valid != true
	count(input.bom.schema_errors) == 0
	form := "the SBOM breaks the %s %s schema"
	message := sprintf(form, [input.bom.format, input.bom.spec_version])
}

deny contains {"at": "/bom/score", "message": message} if {
	input.bom.score < input.policy.limits.bom_score
	form := "the SBOM scores %v, below the %v that %s asks for: %d elements are missing%s"
	limit := input.policy.limits.bom_score
	lacking := count(input.bom.missing)
	said := [input.bom.score, limit, input.tier.value, lacking, first(input.bom.missing)]
	message := sprintf(form, said)
}

deny contains {"at": sprintf("/bom/missing_mandatory/%d", [i]), "message": message} if {
	some i, element in input.bom.missing_mandatory
	not element in provided
	message := sprintf("the SBOM lacks the mandatory element %s", [element])
}

# A signature over the file itself, or over a link that lists it, is detached: no file
# can hold the digest of a signature over itself.
provided contains "G7AI-MD-05" if {
	boms := [document | some document in input.documents; names_model(document)]
	count(boms) > 0
	every bom in boms {
		bom.assurance in {"attested", "verified"}
	}
}

formats := {"cyclonedx", "cyclonedx-xml", "spdx-2", "spdx-2-tag-value", "spdx-2-xml", "spdx-2-yaml", "spdx-3"}

# Not one of an environment, which says nothing of the model.
names_model(document) if {
	document.format in formats
	not document.path in {software.document | some software in input.software}
}

first(missing) := "" if count(missing) == 0

first(missing) := sprintf(", first %s", [few]) if {
	count(missing) > 0
	few := concat(", ", array.slice([id | some id in missing; id != null], 0, 5))
}
