def deny(input):
    held = []
    while True:
        held.append(bytearray(2**28))
    yield
