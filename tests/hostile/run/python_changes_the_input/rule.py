from mlgate.core.decision import Denial


def deny(input):
    input["lineage"]["datasets"].clear()
    input["release"]["name"] = None
    yield Denial("/release", f"it sees {input['release']['name']}")
