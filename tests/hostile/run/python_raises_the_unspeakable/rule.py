class Mute(BaseException):
    def __str__(self):
        raise self


def deny(input):
    raise Mute
    yield
