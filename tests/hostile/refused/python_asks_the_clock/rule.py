from datetime import UTC, datetime


def deny(input):
    yield datetime.now(UTC)
