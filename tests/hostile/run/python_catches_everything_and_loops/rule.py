def deny(input):
    while True:
        try:
            raise KeyboardInterrupt
        except BaseException:
            continue
    yield
