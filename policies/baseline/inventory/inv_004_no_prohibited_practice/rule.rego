# METADATA
# title: Every prohibited practice is asked about and ruled out
# description: >-
#   The practices that Article 5 of the EU AI Act prohibits may not be released at any tier, in any
#   profile, under any waiver.
# custom:
#   id: INV-004
#   profiles: [starter, standard, strict]
#   severity: {T0: deny, T1: deny, T2: deny, T3: deny, T4: deny}
#   needs: [{fields: [/tier/prohibited/*/practice, /tier/prohibited/*/answer]}]
#   remediation: Answer each practice with no; a release that needs a yes cannot be made.
#   next: write an answer to each of `tiering.prohibited_practices` in release.yaml
#   controls:
#     - eu-ai-act:Art.5
#     - nist-ai-rmf:GOVERN 1.1
#     - nist-ai-rmf:MAP 1.1
#     - iso-42001:cl.4.1
#     - iso-42001:A.9.4
#     - mrm:SR26-2:VI
#     - soc2-tsc:CC3.1
#   waivable: false
package mlgate.baseline.inventory.inv_004_no_prohibited_practice

import rego.v1

# Article 5(1) as amended; the same list as the questions that release.yaml answers.
practices := {
	"biometric_categorisation", "child_abuse_material", "crime_prediction",
	"emotion_at_work_or_school", "exploits_vulnerability", "face_scraping",
	"intimate_imagery", "live_biometric_identification", "manipulation", "social_scoring",
}

deny contains {"at": asked.at, "message": message} if {
	some asked in input.tier.prohibited
	asked.answer != "no"
	form := "prohibited practice '%s' is answered '%s', expected 'no'"
	message := sprintf(form, [asked.practice, asked.answer])
}

deny contains {"at": "/tier/prohibited", "message": message} if {
	some practice in (practices - {asked.practice | some asked in input.tier.prohibited})
	message := sprintf("prohibited practice '%s' is not asked about", [practice])
}
