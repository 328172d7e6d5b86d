def deny(input={}):
    yield
