"""mlgate's own approval: it counts as attested only by a key that is for approvals."""

import json
from pathlib import Path
from typing import Any

import pytest

from mlgate.core import statements
from mlgate.core.evidence import Draft
from mlgate.core.organisation import Key, Organisation
from mlgate.errors import EvidenceError
from mlgate.gate.linking import link
from mlgate.gate.reading import Reading, read
from mlgate.loaders import BUILTIN
from mlgate.loaders.source import Source
from mlgate.trust import bundle, keys

DIGEST = f"sha256:{'ab' * 32}"
PREDICATE = {
    "decision": "approved",
    "approver": "ada@acme.test",
    "role": "risk",
    "reason": "within appetite",
    "approvedAt": "2026-11-20T09:00:00Z",
    "expiresAt": "2026-12-20T09:00:00Z",
    "evidenceDigest": f"sha256:{'cd' * 32}",
}


def approval(digest: str = DIGEST, **more: Any) -> bytes:  # noqa: ANN401  # any JSON
    predicate = {k: v for k, v in {**PREDICATE, **more}.items() if v is not ...}
    return statements.statement("m", digest, statements.APPROVAL, predicate)


def load(raw: bytes) -> Draft:
    source = Source("evidence/a.json", raw)
    loader = next(x for x in BUILTIN.values() if x.recognises(source))
    return loader.load(source)


class World:
    """A model's folder, and keys that an organisation trusts for a purpose each."""

    def __init__(self, root: Path) -> None:
        self.root = root / "model"
        (self.root / "evidence").mkdir(parents=True)
        weights = b"\x08\0\0\0\0\0\0\0{}      "
        (self.root / "model.safetensors").write_bytes(weights)
        made = {p: keys.generate(None) for p in ("approval", "link", "artifact")}
        self.keys = {
            name: keys.load_private(private, None, name)
            for name, (private, _) in made.items()
        }
        trusted = (
            Key(name, public.decode(), frozenset({name}))
            for name, (_, public) in made.items()
        )
        self.organisation = Organisation(keys=tuple(trusted))

    def read(self) -> Reading:
        return read(self.root, self.organisation)

    @property
    def digest(self) -> str:
        return str(self.read().subject["digest"])

    def put(self, name: str, raw: bytes) -> None:
        (self.root / "evidence" / name).write_bytes(raw)

    def worth(self, name: str) -> tuple[str, str]:
        documents = self.read().dossier.content["documents"]
        (found,) = [d for d in documents if d["path"] == f"evidence/{name}"]
        return found["assurance"], found["binding"]

    def link(self) -> None:
        own = "evidence/link.sigstore.json"
        raw, _ = link(self.read(), own, "2026-11-20T09:00:00Z")
        self.put("link.sigstore.json", bundle.sign(raw, self.keys["link"]))


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_an_approval_says_who_decided_what_for_which_subject() -> None:
    draft = load(approval())
    (made,) = draft.sections["approvals"]
    assert {k: v for k, v in made.items() if v is not None} == {
        "source": "mlgate-approval",
        "subject": DIGEST,
        "evidence_digest": PREDICATE["evidenceDigest"],
        "approver": "ada@acme.test",
        "role": "risk",
        "decision": "approved",
        "reason": "within appetite",
        "approved_at": "2026-11-20T09:00:00Z",
        "expires_at": "2026-12-20T09:00:00Z",
    }
    assert draft.names == {DIGEST.removeprefix("sha256:")}


def test_a_refusal_is_recorded_as_one() -> None:
    (made,) = load(approval(decision="rejected")).sections["approvals"]
    assert made["decision"] == "rejected"


def test_an_expiry_that_is_no_instant_is_a_gap_and_not_no_expiry() -> None:
    draft = load(approval(expiresAt="2026-12-20"))
    assert [(g.at, g.why) for g in draft.gaps] == [
        ("/approvals/0/expires_at", "unreadable")
    ]


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"decision": "yes"}, 'not one of "approved" or "rejected"'),
        ({"decision": ...}, "'decision' is missing"),
        ({"approver": ...}, "'approver' is missing"),
        ({"approver": " "}, "approver"),
        ({"approvedAt": ...}, "'approvedAt' is missing"),
        ({"expires_at": "2026-12-20T09:00:00Z"}, "did you mean 'expiresAt'"),
        ({"evidenceDigest": "abc"}, "evidenceDigest"),
    ],
)
def test_an_approval_that_does_not_fit_its_schema_is_refused(
    more: dict[str, Any], message: str
) -> None:
    with pytest.raises(EvidenceError, match=message) as caught:
        load(approval(**more))
    assert caught.value.place.startswith("evidence/a.json:1:")


