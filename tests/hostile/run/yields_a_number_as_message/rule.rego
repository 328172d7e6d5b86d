package mlgate.hostile.run.yields_a_number_as_message

import rego.v1

deny contains {"at": "", "message": 1.5}
