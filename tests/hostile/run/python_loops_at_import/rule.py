while True:
    pass


def deny(input):
    yield
