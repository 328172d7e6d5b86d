def deny(input):
    raise ValueError("no such model")
    yield
