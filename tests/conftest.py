"""Settings that every test shares."""

import os

import pytest
from hypothesis import settings

import opa_server

# The same examples on every run, so that a change is judged by what it changed.
# `HYPOTHESIS_PROFILE=search` looks for new ones.
settings.register_profile("fixed", derandomize=True, deadline=None)
settings.register_profile("search", deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fixed"))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose peer is not built; where peers are required, fail it."""
    named = [name for mark in item.iter_markers("peer") for name in mark.args]
    for name in named:
        if opa_server.find(name) is None:
            why = f"{name} is not built: run tools/peers"
            if os.environ.get("MLGATE_REQUIRE_PEERS") == "1":
                pytest.fail(why, pytrace=False)
            pytest.skip(why)
