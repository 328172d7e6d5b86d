# METADATA
# title: The model's licence is known and allowed
# description: >-
#   A licence that nobody has read, or that restricts the use, can forbid the very release it
#   comes with.
# custom:
#   id: LIC-001
#   profiles: [standard, strict]
#   severity: {T1: deny, T2: deny, T3: warn, T4: warn}
#   needs: [{fields: [/licences/model/declared]}]
#   may_be_empty:
#     - /licences/model/known
#     - /licences/model/category
#     - /licences/model/allowed
#     - /licences/model/restrictions
#   remediation: Use a model whose licence the organisation allows, or have this one cleared.
#   next: ask the legal team which licence holds and whether it is allowed
#   controls:
#     - "eu-ai-act:Annex IV(2)(a)"
#     - nist-ai-rmf:GOVERN 6.1
#     - nist-ai-rmf:MAP 4.1
#     - iso-42001:A.10.3
#     - mrm:SR26-2:VII
#     - soc2-tsc:CC9.2
#     - owasp:LLM04:2026
#     - g7-sbom-ai:cluster:MDL
package mlgate.baseline.licence.lic_001_licence_allowed

import rego.v1

deny contains {"at": "/licences/model/declared", "message": message} if {
	input.licences.model.known != true
	message := sprintf("licence '%s' is not a known licence", [input.licences.model.declared])
}

deny contains {"at": "/licences/model/declared", "message": message} if {
	input.licences.model.known == true
	input.licences.model.allowed != true
	form := "licence '%s' (%s) is not allowed, %s"
	kind := category(input.licences.model.category)
	terms := restrictions(input.licences.model.restrictions)
	message := sprintf(form, [input.licences.model.declared, kind, terms])
}

category(name) := name if name != null

category(null) := "no category"

restrictions(terms) := "no use restriction is known" if count(terms) == 0

restrictions(terms) := sprintf("use restrictions: %s", [concat("; ", said)]) if {
	count(terms) > 0
	said := [term | some term in terms; term != null]
}
