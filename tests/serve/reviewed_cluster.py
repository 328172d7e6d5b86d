"""A cluster's side of the gate: an organisation, and a folder of attestations."""

import json
import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import oci_images
from mlgate.core import statements
from mlgate.core.rule import RiskTier
from mlgate.core.subject import Artifact, subject_digest
from mlgate.serve.metrics import Metrics
from mlgate.serve.replies import Replies
from mlgate.serve.settings import Settings
from mlgate.serve.store import Store
from mlgate.trust import bundle, keys
from mlgate.trust.keys import PrivateKey

AT = datetime(2026, 11, 25, 12, tzinfo=UTC)
MADE = "2026-11-25T09:00:00Z"
POLICY = "sha256:" + "c" * 64
Record = dict[str, Any]


def _waived(rule: str, severity: str = "deny") -> Record:
    return {"results": [{"rule": rule, "severity": severity, "outcome": "waived"}]}


# What differs from a decision that admits.
DECISIONS: dict[str, list[Record]] = {
    "good": [{}],
    "second": [{}],
    "denied": [{"verdict": "deny"}],
    "old": [{"clock": "2026-01-01T09:00:00Z"}],
    "early": [{"clock": "2026-11-25T12:00:01Z"}],
    "staging": [{"environment": "staging"}],
    "nowhere": [{"environment": None}],
    "sandbox": [{"tier": "T4"}],
    "untiered": [{"tier": None}],
    "blocked": [{"tier": "T0"}],
    "critical": [{"tier": "T1"}],
    "lenient": [
        {"policy": {"pack": "x", "version": "1", "digest": "sha256:" + "d" * 64}}
    ],
    "waived": [_waived("ACM-1")],
    "lapsed": [_waived("ACM-2")],
    "withdrawn": [_waived("ACM-3")],
    "warned": [_waived("ACM-3", "warn")],
    "redecided": [{"clock": "2026-11-01T09:00:00Z"}, {"verdict": "deny"}],
    "twoplaces": [{"clock": "2026-11-01T09:00:00Z"}, {"environment": "staging"}],
}


def artifacts(name: str) -> list[dict[str, Any]]:
    digest = sha256(name.encode()).hexdigest()
    return [
        {"path": "config.json", "size": 2, "sha256": "a" * 64},
        {"path": "model.safetensors", "size": 9, "sha256": digest},
    ]


def subject(name: str) -> str:
    return subject_digest(Artifact(**a) for a in artifacts(name))


def record(name: str, **fields: object) -> Record:
    made: Record = {
        "verdict": "allow",
        "subject": {"name": name, "version": "1.0", "digest": subject(name)},
        "tier": "T2",
        "environment": "prod",
        "rules": {"evaluated": 3},
        "results": [],
        "policy": {"pack": "acme", "version": "1.0.0", "digest": POLICY},
        "inputs": [{"role": "evidence", "name": "README.md", "sha256": "e" * 64}],
        "engine": {"name": "embedded", "implementation": "regorus", "version": "0.13"},
        "clock": MADE,
    }
    return made | fields


def manifest(name: str, *extra: tuple[str, str]) -> bytes:
    """Return the OCI manifest of an image with one layer for each file."""
    files = [(a["path"], a["sha256"]) for a in artifacts(name)]
    return oci_images.manifest([*files, *extra])


def image(raw: bytes) -> str:
    return f"registry.example/models@{oci_images.digest(raw)}"


