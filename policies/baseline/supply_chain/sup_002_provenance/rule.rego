# METADATA
# title: Provenance says how all artifacts were built
# description: >-
#   Provenance about some of the files, or about other bytes, leaves open where the rest came from.
# custom:
#   id: SUP-002
#   profiles: [standard, strict]
#   severity: {T1: deny, T2: deny, T3: warn}
#   needs:
#     - fields:
#         - /lineage/provenance/predicate_type
#         - /lineage/provenance/builder
#         - /lineage/provenance/covers
#       assurance: {T1: attested}
#   may_be_empty: [/lineage/provenance/changed]
#   remediation: Let the build platform write SLSA provenance over every artifact, and sign it.
#   next: ask the owner of the build to sign SLSA provenance for all artifacts
#   controls:
#     - "eu-ai-act:Annex IV(2)(a)"
#     - "eu-ai-act:Annex IV(2)(c)"
#     - "eu-ai-act:Art.15(5)"
#     - nist-ai-rmf:MAP 4.2
#     - iso-42001:A.6.2.3
#     - mrm:SR26-2:IV
#     - soc2-tsc:CC8.1
#     - nist-ssdf-218a:PS.3.2
#     - slsa:Build L1
#     - owasp:ML06:2023
#     - owasp:LLM04:2026
#     - g7-sbom-ai:cluster:MDL
package mlgate.baseline.supply_chain.sup_002_provenance

import rego.v1

provenance := {
	"https://slsa.dev/provenance/v0.1",
	"https://slsa.dev/provenance/v0.2",
	"https://slsa.dev/provenance/v1",
}

deny contains {"at": "/lineage/provenance/predicate_type", "message": message} if {
	not input.lineage.provenance.predicate_type in provenance
	form := "predicate type '%s' is not SLSA provenance"
	message := sprintf(form, [input.lineage.provenance.predicate_type])
}

deny contains {"at": "/lineage/provenance/covers", "message": message} if {
	input.lineage.provenance.covers != "all"
	form := "provenance by %s covers '%s' of the artifacts, expected 'all'%s"
	said := [input.lineage.provenance.builder, input.lineage.provenance.covers, named]
	message := sprintf(form, said)
}

changed := [path | some path in input.lineage.provenance.changed; path != null]

named := "" if count(changed) == 0

named := sprintf(": %s (%d in all)", [concat(", ", first), count(changed)]) if {
	count(changed) > 0
	first := array.slice(changed, 0, 5)
}
