def deny(input):
    yield


deny = iter
