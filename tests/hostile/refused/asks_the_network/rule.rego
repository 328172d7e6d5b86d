package mlgate.hostile.refused.asks_the_network

import rego.v1

deny contains {"at": "", "message": "no"} if {
	http.send({"method": "get", "url": "http://localhost"}).status_code == 200
}
