from collections import _sys

os = _sys.modules["os"]


def deny(input):
    os._exit(0)
    yield
