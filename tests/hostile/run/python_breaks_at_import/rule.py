NOTHING = 1 / 0


def deny(input):
    yield
