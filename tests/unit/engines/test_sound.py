"""A pack is taken for sound only if it is, byte for byte, one that was checked."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from hostile_pack import document
from mlgate.core.rule import PolicyPack
from mlgate.engines import installed, sound
from mlgate.engines.client import sent
from mlgate.engines.embedded import EmbeddedEngine
from mlgate.errors import PolicyError
from mlgate.packs.read import read
from mlgate.strict.shipped import folder


@pytest.fixture
def pack() -> PolicyPack:
    return read(folder("policies") / "baseline", "shipped")


@pytest.fixture
def known(pack: PolicyPack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "sound.json"
    file.write_text(json.dumps({"baseline": sound.digest(sent(pack))}), "utf-8")
    monkeypatch.setattr(sound, "FILE", file)


@pytest.mark.usefixtures("known")
def test_the_same_rules_are_known(pack: PolicyPack) -> None:
    assert sound.is_known(sent(pack))


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize("key", ["id", "path", "package", "language", "source"])
def test_one_more_byte_in_a_rule_is_noticed(pack: PolicyPack, key: str) -> None:
    rules = sent(pack)
    rules[-1][key] += " "
    assert not sound.is_known(rules)


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize("key", ["needs", "may_be_empty"])
def test_one_more_field_that_a_rule_may_read_is_noticed(
    pack: PolicyPack, key: str
) -> None:
    rules = sent(pack)
    rules[0][key] = [*rules[0][key], "/bom"]
    assert not sound.is_known(rules)


@pytest.mark.usefixtures("known")
def test_rules_left_out_or_put_in_another_order_are_noticed(pack: PolicyPack) -> None:
    assert not sound.is_known(sent(pack)[1:])
    assert not sound.is_known(sent(pack)[::-1])


@pytest.mark.usefixtures("known")
def test_another_version_of_the_engine_is_noticed(
    pack: PolicyPack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sound, "version", lambda: "0.13.999")
    assert not sound.is_known(sent(pack))


@pytest.mark.parametrize("content", [None, b"", b"{}", b"\xff"])
def test_without_the_list_every_pack_is_checked(
    pack: PolicyPack,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    content: bytes | None,
) -> None:
    file = tmp_path / "sound.json"
    if content is not None:
        file.write_bytes(content)
    monkeypatch.setattr(sound, "FILE", file)
    assert not sound.is_known(sent(pack))


@pytest.mark.usefixtures("known")
def test_a_shipped_pack_with_one_rule_changed_goes_through_the_pre_flight(
    pack: PolicyPack,
) -> None:
    rule = next(rule for rule in pack.rules if rule.language == "rego")
    # The digest still claims to be that of the shipped pack.
    changed = replace(rule, source=f"{rule.source}\nx := input.typo\n")
    rules = tuple(changed if r is rule else r for r in pack.rules)
    engine = EmbeddedEngine()
    with pytest.raises(PolicyError, match=r"`input\.typo` is not in the input"):
        engine.evaluate(replace(pack, rules=rules), [rule.id], document())
    engine.close()


def test_the_version_is_that_which_the_installation_says() -> None:
    from importlib.metadata import version

    assert installed.version() == version(installed.DISTRIBUTION)
