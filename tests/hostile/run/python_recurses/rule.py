def deny(input):
    yield deep()


def deep():
    return deep()
