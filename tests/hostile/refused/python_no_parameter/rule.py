def deny():
    yield
