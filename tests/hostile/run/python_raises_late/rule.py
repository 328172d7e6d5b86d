from mlgate.core.decision import Denial


def deny(input):
    yield Denial("", "said, but the rule did not end")
    1 / 0
