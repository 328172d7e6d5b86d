def deny(input):
    yield {"at": "", "message": "no"}
