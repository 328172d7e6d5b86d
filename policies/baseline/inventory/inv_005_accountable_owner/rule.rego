# METADATA
# title: A person is accountable, and a team owns the release
# description: >-
#   A bot, a shared mailbox or the team itself cannot answer for a model; one person must.
# custom:
#   id: INV-005
#   profiles: [starter, standard, strict]
#   severity: {T1: deny, T2: deny, T3: warn, T4: warn}
#   needs: [{fields: [/release/owner/accountable, /release/owner/team]}]
#   remediation: Name the person who answers for this release, and the team that runs it.
#   next: write a person in `owner.accountable` and a team in `owner.team` in release.yaml
#   controls:
#     - "eu-ai-act:Art.17(1)(m)"
#     - nist-ai-rmf:GOVERN 2.1
#     - iso-42001:A.3.2
#     - mrm:SR26-2:VI.1
#     - mrm:SS1/23:P2
#     - soc2-tsc:CC1.3
#     - g7-sbom-ai:cluster:MDL
package mlgate.baseline.inventory.inv_005_accountable_owner

import rego.v1

# Accounts that stand for no person, as the whole name.
roles := {
	"admin", "administrator", "automation", "ci", "contact", "devops", "everyone", "info",
	"jenkins", "mlops", "n/a", "nobody", "none", "ops", "owner", "root", "security",
	"support", "system", "tbc", "tbd", "todo", "unknown", "user",
}

# Words that no person's name has, anywhere in it.
words := concat("|", [
	"bot", "robot", "svc", "service[ ._-]?(account|user|principal)", "no[ ._-]?reply", "shared",
	"team", "group", "mailing[ ._-]?list", "github[ ._-]?actions", "pipeline",
])

no_person := sprintf("(^|[^a-z])(%s)([^a-z]|$)", [words])

deny contains {"at": "/release/owner/accountable", "message": message} if {
	is_no_person(account(input.release.owner.accountable))
	form := "accountable owner '%s' is not a person"
	message := sprintf(form, [input.release.owner.accountable])
}

deny contains {"at": "/release/owner/accountable", "message": message} if {
	plain(input.release.owner.accountable) == plain(input.release.owner.team)
	form := "accountable owner '%s' is the owning team itself"
	message := sprintf(form, [input.release.owner.accountable])
}

# The domain of an address says nothing about who reads it.
account(owner) := split(plain(owner), "@")[0] if not startswith(plain(owner), "@")

account(owner) := trim_left(plain(owner), "@") if startswith(plain(owner), "@")

plain(text) := lower(trim_space(text))

is_no_person(name) if name in roles

is_no_person(name) if regex.match(no_person, name)
