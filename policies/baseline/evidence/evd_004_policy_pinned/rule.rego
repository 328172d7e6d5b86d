# METADATA
# title: The policy pack in force is the one the organisation pinned
# description: >-
#   A decision counts only if the rules behind it are the ones that were reviewed.
# custom:
#   id: EVD-004
#   profiles: [starter, standard, strict]
#   severity: {T1: deny, T2: deny, T3: warn, T4: warn}
#   needs: [{fields: [/policy/digest, /policy/pinned]}]
#   remediation: Review the pack, then pin its digest in org.yaml.
#   next: write the reviewed pack's digest under `packs` in org.yaml
#   controls:
#     - "eu-ai-act:Art.17(1)(a)"
#     - nist-ai-rmf:GOVERN 1.4
#     - iso-42001:cl.7.5
#     - iso-42001:cl.8.1
#     - soc2-tsc:CC5.3
package mlgate.baseline.evidence.evd_004_policy_pinned

import rego.v1

deny contains {"at": "/policy/pinned", "message": message} if {
	input.policy.pinned != input.policy.digest
	form := "the policy pack is %s, the organisation pins %s"
	message := sprintf(form, [input.policy.digest, input.policy.pinned])
}
