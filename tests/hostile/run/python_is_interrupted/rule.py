def deny(input):
    raise KeyboardInterrupt
    yield
