def deny(*input):
    yield
