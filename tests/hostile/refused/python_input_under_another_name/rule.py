def deny(input):
    all_ = input
    if all_["relase"]:
        yield
