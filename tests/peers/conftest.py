"""The two engines that judge the same rules."""

from collections.abc import Iterator

import pytest

import opa_server
from mlgate.engines.embedded import EmbeddedEngine
from opa_server import OpaServer
from shipped_rego import RULES


@pytest.fixture(scope="module")
def opa() -> Iterator[OpaServer]:
    program = opa_server.find("opa")
    assert program
    rego = {f"{rule.id}.rego": rule.source for _, rule in RULES}
    with OpaServer(program, rego) as server:
        yield server


@pytest.fixture(scope="module")
def engine() -> Iterator[EmbeddedEngine]:
    engine = EmbeddedEngine()
    yield engine
    engine.close()
