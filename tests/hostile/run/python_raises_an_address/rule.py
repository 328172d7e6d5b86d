def deny(input):
    raise ValueError(object())
    yield
