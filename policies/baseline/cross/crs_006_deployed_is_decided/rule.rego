# METADATA
# title: Each deployment that is pinned runs the bytes decided on
# description: >-
#   A decision is about bytes. A deployment of another digest runs what nobody decided on,
#   whatever its name. One that is not pinned by a digest is not judged here. A digest of an
#   image counts once its manifest lies among the evidence and lists just these files.
# custom:
#   id: CRS-006
#   profiles: [standard, strict]
#   severity: {T1: deny, T2: deny, T3: warn}
#   needs: [{fields: [/subject/digest]}]
#   may_be_empty: [/deployments, /subject/aliases, /subject/kind, /scans/model_files]
#   remediation: >-
#     Deploy what was decided on, have what is deployed decided on, or lay the manifest of the
#     image that holds the model into `evidence/`.
#   next: ask whoever deploys it to pin the digest that was decided on
#   controls:
#     - "eu-ai-act:Art.72(1)"
#     - nist-ai-rmf:MANAGE 4.1
#     - iso-42001:A.6.2.5
#     - mrm:SR26-2:IV.2
#     - soc2-tsc:CC8.1
#     - nist-ssdf-218a:PS.2.1
#     - owasp:ML06:2023
#     - g7-sbom-ai:cluster:SLP
package mlgate.baseline.cross.crs_006_deployed_is_decided

import rego.v1

deny contains {"at": deployment.at, "message": message} if {
	some deployment in input.deployments
	deployment.digest != null
	not deployment.digest in ours
	form := "%s runs %s, which is not the model decided on"
	message := sprintf(form, [where(deployment.name), deployment.digest])
}

ours contains input.subject.digest

# The root of a signature binds no names: nothing is fetched by it.
ours contains alias.digest if {
	some alias in input.subject.aliases
	alias.kind == "oci"
}

# A model of one file is also known by the digest of that file.
ours contains file.digest if {
	input.subject.kind == "file"
	some file in input.scans.model_files
}

where(name) := sprintf("deployment '%s'", [name]) if name != null

where(null) := "a deployment"
