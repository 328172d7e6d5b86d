import os


def deny(input):
    if os:
        yield
