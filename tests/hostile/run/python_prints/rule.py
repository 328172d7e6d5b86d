import typing

from mlgate.core.decision import Denial


def deny(input):
    print("{\"rule\": \"HON-002\"}" * 9999, flush=True)
    yield Denial("/release", "the rule prints and goes on")
