def deny(input):
    if input["release"]["nme"] is None:
        yield
