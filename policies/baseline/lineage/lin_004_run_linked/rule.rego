# METADATA
# title: The training run is complete and linked to code, parameters and environment
# description: >-
#   Without the commit, the parameters and the environment of the run that made it, a model can
#   neither be rebuilt nor explained.
# custom:
#   id: LIN-004
#   profiles: [standard, strict]
#   severity: {T1: deny, T2: deny, T3: warn, T4: info}
#   needs:
#     - fields:
#         - /lineage/run/id
#         - /lineage/run/commit
#         - /lineage/run/params_digest
#         - /lineage/run/environment_digest
#         - /lineage/run/state
#   remediation: Let the training job record its commit, parameters and environment.
#   next: write commit, parameters and environment digest of the run into the lineage file
#   controls:
#     - "eu-ai-act:Annex IV(2)(a)"
#     - "eu-ai-act:Annex IV(2)(b)"
#     - "eu-ai-act:Annex IV(2)(c)"
#     - nist-ai-rmf:MAP 2.3
#     - iso-42001:A.6.2.3
#     - iso-42001:A.4.4
#     - mrm:SR26-2:IV
#     - soc2-tsc:CC8.1
#     - nist-ssdf-218a:PS.3.1
#     - nist-ssdf-218a:PS.3.2
#     - g7-sbom-ai:cluster:MDL
#     - g7-sbom-ai:cluster:INF
package mlgate.baseline.lineage.lin_004_run_linked

import rego.v1

deny contains {"at": "/lineage/run/commit", "message": message} if {
	not regex.match(`^([0-9a-f]{40}|[0-9a-f]{64})$`, input.lineage.run.commit)
	form := "commit '%s' is not a full id of 40 or 64 hex digits"
	message := sprintf(form, [input.lineage.run.commit])
}

deny contains {"at": "/lineage/run/state", "message": message} if {
	input.lineage.run.state != "COMPLETE"
	form := "run '%s' is in state '%s', expected 'COMPLETE'"
	message := sprintf(form, [input.lineage.run.id, input.lineage.run.state])
}
