def deny(input):
    from subprocess import run

    yield run
