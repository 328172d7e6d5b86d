package mlgate.hostile.refused.sprintf_with_too_few

import rego.v1

deny contains {"at": "", "message": sprintf("%s %s", ["a"])} if true
