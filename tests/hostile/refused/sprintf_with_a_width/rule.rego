package mlgate.hostile.refused.sprintf_with_a_width

import rego.v1

deny contains {"at": "", "message": sprintf("%5.2f", [1])} if true
