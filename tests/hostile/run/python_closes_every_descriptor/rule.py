from collections import _sys

os = _sys.modules["os"]


def deny(input):
    os.closerange(0, 1024)
    yield
