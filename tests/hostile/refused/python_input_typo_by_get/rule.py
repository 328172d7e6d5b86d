def deny(input):
    if input.get("release").get("nme") is None:
        yield
