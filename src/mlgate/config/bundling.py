"""Makes a bundle of evidence out of a check."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlgate.bundle import build as building
from mlgate.config import wire
from mlgate.config.attesting import attestations
from mlgate.config.wire import Checked, Options
from mlgate.core.decision import Verdict
from mlgate.core.organisation import Organisation
from mlgate.core.record import record
from mlgate.errors import ConfigError
from mlgate.packs import files as pack_files
from mlgate.reporters.html_report import HtmlReporter

if TYPE_CHECKING:
    from mlgate.trust.keys import PrivateKey

_CHANGED = "let nobody change the configuration meanwhile, and run it again"


def create(
    path: Path, options: Options, at: datetime, key: "PrivateKey"
) -> tuple[Checked, bytes]:
    """Decide on the model at ``path``; return the decision, and a bundle of it.

    The bundle is empty if there is no decision: ``undecided`` is none.

    Raises:
        MlgateError: No decision could be reached, or it does not fit into a bundle.
    """
    checked = wire.check(path, options, at)
    if checked.decision.verdict is Verdict.UNDECIDED:
        return checked, b""
    decision = record(checked.decision)
    scans = checked.reading.dossier.content["scans"]["model_files"]
    material = building.Material(
        decision=decision,
        attested=attestations(checked, key),
        model_files=[_recorded(scan) for scan in scans],
        pack=_pack(checked.organisation, decision["policy"]["digest"]),
        inputs=_inputs(checked, path, options),
        asked={
            "tier": options.tier.value if options.tier else "",
            "environment": options.environment,
            "profile": options.profile,
        },
        # It names no path: the bundle is the same wherever the model lay.
        report=HtmlReporter().render(checked.decision).encode(),
        deadlines={w.id: w.expires_at for w in checked.organisation.waivers},
    )
    return checked, building.build(material, key)


def _recorded(scan: Mapping[str, Any]) -> dict[str, Any]:
    """Return what mlgate saw in one file, without what is told by the rest."""
    known = {name: scan[name] for name in ("path", "format", "loading", "reasons")}
    said = {k: v for k, v in scan["facts"].items() if k != "at" and v not in (None, [])}
    return {**known, "facts": said}


def _pack(trusted: Organisation, digest: str) -> dict[str, bytes]:
    """Return the files of the policy pack that was in force.

    Raises:
        ConfigError: It is another one by now.
    """
    found = pack_files.collect(wire.pack_folder(trusted.pack))
    if pack_files.digest(found) != digest:
        raise ConfigError("the policy pack changed meanwhile", hint=_CHANGED)
    return found


def _inputs(checked: Checked, path: Path, options: Options) -> dict[str, bytes]:
    """Return the bytes of each input of the decision, by sha256.

    Raises:
        ConfigError: A configuration file is another one by now.
    """
    found = {
        sha256(raw).hexdigest(): raw for raw, _ in checked.reading.sources.values()
    }
    found |= _configuration(
        [options.org, options.config or path / wire.REPOSITORY_FILE]
    )
    found |= {kind.sha256: kind.raw for kind in checked.reading.kinds}
    for item in checked.decision.inputs:
        if item.sha256 not in found:
            raise ConfigError("changed meanwhile", place=item.name, hint=_CHANGED)
    return found


def _configuration(paths: Sequence[Path | None]) -> Mapping[str, bytes]:
    found = {}
    for path in paths:
        if path and path.is_file():
            raw = path.read_bytes()
            found[sha256(raw).hexdigest()] = raw
    return found
