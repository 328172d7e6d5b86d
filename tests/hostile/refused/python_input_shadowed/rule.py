def deny(input):
    bad   =    lambda input: input["relase"]
    yield bad
