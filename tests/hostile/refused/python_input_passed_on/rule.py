def deny(input):
    if str(  input):
        yield