def test_an_approval_for_two_subjects_or_none_by_sha256_is_refused() -> None:
    value = json.loads(approval())
    two = {**value, "subject": value["subject"] * 2}
    weak = {**value, "subject": [{"name": "m", "digest": {"sha1": "ab" * 20}}]}
    for broken in (two, weak):
        with pytest.raises(EvidenceError, match="one subject"):
            load(json.dumps(broken).encode())


def test_an_unsigned_approval_is_declared_even_if_a_link_lists_it(world: World) -> None:
    world.put("approval.json", approval(world.digest))
    assert world.worth("approval.json") == ("declared", "digest")
    world.link()
    assert world.worth("approval.json") == ("declared", "digest")


def test_an_approval_is_attested_by_a_key_for_approvals_and_names_it(
    world: World,
) -> None:
    raw = bundle.sign(approval(world.digest), world.keys["approval"])
    world.put("approval.sigstore.json", raw)
    assert world.worth("approval.sigstore.json") == ("attested", "digest")
    content = world.read().dossier.content
    (made,) = content["approvals"]
    assert (made["signer"], made["subject"]) == (
        "approval",
        content["subject"]["digest"],
    )
    (signature,) = content["signatures"]
    assert (signature["purpose"], signature["verified"]) == ("approval", True)


@pytest.mark.parametrize("name", ["link", "artifact"])
def test_a_key_that_is_for_something_else_approves_nothing(
    world: World, name: str
) -> None:
    raw = bundle.sign(approval(world.digest), world.keys[name])
    world.put("approval.sigstore.json", raw)
    world.link()
    assert world.worth("approval.sigstore.json")[0] == "declared"
    (made,) = world.read().dossier.content["approvals"]
    assert made["signer"] is None


def test_an_approval_of_other_bytes_is_shown_and_attests_nothing(world: World) -> None:
    raw = bundle.sign(approval(), world.keys["approval"])
    world.put("approval.sigstore.json", raw)
    assert world.worth("approval.sigstore.json") == ("declared", "enclosed")
    (made,) = world.read().dossier.content["approvals"]
    assert (made["subject"], made["signer"]) == (DIGEST, None)


def test_an_approval_of_one_file_of_the_model_is_not_one_of_the_model(
    world: World,
) -> None:
    (artifact,) = world.read().artifacts
    raw = statements.statement(
        artifact.path, f"sha256:{artifact.sha256}", statements.APPROVAL, PREDICATE
    )
    world.put("approval.sigstore.json", bundle.sign(raw, world.keys["approval"]))
    assert world.worth("approval.sigstore.json")[0] == "declared"


def test_other_documents_are_still_attested_by_a_link(world: World) -> None:
    world.put("approval.json", approval(world.digest))
    (world.root / "README.md").write_text("---\nlicense: mit\n---\n", encoding="utf-8")
    world.link()
    documents = world.read().dossier.content["documents"]
    (card,) = [d for d in documents if d["path"] == "README.md"]
    assert card["assurance"] == "attested"


def test_an_approval_of_the_model_is_no_signature_over_it(world: World) -> None:
    raw = bundle.sign(approval(world.digest), world.keys["approval"])
    world.put("approval.sigstore.json", raw)
    purposes = {s["purpose"] for s in world.read().dossier.content["signatures"]}
    assert purposes == {"approval"}


def test_three_approvals_in_three_files_are_three_approvals(world: World) -> None:
    digest = world.digest
    for number, role in enumerate(("risk", "owner", "security")):
        raw = bundle.sign(approval(digest, role=role), world.keys["approval"])
        world.put(f"{number}.sigstore.json", raw)
    reading = world.read()
    made = reading.dossier.content["approvals"]
    assert [a["role"] for a in made] == ["risk", "owner", "security"]
    places = [reading.dossier.place(a["at"]).document for a in made]
    assert places == [f"evidence/{n}.sigstore.json" for n in range(3)]
