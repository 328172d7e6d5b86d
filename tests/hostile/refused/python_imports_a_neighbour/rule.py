from .honest import deny as other


def deny(input):
    if other:
        yield
