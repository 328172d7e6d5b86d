package mlgate.hostile.run.yields_a_blank_message

import rego.v1

deny contains {"at": "", "message": "  "}
