from mlgate.core.decision import Denial


def deny(input):
    for number in range(9):
        yield Denial("", str(number) * 2**20)
