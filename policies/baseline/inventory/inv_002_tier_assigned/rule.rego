# METADATA
# title: A risk tier is assigned from answered questions, by a person, on a date
# description: >-
#   The tier sets how strict the gate is, so it rests on answers that someone gave before the
#   decision, not on a default.
# custom:
#   id: INV-002
#   profiles: [starter, standard, strict]
#   severity: {T0: deny, T1: deny, T2: deny, T3: deny, T4: deny}
#   needs: [{fields: [/tier/value, /tier/assessor, /tier/decided_at, /context/clock]}]
#   may_be_empty: [/tier/unanswered, /tier/reason]
#   remediation: Answer each tiering question with yes or no, and say who assessed it and when.
#   next: write the `tiering` answers, `assessor` and `decided_at` in release.yaml
#   controls:
#     - eu-ai-act:Art.6
#     - "eu-ai-act:Art.9(2)"
#     - nist-ai-rmf:GOVERN 1.3
#     - nist-ai-rmf:MAP 1.5
#     - iso-42001:cl.6.1.2
#     - iso-42001:cl.8.2
#     - iso-42001:A.5.2
#     - mrm:SR26-2:III
#     - mrm:SS1/23:P1.3
#     - soc2-tsc:CC3.2
#     - nist-ssdf-218a:PW.1.1
#   waivable: false
package mlgate.baseline.inventory.inv_002_tier_assigned

import rego.v1

# RFC 3339 with a zone. A date that no calendar has would be an error of the parser.
days := concat("|", [
	`20[0-9]{2}-(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])`,
	`20[0-9]{2}-(0[469]|11)-(0[1-9]|[12][0-9]|30)`,
	`20[0-9]{2}-02-(0[1-9]|1[0-9]|2[0-8])`,
	`20([02468][048]|[13579][26])-02-29`,
])

clock_time := `([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,9})?`

zone := `(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])`

instant := sprintf("^(%s)T%s%s$", [days, clock_time, zone])

deny contains {"at": "/tier/value", "message": message} if {
	input.tier.value == "T0"
	message := sprintf("tier T0 blocks the release: %s", [why(input.tier.reason)])
}

deny contains {"at": "/tier/decided_at", "message": message} if {
	not regex.match(instant, input.tier.decided_at)
	form := "`tier.decided_at` is '%s', not an instant with a zone"
	message := sprintf(form, [input.tier.decided_at])
}

deny contains {"at": "/tier/decided_at", "message": message} if {
	regex.match(instant, input.tier.decided_at)
	decided := time.parse_rfc3339_ns(input.tier.decided_at)
	decided > time.parse_rfc3339_ns(input.context.clock)
	form := "the tier is decided at %s, after this decision at %s"
	message := sprintf(form, [input.tier.decided_at, input.context.clock])
}

deny contains {"at": sprintf("/tier/unanswered/%d", [i]), "message": message} if {
	some i, question in input.tier.unanswered
	message := sprintf("tiering question '%s' is not answered", [question])
}

why(reason) := reason if reason != null

why(null) := "no reason is given"
