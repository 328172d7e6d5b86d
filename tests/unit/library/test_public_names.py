"""The public names of the package: typed, documented, and cheap until used."""

import inspect
import subprocess
import sys
import typing
from importlib.metadata import version

import pytest

import mlgate

HEAVY = (
    "yaml", "click", "cryptography", "jsonschema_rs", "regorus", "rfc8785", "pydantic",
    "mlgate.config", "mlgate.gate", "mlgate.loaders", "mlgate.engines",
)  # fmt: skip


def _loaded(statement: str) -> set[str]:
    asked = f"{statement}\nimport sys; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, check=True, text=True
    )
    return set(done.stdout.split())


def test_importing_the_package_imports_nothing_heavy() -> None:
    assert not _loaded("import mlgate") & set(HEAVY)


@pytest.mark.parametrize("name", ["Decision", "Verdict", "MlgateError", "RiskTier"])
def test_a_value_can_be_named_without_loading_the_gate(name: str) -> None:
    assert not _loaded(f"from mlgate import {name}") & set(HEAVY)


@pytest.mark.parametrize("name", mlgate.__all__)
def test_each_public_name_is_there_and_documented(name: str) -> None:
    found = getattr(mlgate, name)
    assert name == "__version__" or inspect.getdoc(found)


def test_the_public_names_are_listed_before_they_are_used() -> None:
    asked = "import mlgate; print(*sorted(set(mlgate.__all__) - set(dir(mlgate))))"
    done = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, check=True, text=True
    )
    assert done.stdout.strip() == ""


def test_a_star_import_brings_exactly_the_public_names() -> None:
    brought: dict[str, object] = {}
    exec("from mlgate import *", brought)  # noqa: S102  # the statement under test
    assert set(mlgate.__all__) == brought.keys() - {"__builtins__"}


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'chekc'"):
        _ = mlgate.chekc  # type: ignore[attr-defined]


def test_every_error_is_an_mlgate_error() -> None:
    errors = [name for name in mlgate.__all__ if name.endswith("Error")]
    assert len(errors) == 7
    for name in errors:
        assert issubclass(getattr(mlgate, name), mlgate.MlgateError)


@pytest.mark.parametrize("name", ["check", "verify"])
def test_each_argument_is_typed_and_each_type_can_be_looked_up(name: str) -> None:
    function = getattr(mlgate, name)
    hints = typing.get_type_hints(function)
    assert hints.keys() == {*inspect.signature(function).parameters, "return"}
    said = inspect.getdoc(function) or ""
    for argument in inspect.signature(function).parameters:
        assert f"    {argument}: " in said


def test_the_version_is_the_installed_one() -> None:
    assert mlgate.__version__ == version("mlgate")
