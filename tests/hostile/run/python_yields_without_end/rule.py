from mlgate.core.decision import Denial


def deny(input):
    while True:
        yield Denial("", "again")
