from collections import _sys

os = _sys.modules["os"]


def deny(input):
    os.kill(os.getpid(), 9)
    yield
