def deny(input):
    yield "no"
