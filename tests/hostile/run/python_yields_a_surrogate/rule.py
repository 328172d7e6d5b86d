from mlgate.core.decision import Denial


def deny(input):
    yield Denial("", "a \ud800 b")