@dataclass
class Cluster:
    """Folders as they are mounted, and what a webhook answers from them."""

    root: Path
    settings: Settings
    time: datetime = AT
    elapsed: float = 0.0
    keys: dict[str, PrivateKey] = field(default_factory=dict)
    store: Store = field(init=False)
    metrics: Metrics = field(init=False)

    def __post_init__(self) -> None:
        self.configure()

    @property
    def folder(self) -> Path:
        return self.settings.attestations

    def configure(self, **changed: Any) -> None:  # noqa: ANN401
        """Start anew with other settings."""
        self.settings = replace(self.settings, **changed)
        if changed.keys() <= {"mode", "unpinned", "modelless"} and changed:
            return  # Nothing that is read depends on them.
        self.store = Store(self.settings, lambda: self.elapsed)
        self.metrics = Metrics(self.settings.mode)
        self.store.refresh()

    def attest(self, name: str, key: str = "gate", **fields: object) -> None:
        """Write what ``mlgate attest`` writes about the model ``name``."""
        made = record(name, **fields)
        detailed = statements.decision_statement(made, artifacts(name))
        vouched = statements.summary(made, sha256(detailed).hexdigest())
        count = len(list(self.folder.iterdir()))
        place = self.folder / f"{name}-{count}"
        place.mkdir()
        signer = self.keys[key]
        for kind, statement in (("decision", detailed), ("vsa", vouched)):
            signed = bundle.sign(statement, signer)
            (place / f"{kind}.sigstore.json").write_bytes(signed)
        (place / "image.oci.json").write_bytes(manifest(name))

    def reply(self, review: object) -> dict[str, Any]:
        raw = review if isinstance(review, bytes) else json.dumps(review).encode()
        replies = Replies(
            self.store, self.settings, self.metrics, lambda: self.time, lambda: 0.0
        )
        said: dict[str, Any] = json.loads(replies.reply(raw))
        assert said["apiVersion"] == "admission.k8s.io/v1"
        response: dict[str, Any] = said["response"]
        return response


def build(root: Path, **decisions: list[Record]) -> Cluster:
    """Make a cluster in which ``decisions`` were made; all of the table if none."""
    protected, folder = root / "protected", root / "attestations"
    protected.mkdir(parents=True)
    folder.mkdir()
    made: dict[str, PrivateKey] = {}
    for name in ("gate", "link", "stranger"):
        private, public = keys.generate(None)
        made[name] = keys.load_private(private, None, name)
        (protected / f"{name}.pub").write_bytes(public)
    organise(protected)
    settings = Settings(
        org=protected / "org.yaml",
        attestations=folder,
        environment="prod",
        least=RiskTier.T3,
        max_age=timedelta(days=90),
    )
    cluster = Cluster(root, settings, keys=made)
    for name, several in (decisions or DECISIONS).items():
        for fields in several:
            cluster.attest(name, **fields)
    if not decisions:
        cluster.attest("unsigned", "stranger")
        cluster.attest("linked", "link")
    cluster.store.refresh()
    return cluster


def organise(folder: Path, more: str = "", policy: str = POLICY) -> None:
    (folder / "org.yaml").write_text(
        "mlgate: organisation/v1\nname: Acme\n"
        "keys:\n"
        "  - {name: gate, file: gate.pub, purposes: [decision]}\n"
        "  - {name: link, file: link.pub, purposes: [link]}\n"
        f"packs: [{{name: acme, path: acme, digest: '{policy}'}}]\n"
        f"waivers: [{waiver('1', 'waived', '2026-12-01')},\n"
        f"  {waiver('2', 'lapsed', '2026-11-25')}]\n{more}",
        encoding="utf-8",
    )


def waiver(number: str, name: str, until: str) -> str:
    return (
        f"{{id: W{number}, rule: ACM-{number}, subject: '{subject(name)}', reason: r,"
        f" requested_by: ada, approved_by: [bob], starts_at: '2026-11-01T00:00:00Z',"
        f" expires_at: '{until}T10:00:00Z'}}"
    )


def review(
    kind: str, object_: object, operation: str = "CREATE", **fields: object
) -> dict[str, Any]:
    group, _, name = kind.rpartition("/")
    request: dict[str, Any] = {
        "uid": "705ab4f5-6393-11e8-b7cc-42010a800002",
        "kind": {"group": group, "version": "v1", "kind": name},
        "namespace": "scoring",
        "name": "scorer",
        "operation": operation,
        "object": object_,
    }
    about = {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview"}
    return {**about, "request": request | fields}


_NAMED = re.compile(r"<(subject|oci|digest) ([a-z]+)>")


def filled(text: str) -> str:
    """Return ``text`` with the digests of the models that it names."""
    how = {
        "subject": subject,
        "oci": lambda name: image(manifest(name)),
        "digest": lambda name: image(manifest(name)).rpartition("@")[2],
    }
    return _NAMED.sub(lambda found: how[found[1]](found[2]), text)
