def deny(input):
    return False
