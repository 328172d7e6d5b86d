def deny(input):
    if not input["release"]["owner"]["team"]:
        yield
