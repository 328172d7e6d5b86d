# METADATA
# title: No model file can run code when it is loaded
# description: >-
#   Whoever can change a file that runs code on loading owns every machine that loads the model;
#   a file that could not be tested is not known to be safe.
# custom:
#   id: SUP-004
#   profiles: [starter, standard, strict]
#   severity: {T1: deny, T2: deny, T3: deny, T4: warn}
#   needs:
#     - fields:
#         - /scans/model_files/*/path
#         - /scans/model_files/*/format
#         - /scans/model_files/*/loading
#   remediation: Save the weights in a format that holds tensors only.
#   next: write the weights anew in a format that runs no code, such as safetensors
#   controls:
#     - "eu-ai-act:Art.15(5)"
#     - nist-ai-rmf:MEASURE 2.7
#     - iso-42001:A.6.2.4
#     - soc2-tsc:CC6.8
#     - nist-ssdf-218a:PW.4.4
#     - nist-ssdf-218a:PW.7.2
#     - owasp:ML06:2023
#     - owasp:ML10:2023
#     - owasp:LLM04:2026
#     - g7-sbom-ai:cluster:SP
package mlgate.baseline.supply_chain.sup_004_model_files_safe

import rego.v1

deny contains {"at": file.at, "message": message} if {
	some file in input.scans.model_files
	file.loading != "safe"
	form := "'%s' (%s) is %s to load: %s"
	said := [file.path, file.format, verdict(file.loading), reasons(file.reasons)]
	message := sprintf(form, said)
}

verdict(loading) := "unsafe" if loading == "unsafe"

verdict(loading) := "not known to be safe" if loading != "unsafe"

reasons(given) := "no reason is known" if count(given) == 0

reasons(given) := concat("; ", [r | some r in given; r != null]) if count(given) > 0
