# METADATA
# title: A signature over all artifacts verifies against an allowed key
# description: >-
#   Only a signature that covers every file a runtime could load says that these bytes are the
#   ones somebody released. It is compared both ways: a file that was signed and is not here counts
#   as much as one that is here and was not signed.
# custom:
#   id: SUP-001
#   profiles: [starter, standard, strict]
#   severity: {T1: deny, T2: deny, T3: warn, T4: info}
#   needs: [{fields: [/signatures/*/path]}]
#   remediation: Sign the whole folder of artifacts with a key that org.yaml allows for artifacts.
#   next: ask the release owner to sign the artifacts
#   controls:
#     - "eu-ai-act:Art.15(5)"
#     - nist-ai-rmf:MEASURE 2.7
#     - iso-42001:A.6.2.5
#     - soc2-tsc:CC6.8
#     - nist-ssdf-218a:PS.2.1
#     - nist-ssdf-218a:218A:PS.1.3
#     - nist-ssdf-218a:PW.4.4
#     - owasp:ML06:2023
#     - owasp:ML10:2023
#     - owasp:LLM04:2026
#     - g7-sbom-ai:cluster:MDL
#   waivable: false
package mlgate.baseline.supply_chain.sup_001_artifacts_signed

import rego.v1

over_artifacts contains signature if {
	some signature in input.signatures
	signature.purpose == "artifact"
}

covered if {
	some signature in over_artifacts
	signature.verified == true
	signature.covers == "all"
}

deny contains {"at": "/signatures", "message": message} if {
	count(over_artifacts) == 0
	form := "no signature is over the artifacts, only %d for other purposes"
	message := sprintf(form, [count(input.signatures)])
}

deny contains {"at": signature.at, "message": message} if {
	not covered
	some signature in over_artifacts
	signature.verified != true
	form := "signature '%s' does not verify: %s"
	message := sprintf(form, [signature.path, why(signature.reason)])
}

deny contains {"at": signature.at, "message": message} if {
	not covered
	some signature in over_artifacts
	signature.verified == true
	form := "signature '%s' does not cover all artifacts: %s"
	message := sprintf(form, [signature.path, why(signature.reason)])
}

why(reason) := reason if reason != null

why(null) := "no reason is known"
