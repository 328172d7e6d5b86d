package mlgate.hostile.refused.asks_the_clock

import rego.v1

deny contains {"at": "", "message": "no"} if {
	time.now_ns() > 0
}
