# METADATA
# title: Every waiver is valid, reasoned, and approved by someone else
# description: >-
#   A waiver accepts a risk for the organisation; it holds only if a second person accepted it and
#   the reason can be read years later.
# custom:
#   id: EXC-001
#   profiles: [starter, standard, strict]
#   severity: {T1: deny, T2: deny, T3: deny, T4: deny}
#   may_be_empty: [/waivers]
#   remediation: Correct the waiver, or remove it and mend what it waives.
#   next: ask the policy owner to correct the waiver
#   controls:
#     - "eu-ai-act:Art.9(5)"
#     - nist-ai-rmf:MANAGE 1.3
#     - nist-ai-rmf:MANAGE 1.4
#     - iso-42001:cl.6.1.3
#     - iso-42001:cl.8.3
#     - mrm:SR26-2:VI
#     - mrm:SS1/23:P5.3
#     - soc2-tsc:CC5.1
#     - soc2-tsc:CC4.2
#     - nist-ssdf-218a:PW.1.2
#     - nist-ssdf-218a:RV.2.2
#   waivable: false
package mlgate.baseline.exceptions.exc_001_waivers_valid

import rego.v1

least := 40

deny contains {"at": waiver.at, "message": message} if {
	some waiver in input.waivers
	waiver.valid != true
	message := sprintf("waiver '%s' is void: %s", [waiver.id, known(waiver.problem)])
}

deny contains {"at": waiver.at, "message": message} if {
	some waiver in input.waivers
	waiver.valid == true
	count(waiver.approved_by) == 0
	message := sprintf("nobody approved waiver '%s'", [waiver.id])
}

deny contains {"at": waiver.at, "message": message} if {
	some waiver in input.waivers
	waiver.valid == true
	some approver in waiver.approved_by
	plain(known(approver)) == plain(known(waiver.requested_by))
	message := sprintf("%s both requested and approved waiver '%s'", [known(approver), waiver.id])
}

deny contains {"at": waiver.at, "message": message} if {
	some waiver in input.waivers
	length := letters(waiver.reason)
	length < least
	form := "waiver '%s' gives a reason of %d characters, expected at least %d"
	message := sprintf(form, [waiver.id, length, least])
}

letters(reason) := count(split(trim_space(reason), "")) if reason != null

letters(null) := 0

known(text) := text if text != null

known(null) := "unknown"

plain(text) := lower(trim_space(text))
