"""The same model, evidence, policy and clock: the same decision, byte for byte."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from mlgate.config.wire import Options, check
from mlgate.core.organisation import Organisation
from mlgate.core.record import canonical
from mlgate.core.rule import RiskTier
from mlgate.gate.gate import clock
from mlgate.gate.linking import link
from mlgate.gate.reading import read
from mlgate.trust import bundle, keys

AT = datetime(2026, 11, 25, 9, tzinfo=UTC)
INSTANT = "2026-11-25T09:00:00Z"
CARD = """\
---
license: mit
language: [en, "no"]
tags: [b, a]
---
# Größenschätzer

## Intended use

Sizes of parcels, by staff, before they are weighed.
"""
RELEASE = """\
mlgate: release/v1
name: parcel-sizer
version: "1.10"
owner: {accountable: Ada, team: parcels}
tiering:
  assessor: Ada
  decided_at: 2026-11-01T09:00:00Z
  answers: {generative: "no", in_production: "yes"}
"""
EVENT = """\
{"eventTime": "2026-11-01T09:00:00Z", "eventType": "COMPLETE", "producer": "x:/y",
 "run": {"runId": "0191b0c0-0000-7000-8000-000000000001"},
 "job": {"namespace": "n", "name": "j"},
 "inputs": [{"namespace": "n", "name": "b"}, {"namespace": "n", "name": "a"}]}
"""
BOM = """\
{"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
 "metadata": {"component": {"type": "machine-learning-model", "name": "parcel-sizer"}},
 "components": [{"type": "library", "name": "é"}, {"type": "x"}]}
"""
BROKEN = '{"bomFormat": "CycloneDX", "specVersion": "1.6"'
FILES = {
    "model.safetensors": b"\x08\0\0\0\0\0\0\0{}      ",
    "config.json": b'{"model_type": "bert"}',
    "model/weights/part-é.bin": b"\x80\x04N.",
    "README.md": CARD.encode(),
    "release.yaml": RELEASE.encode(),
    "lineage.json": EVENT.encode(),
    "bom.cdx.json": BOM.encode(),
    "evidence/broken.json": BROKEN.encode(),
    "evidence/card.md": CARD.replace("mit", "apache-2.0").encode(),
    "evidence/late.md": CARD.replace("[b, a]", "[c]").encode(),
    "mlgate.yaml": b"mlgate: repository/v1\nprofile: strict\n",
}
ORG = """\
mlgate: organisation/v1
name: parcels
floors: [{match: "parcel-*", tier: T2}]
waivers:
  - id: W-1
    rule: LIN-002
    reason: "the supplier signs the data sets in December"
    requested_by: ada
    approved_by: [grace]
    expires_at: 2026-12-01T00:00:00Z
    subject: "%s"
"""
PRIVATE, PUBLIC = keys.generate(None)


def lay(folder: Path, names: list[str]) -> Path:
    """Write the model below ``folder``, file by file in the order of ``names``."""
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(FILES[name])
    return folder


@pytest.fixture(scope="module", autouse=True)
def signed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Add a signed link over all documents but two: those are worth less."""
    listed = [n for n in FILES if n not in {"bom.cdx.json", "evidence/late.md"}]
    first = lay(tmp_path_factory.mktemp("first"), listed)
    raw, _ = link(read(first, Organisation()), "evidence/link.sigstore.json", INSTANT)
    signer = keys.load_private(PRIVATE, None, "key")
    FILES["evidence/link.sigstore.json"] = bundle.sign(raw, signer)
    yield
    del FILES["evidence/link.sigstore.json"]


@pytest.fixture
def org(tmp_path: Path) -> Path:
    path = tmp_path / "judge" / "org.yaml"
    path.parent.mkdir()
    model = lay(tmp_path / "for-the-digest", list(FILES))
    digest = read(model, Organisation()).subject["digest"]
    (path.parent / "link.pub").write_bytes(PUBLIC)
    trusted = "keys: [{name: team, file: link.pub, purposes: [link]}]\n"
    path.write_text(ORG % digest + trusted, encoding="utf-8")
    return path


def decide(path: Path, org: Path, at: datetime = AT) -> bytes:
    asked = Options(org=org, tier=RiskTier.T3, environment="prod")
    return canonical(check(path, asked, at).decision)


@pytest.fixture
def expected(tmp_path: Path, org: Path) -> bytes:
    return decide(lay(tmp_path / "model", list(FILES)), org)


def test_the_decision_that_is_compared_has_something_to_differ_in(
    expected: bytes,
) -> None:
    words = (b'"waived"', b'"weak"', b'"absent"', b'"rule"', b"attested", b"conflict")
    assert [word for word in words if word not in expected] == []
    assert b"evidence/broken.json:1:" in expected


