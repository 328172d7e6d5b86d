package mlgate.hostile.refused.sprintf_of_the_input

import rego.v1

deny contains {"at": "", "message": sprintf(input.release.name, ["a"])} if true
