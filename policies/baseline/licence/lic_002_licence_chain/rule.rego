# METADATA
# title: The licence of each base model is known and allowed
# description: >-
#   Terms of a base model bind what is made from it, whatever licence that carries itself. Where a
#   licence restricts the use, its text is kept with the model, since texts change under one name.
# custom:
#   id: LIC-002
#   profiles: [standard, strict]
#   severity: {T1: deny, T2: deny, T3: warn, T4: warn}
#   needs: [{fields: [/licences/model/declared, /licences/chain/*/name]}]
#   may_be_empty:
#     - /licences/chain/*/declared
#     - /licences/chain/*/known
#     - /licences/chain/*/category
#     - /licences/chain/*/allowed
#     - /licences/chain/*/inherits
#     - /licences/chain/*/restrictions
#     - /licences/files
#     - /licences/files/*/path
#   remediation: Build on models whose licence is known and allowed, and keep restrictive texts.
#   next: write each base model into the SBOM as an ancestor of the model, with its licence
#   controls:
#     - "eu-ai-act:Annex IV(2)(a)"
#     - "eu-ai-act:Art.25(4)"
#     - nist-ai-rmf:GOVERN 6.1
#     - nist-ai-rmf:MAP 4.1
#     - iso-42001:A.10.3
#     - soc2-tsc:CC9.2
#     - owasp:LLM04:2026
#     - g7-sbom-ai:cluster:MDL
package mlgate.baseline.licence.lic_002_licence_chain

import rego.v1

restrictive := {
	"community-with-thresholds",
	"use-restricted",
	"non-commercial",
	"research-only",
}

deny contains {"at": link.at, "message": message} if {
	some link in bases
	link.declared == null
	message := sprintf("no licence is known for '%s', which this model was made from", [link.name])
}

deny contains {"at": link.at, "message": message} if {
	some link in bases
	link.declared != null
	link.known != true
	form := "'%s', which this model was made from, has '%s', which is not a known licence"
	message := sprintf(form, [link.name, link.declared])
}

deny contains {"at": link.at, "message": message} if {
	some link in bases
	link.known == true
	link.allowed != true
	link.inherits != false
	form := "'%s', which this model was made from, has licence '%s' (%s), which is not allowed, %s"
	kind := category(link.category)
	terms := restrictions(link.restrictions)
	message := sprintf(form, [link.name, link.declared, kind, terms])
}

# What is not allowed needs no text: it is refused above, or by LIC-001.
deny contains {"at": link.at, "message": message} if {
	some i, link in input.licences.chain
	binds(i, link.inherits)
	link.allowed == true
	link.category in restrictive
	count(texts) == 0
	form := "licence '%s' of '%s' restricts the use, and no file of the model holds its text"
	message := sprintf(form, [link.declared, link.name])
}

# The first link is the model itself, which LIC-001 judges.
bases contains link if {
	some i, link in input.licences.chain
	i > 0
}

binds(i, _) if i == 0

binds(i, inherits) if {
	i > 0
	inherits != false
}

texts contains file.path if {
	some file in input.licences.files
	file.path != null
	parts := split(lower(file.path), "/")
	not startswith(parts[count(parts) - 1], "notice")
}

category(name) := name if name != null

category(null) := "no category"

restrictions(terms) := "no use restriction is known" if count(terms) == 0

restrictions(terms) := sprintf("use restrictions: %s", [concat("; ", said)]) if {
	count(terms) > 0
	said := [term | some term in terms; term != null]
}
