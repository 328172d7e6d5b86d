from mlgate.core.decision import Denial


def deny(input):
    yield Denial("/release", ", ".join(sorted({"red", "green", "blue"})))