@pytest.mark.parametrize(
    "order",
    [sorted, lambda n: sorted(n, reverse=True), lambda n: sorted(n, key=len)],
    ids=["a to z", "z to a", "by length"],
)
def test_the_order_in_which_files_were_made_changes_nothing(
    tmp_path: Path,
    org: Path,
    expected: bytes,
    order: Callable[[list[str]], list[str]],
) -> None:
    assert decide(lay(tmp_path / "other", order(list(FILES))), org) == expected


@pytest.mark.parametrize(
    "parent", ["a", "deep/er/still", "with space", "ünicode", "evidence", ".git/x"]
)
def test_the_folder_around_the_model_changes_nothing(
    tmp_path: Path, org: Path, expected: bytes, parent: str
) -> None:
    folder = tmp_path / "elsewhere" / parent / "model"
    assert decide(lay(folder, list(FILES)), org) == expected


def test_the_way_the_model_is_named_changes_nothing(
    tmp_path: Path, org: Path, expected: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = tmp_path / "model"
    (tmp_path / "linked").symlink_to(model)
    monkeypatch.chdir(tmp_path)
    given = ["model", "./model", "model/../model", "linked", str(tmp_path / "linked")]
    assert {decide(Path(name), org) for name in given} == {expected}
    assert decide(Path("model"), Path("judge/org.yaml")) == expected
    monkeypatch.chdir(model)
    assert decide(Path(), org) == expected
    monkeypatch.chdir(model / "model" / "weights")
    assert decide(Path("../.."), org) == expected


def test_when_and_by_whom_files_were_written_changes_nothing(
    tmp_path: Path, org: Path, expected: bytes
) -> None:
    before = os.umask(0o077)
    try:
        folder = lay(tmp_path / "private", list(FILES))
    finally:
        os.umask(before)
    for number, path in enumerate(sorted(folder.rglob("*"))):
        os.utime(path, (number * 10**7, number * 10**7))
        if path.is_file():
            path.chmod(0o755)
    assert decide(folder, org) == expected


def test_a_second_run_changes_nothing(
    tmp_path: Path, org: Path, expected: bytes
) -> None:
    assert [decide(tmp_path / "model", org) for _ in range(2)] == [expected] * 2


@pytest.mark.parametrize("hours", [-12, 5.5, 14])
def test_the_same_instant_in_another_zone_is_the_same_clock(
    tmp_path: Path, org: Path, expected: bytes, hours: float
) -> None:
    there = AT.astimezone(timezone(timedelta(hours=hours)))
    assert decide(tmp_path / "model", org, there) == expected
    assert clock(there) == INSTANT


@pytest.mark.parametrize("name", [".DS_Store", ".git/HEAD", ".mlgate/decision.json"])
def test_what_is_ignored_changes_nothing(
    tmp_path: Path, org: Path, expected: bytes, name: str
) -> None:
    folder = lay(tmp_path / "untidy", list(FILES))
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text("anything", encoding="utf-8")
    assert decide(folder, org) == expected


def test_another_byte_or_another_second_does_change_it(
    tmp_path: Path, org: Path, expected: bytes
) -> None:
    later = decide(tmp_path / "model", org, AT + timedelta(seconds=1))
    (tmp_path / "model" / "README.md").write_text(f"{CARD} ", encoding="utf-8")
    assert len({expected, later, decide(tmp_path / "model", org)}) == 3


@contextmanager
def _umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def _process(path: str, org: Path, cwd: Path, environment: dict[str, str]) -> bytes:
    asked = ["--org", str(org), "--tier", "T3", "--env", "prod", "--at", INSTANT]
    mlgate = [sys.executable, "-m", "mlgate"]
    run = subprocess.run(
        [*mlgate, "check", path, *asked, "--report", "json"],
        cwd=cwd,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        check=False,
    )
    assert run.returncode == 1, run.stderr
    assert run.stderr == b""
    return run.stdout


def test_other_processes_in_other_surroundings_say_the_same(
    tmp_path: Path, org: Path, expected: bytes
) -> None:
    model = tmp_path / "model"
    plain = {"TZ": "UTC", "LC_ALL": "C", "PYTHONHASHSEED": "1"}
    odd = {
        "TZ": "Asia/Kathmandu", "LC_ALL": "C.utf8", "PYTHONHASHSEED": "4242",
        "HOME": "/nowhere", "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1",
        "COLUMNS": "40", "NO_COLOR": "", "SOURCE_DATE_EPOCH": "0", "CI": "true",
    }  # fmt: skip
    first = _process(str(model), org, Path("/"), plain)
    with _umask(0o077):
        second = _process("model", Path("judge/org.yaml"), tmp_path, odd)
    assert first == second
    assert first.strip() == expected
