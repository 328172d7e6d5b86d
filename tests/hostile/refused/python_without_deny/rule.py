def denny(input):
    yield
