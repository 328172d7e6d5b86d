from mlgate.core.decision import Denial


class Sly(str):
    def strip(self):
        return "sly"


def deny(input):
    yield Denial("", Sly())
