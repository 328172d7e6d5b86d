def deny(input, tier):
    yield
