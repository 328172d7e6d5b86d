def deny(input):
    return "all is well"
