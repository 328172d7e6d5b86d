def deny(input):
    return None
