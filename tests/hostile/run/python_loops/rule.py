def deny(input):
    while True:
        pass
    yield
