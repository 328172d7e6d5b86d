# METADATA
# title: Card and SBOM name the same licence
# description: >-
#   Whoever uses the model reads one of them, and has to learn the same terms from either. Case,
#   order, brackets and the names that hubs give to licences make no difference. A list in the
#   SBOM says neither `AND` nor `OR`: it agrees with a card that joins just these.
# custom:
#   id: CRS-003
#   profiles: [standard, strict]
#   severity: {T1: deny, T2: deny, T3: warn}
#   may_be_empty: [/licences/named, /gaps]
#   remediation: Find out which licence holds, and correct the document that is wrong.
#   next: write the same SPDX licence expression into the card and the SBOM
#   controls:
#     - "eu-ai-act:Annex IV(2)(a)"
#     - nist-ai-rmf:GOVERN 6.1
#     - nist-ai-rmf:MAP 4.1
#     - iso-42001:A.10.3
#     - mrm:SR26-2:VII
#     - soc2-tsc:CC9.2
#     - owasp:LLM04:2026
#     - g7-sbom-ai:cluster:MDL
package mlgate.baseline.cross.crs_003_licences_agree

import rego.v1

deny contains {"at": other.at, "message": message} if {
	some card in input.licences.named
	card.by == "card"
	some other in in_bom
	other.expression != card.expression
	not joined(card.ids)
	form := "the SBOM names the licence '%s', the card '%s'"
	message := sprintf(form, [other.declared, card.declared])
}

# If it is the card's that is not known for certain, LIC-001 says so.
deny contains {"at": gap.for, "message": message} if {
	some gap in input.gaps
	gap.for == "/bom/model/licences"
	gap.why == "conflict"
	message := sprintf("no licence in the SBOM is known for certain: %s", [why(gap.raw)])
}

in_bom contains licence if {
	some licence in input.licences.named
	licence.by == "SBOM"
}

joined(ids) if {
	count(in_bom) > 1
	{id | some id in ids} == {id | some licence in in_bom; some id in licence.ids}
}

why(raw) := raw if raw != null

why(null) := "documents of equal worth differ"
