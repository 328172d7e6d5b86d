"""mlgate for programs: the same decisions as on the command line, as values."""

import os
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from mlgate.config import verifying, wire
from mlgate.config.keeping import keep
from mlgate.config.verifying import Verification
from mlgate.core.decision import Decision
from mlgate.core.rule import PROFILES, RiskTier
from mlgate.errors import ConfigError

Place = str | os.PathLike[str]
_TIERS = tuple(tier.value for tier in RiskTier if tier is not RiskTier.T0)


def check(
    path: Place,
    *,
    org: Place | None = None,
    config: Place | None = None,
    tier: RiskTier | str | None = None,
    environment: str = "",
    profile: str = "",
    at: datetime | None = None,
    log: str | bool = False,
) -> Decision:
    """Decide whether the model at ``path`` may be released.

    "No" is a value: look at ``decision.verdict``. A decision is true if, and only
    if, the verdict is ``allow``. The same inputs at the same instant give the same
    decision as ``mlgate check``, to the byte.

    Args:
        path: The model's folder, or its one file.
        org: The organisation's file: whom to trust. Without it nobody is trusted.
        config: Used instead of ``mlgate.yaml`` in the folder; it only tightens.
        tier: Judge at least as strictly as this tier, ``T1`` to ``T4``.
        environment: Where the model is to run.
        profile: At least this profile: ``starter``, ``standard`` or ``strict``.
        at: The instant to judge at, with a time zone; None means now.
        log: Write the decision into a log before it is returned: True means the one
            that ``org`` names, text is the URL of another. False, unlike on the
            command line, writes nothing, whatever ``org`` names: a program may ask
            often, and says itself which answer is the decision.

    Returns:
        Verdict, outcomes of all rules, findings, and digests of all they rest on.

    Raises:
        MlgateError: No decision could be reached. It is a ``ConfigError`` if an
            argument or a configuration file is wrong or the log cannot be written, an
            ``EvidenceError`` if there is nothing to judge, a ``PolicyError`` if the
            pack or a rule does not load, an ``EngineError`` if no worker starts.
    """
    asked = wire.Options(
        org=None if org is None else _path("org", org),
        config=None if config is None else _path("config", config),
        tier=None if tier is None else RiskTier(_one_of("tier", tier, _TIERS)),
        environment=environment,
        profile=_one_of("profile", profile, PROFILES) if profile else "",
    )
    root = _path("path", path)
    checked = wire.check(root, asked, _instant(at))
    if log is not False:
        _keep(checked, log, root)
    return checked.decision


def verify(
    path: Place | None = None,
    *,
    key: Place | Iterable[Place],
    attestation: Place | None = None,
    image: str | None = None,
    org: Place | None = None,
    at: datetime | None = None,
) -> Verification:
    """Say what an attestation proves about the bytes at ``path``.

    "Refused" is a value: a verification is true if, and only if, the attestation
    stands. It is the answer of ``mlgate verify``.

    Args:
        path: The model's folder, or its one file; None to ask about ``image`` alone.
        key: Public key file (PEM) to trust for decisions, or several of them.
        attestation: Folder that ``mlgate attest`` wrote; None means ``.mlgate``
            beside or in the model.
        image: Image that must hold the same files, by the digest of its OCI manifest:
            ``NAME@sha256:...``; None for none.
        org: The organisation's file, if it names kinds of documents: what is of such a
            kind is evidence, and not one of the model's files.
        at: The instant to verify at, with a time zone; None means now. What was
            made after it is refused.

    Returns:
        What is proven, in sentences; or why nothing is.

    Raises:
        MlgateError: It cannot be told. It is a ``ConfigError`` if an argument is
            wrong, a ``SigningError`` or ``VerificationError`` if a key cannot be
            read or trusted, an ``EvidenceError`` if there is no attestation or no
            model, or one of them is malformed.
    """
    given = [key] if isinstance(key, (str, os.PathLike)) else key
    return verifying.verify(
        None if path is None else _path("path", path),
        [_path("key", one) for one in given],
        None if attestation is None else _path("attestation", attestation),
        _instant(at),
        image,
        None if org is None else _path("org", org),
    )


def _keep(checked: wire.Checked, log: str | bool, root: Path) -> None:  # noqa: FBT001  # as check takes it
    if log is True and not checked.organisation.decision_log:
        hint = "write `decision_log` into the file given as `org`, or give a URL"
        raise ConfigError("`log` is True, and `org` names no log", hint=hint)
    asked = None if log is True else str(log)
    keep(checked, asked, root, datetime.now(UTC))


def _path(name: str, given: Place) -> Path:
    # Path("") is the working folder, which nobody named; no system has NUL in a path.
    text = os.fspath(given)
    if not text or "\0" in text:
        why = f"`{name}` is {'empty' if not text else 'not a path: it has a NUL in it'}"
        raise ConfigError(why, hint="give the path of a file or folder")
    return Path(text)


def _one_of(name: str, given: str, known: tuple[str, ...]) -> str:
    if given not in known:
        hint = f"one of {', '.join(known)}"
        raise ConfigError(f"no {name} '{given}'", hint=hint)
    return given


def _instant(at: datetime | None) -> datetime:
    if at is None:
        return datetime.now(UTC)
    try:
        if at.utcoffset() is not None:
            return at.astimezone(UTC)
    except (AttributeError, OverflowError):
        pass
    hint = "give datetime.now(UTC), or another datetime with its tzinfo"
    raise ConfigError(f"`at` is no instant with a time zone: {at!r}", hint=hint)
