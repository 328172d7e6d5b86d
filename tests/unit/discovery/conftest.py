import signal
from collections.abc import Iterator

import pytest

SECONDS = 30


@pytest.fixture(autouse=True)
def end() -> Iterator[None]:
    """Fail a test that waits for a pipe, or walks or reads for ever."""
    before = signal.signal(signal.SIGALRM, lambda *_: pytest.fail("it does not end"))
    signal.alarm(SECONDS)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)
