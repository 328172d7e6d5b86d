def deny(input):
    raise ValueError("first\nsecond\n" + "x" * 9999)
    yield
