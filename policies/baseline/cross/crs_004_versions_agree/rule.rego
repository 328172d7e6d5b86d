# METADATA
# title: All documents are of the same version of the model
# description: >-
#   A card or an SBOM of another version describes another model. The version of MLflow in an
#   MLmodel file is that of a program, and is not compared.
# custom:
#   id: CRS-004
#   profiles: [standard, strict]
#   severity: {T1: deny, T2: deny, T3: warn}
#   may_be_empty: [/release/version, /model_card/version, /bom/model/version, /gaps]
#   remediation: Make the documents of this release anew, all of the same version.
#   next: write the same version into release.yaml, the card and the SBOM
#   controls:
#     - "eu-ai-act:Annex IV(1)(a)"
#     - nist-ai-rmf:GOVERN 1.6
#     - iso-42001:A.4.2
#     - mrm:SR26-2:VI.2
#     - soc2-tsc:CC2.1
#     - soc2-tsc:CC8.1
#     - nist-ssdf-218a:PS.3.1
#     - g7-sbom-ai:cluster:MDL
package mlgate.baseline.cross.crs_004_versions_agree

import rego.v1

said := [source |
	some source in [
		{"by": "release.yaml", "at": "/release/version", "version": input.release.version},
		{"by": "the card", "at": "/model_card/version", "version": input.model_card.version},
		{"by": "the SBOM", "at": "/bom/model/version", "version": input.bom.model.version},
	]
	source.version != null
]

deny contains {"at": said[0].at, "message": message} if {
	count({plain(source.version) | some source in said}) > 1
	words := [sprintf("'%s' in %s", [source.version, source.by]) | some source in said]
	message := sprintf("the version is %s", [concat(", ", words)])
}

# Two documents of equal worth that differ leave nothing to compare. If it is the
# version of the release that is not known for certain, INV-001 says so.
deny contains {"at": gap.for, "message": message} if {
	some gap in input.gaps
	gap.for in {"/model_card/version", "/bom/model/version"}
	gap.why == "conflict"
	message := sprintf("no version is known for certain: %s", [why(gap.raw)])
}

# As tags are written: v1.2 is 1.2.
plain(version) := trim_prefix(bare(version), "v") if regex.match(`^v[0-9]`, bare(version))

plain(version) := bare(version) if not regex.match(`^v[0-9]`, bare(version))

bare(version) := lower(trim_space(version))

why(raw) := raw if raw != null

why(null) := "documents of equal worth differ"
