def deny(input):
    for key in ("nme",):
        if input["release"].get(key) is None:
            yield
