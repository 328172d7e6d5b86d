"""Turns configuration into a wired gate. The only place that wires."""

import os
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from mlgate.config import organisation, protected, repository
from mlgate.core.decision import Decision, Input
from mlgate.core.frozen import frozen
from mlgate.core.organisation import CustomKind, Organisation, Pin
from mlgate.core.ports import Engine
from mlgate.core.rule import PROFILES, PolicyPack, RiskTier
from mlgate.core.tiers import strictest
from mlgate.engines.embedded import EmbeddedEngine
from mlgate.errors import PolicyError
from mlgate.gate.gate import Gate
from mlgate.gate.reading import Reading, read
from mlgate.gate.search import Search
from mlgate.packs.read import read as read_pack
from mlgate.strict.shipped import folder

REPOSITORY_FILE = "mlgate.yaml"


@frozen
class Options:
    """What the caller of a check asks for.

    Attributes:
        org: The organisation's file; without it nobody is trusted.
        config: Used instead of ``PATH/mlgate.yaml``; it too only tightens. Like
            ``org``, it does not lie in the judged folder, unless it is that file.
        tier: A tier to judge at least as strictly as.
        environment: Where the model is to run, or "".
        profile: A profile to use at least, or "".
    """

    org: Path | None = None
    config: Path | None = None
    tier: RiskTier | None = None
    environment: str = ""
    profile: str = ""


@frozen
class Checked:
    """A decision, with what was read to reach it.

    It is in no log yet: see ``keeping.keep``.
    """

    reading: Reading
    decision: Decision
    organisation: Organisation


def check(path: Path, options: Options, at: datetime) -> Checked:
    """Read the subject at ``path`` and decide on it at the instant ``at``.

    Raises:
        MlgateError: No decision could be reached; the message says why.
    """
    options = _protected(path, options)
    search = Search(path)
    trusted = organisation.read(options.org) if options.org else Organisation()
    wishes = _wishes(path, options, trusted)
    pack = load_pack(trusted.pack)
    engine = EmbeddedEngine()
    try:
        # It loads the rules in a process of its own while this one reads the subject.
        engine.prepare(pack)
        reading = read(path, trusted, wishes.licences, search, wishes.kinds)
        gate = wired(pack, trusted, engine, wishes, options)
        return Checked(reading, gate.decide(reading, at), trusted)
    finally:
        engine.close()


def known_kinds(path: Path, org: Path | None) -> tuple[CustomKind, ...]:
    """Return the kinds of documents that ``org``, and the file at ``path``, name.

    They say which files are evidence: without them the subject is another one.

    Raises:
        ConfigError: One of the files is malformed, or is not where it may be.
    """
    org = _protected(path, Options(org=org)).org
    trusted = organisation.read(org) if org else Organisation()
    file = path / REPOSITORY_FILE
    if not os.path.lexists(file):
        return trusted.kinds
    added = repository.named_kinds(file, trusted, judged=True)
    return (*trusted.kinds, *added)


def wired(
    pack: PolicyPack,
    trusted: Organisation,
    engine: Engine,
    wishes: repository.Wishes,
    options: Options,
) -> Gate:
    """Return the gate that all of these make together."""
    return Gate(
        pack=pack,
        organisation=trusted,
        engine=engine,
        wish=_stricter(options.tier, wishes.tier),
        profile=_higher(options.profile, wishes.profile),
        environment=options.environment,
        inputs=tuple(_inputs(trusted, wishes, options)),
    )


def _protected(path: Path, options: Options) -> Options:
    """Return ``options`` once none of their files is one of the judged.

    Raises:
        ConfigError: One is, and it is not ``PATH/mlgate.yaml`` as ``config``.
    """
    if options.org:
        protected.check(options.org, path, "--org")
    config = options.config
    if not config:
        return options
    if protected.is_own(config, path, REPOSITORY_FILE) and os.path.lexists(config):
        return replace(options, config=None)
    protected.check(config, path, "--config")
    return options


def load_pack(pin: Pin) -> PolicyPack:
    """Read the pack that the organisation names; a local one must match its pin.

    Raises:
        PolicyError: It is unknown or malformed, or it is a local pack with Python
            rules, or with a pin, and its digest is not the pinned one.
    """
    where = pack_folder(pin)
    if not pin.path:
        return read_pack(where, "shipped")
    pack = read_pack(where, "local")
    python = any(rule.language == "python" for rule in pack.rules)
    if (python or pin.digest) and pack.digest != pin.digest:
        why = (
            f"its digest is {pack.digest}, the organisation pins {pin.digest or 'none'}"
        )
        hint = "review the pack, then write its digest under `packs` in org.yaml"
        raise PolicyError(why, place=pin.path, hint=hint)
    return pack


def pack_folder(pin: Pin) -> Path:
    """Return the folder of the pack that the organisation names.

    Raises:
        PolicyError: There is no shipped pack of that name.
    """
    return Path(pin.path) if pin.path else _shipped(pin.name)


def _shipped(name: str) -> Path:
    packs = {p.parent.name: p.parent for p in folder("policies").glob("*/pack.yaml")}
    if name not in packs:
        hint = f"shipped packs: {', '.join(sorted(packs))}; a local one needs `path`"
        raise PolicyError(f"no policy pack '{name}'", hint=hint)
    return packs[name]


def _wishes(path: Path, options: Options, trusted: Organisation) -> repository.Wishes:
    file = options.config or path / REPOSITORY_FILE
    # Whatever bears that name is read: left out, it would look like no wish at all.
    if options.config or os.path.lexists(file):
        return repository.read(file, trusted, judged=not options.config)
    return repository.Wishes()


def _inputs(
    trusted: Organisation, wishes: repository.Wishes, options: Options
) -> list[Input]:
    role = "config" if options.config else "repository"
    found = [("organisation", trusted.file, trusted.sha256)]
    found.append((role, wishes.file, wishes.sha256))
    for owner, kinds in (("organisation", trusted.kinds), ("repository", wishes.kinds)):
        found += [(f"{owner}-schema", kind.file, kind.sha256) for kind in kinds]
    # Several kinds may share one schema.
    distinct = dict.fromkeys(found)
    return [Input(role, name, digest) for role, name, digest in distinct if digest]


def _stricter(*tiers: RiskTier | None) -> RiskTier | None:
    given = [tier for tier in tiers if tier]
    return strictest(given) if given else None


def _higher(*profiles: str) -> str:
    given = [profile for profile in profiles if profile]
    return max(given, key=PROFILES.index, default="")
