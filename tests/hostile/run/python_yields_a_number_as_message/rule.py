from mlgate.core.decision import Denial


def deny(input):
    yield Denial("", 3)
