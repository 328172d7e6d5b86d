# METADATA
# title: Intended use, excluded use and affected people are declared
# description: >-
#   Who deploys the model has to know what it is for, what it is not for, and who is meant by it;
#   one text in all three places says none of it.
# custom:
#   id: INV-006
#   profiles: [standard, strict]
#   severity: {T1: deny, T2: deny, T3: warn, T4: warn}
#   needs: [{fields: [/model_card/intended_use, /model_card/out_of_scope, /model_card/users]}]
#   remediation: Give the model card a section for each of the three, in its own words.
#   next: write intended use, out-of-scope use and users into the model card
#   controls:
#     - "eu-ai-act:Annex IV(1)(a)"
#     - "eu-ai-act:Art.13(3)(b)(i)"
#     - "eu-ai-act:Art.13(3)(b)(iii)"
#     - nist-ai-rmf:MAP 1.1
#     - nist-ai-rmf:MAP 3.3
#     - iso-42001:A.6.2.2
#     - iso-42001:A.9.4
#     - mrm:SR26-2:IV
#     - soc2-tsc:CC2.3
#     - g7-sbom-ai:cluster:MDL
#     - g7-sbom-ai:cluster:SLP
package mlgate.baseline.inventory.inv_006_intended_purpose

import rego.v1

said := [
	["intended_use", plain(input.model_card.intended_use)],
	["out_of_scope", plain(input.model_card.out_of_scope)],
	["users", plain(input.model_card.users)],
]

deny contains {"at": sprintf("/model_card/%s", [later[0]]), "message": message} if {
	some i, earlier in said
	some j, later in said
	i < j
	earlier[1] == later[1]
	form := "`model_card.%s` is the same text as `model_card.%s`"
	message := sprintf(form, [later[0], earlier[0]])
}

plain(text) := lower(trim_space(text))
