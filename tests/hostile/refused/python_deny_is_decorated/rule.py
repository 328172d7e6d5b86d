import itertools


@itertools.count
def deny(input):
    yield
