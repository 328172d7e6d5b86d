# METADATA
# title: The release has a name, an immutable version and a digest
# description: >-
#   A version that moves names other bytes tomorrow; nobody can say then what was decided on.
# custom:
#   id: INV-001
#   profiles: [starter, standard, strict]
#   severity: {T1: deny, T2: deny, T3: deny, T4: warn}
#   needs: [{fields: [/release/name, /release/version, /subject/digest]}]
#   remediation: Give each release a version of its own that is never used again.
#   next: write `name` and an immutable `version` in release.yaml
#   controls:
#     - "eu-ai-act:Art.11(1)"
#     - "eu-ai-act:Art.17(1)(k)"
#     - "eu-ai-act:Annex IV(1)(a)"
#     - nist-ai-rmf:GOVERN 1.6
#     - iso-42001:A.4.2
#     - mrm:SR26-2:VI.2
#     - mrm:SS1/23:P1.2
#     - soc2-tsc:CC2.1
#     - nist-ssdf-218a:PS.3.1
#     - g7-sbom-ai:cluster:MDL
package mlgate.baseline.inventory.inv_001_identified

import rego.v1

# Branches, tags and registry aliases: names that people move on purpose.
moving := {
	"canary", "champion", "current", "dev", "develop", "development", "edge", "head",
	"latest", "main", "master", "nightly", "prod", "production", "snapshot", "stable",
	"staging", "tip", "trunk",
}

deny contains {"at": "/release/version", "message": message} if {
	is_moving(lower(input.release.version))
	message := sprintf("version '%s' is not immutable", [input.release.version])
}

is_moving(version) if {
	parts := split(version, "/")
	parts[count(parts) - 1] in moving
}

is_moving(version) if endswith(version, "-snapshot")

# A range or a wildcard, such as 1.*, ^2.0 or 1.x.
is_moving(version) if regex.match(`[*?^~<>=|]|(^|\.)x(\.|$)`, version)
