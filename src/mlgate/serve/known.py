"""All that a folder of attestations says, verified once and indexed by subject."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from typing import Any, NamedTuple

import rfc8785

from mlgate.core import coverage, oci
from mlgate.core.frozen import frozen
from mlgate.core.organisation import Organisation
from mlgate.core.statements import DECISION, VSA, Statement
from mlgate.core.subject import Artifact, subject_digest
from mlgate.core.verification import Expected
from mlgate.errors import EvidenceError, MlgateError, VerificationError
from mlgate.serve.decided import Decided, decided, unfit
from mlgate.serve.settings import Settings
from mlgate.strict import json_reader
from mlgate.trust import attestation, bundle
from mlgate.trust.bundle import TrustedKey

STATEMENTS = ".sigstore.json"
MANIFESTS = ".oci.json"


@frozen
class Known:
    """What is decided, at one reading of the folder.

    Attributes:
        policy: Digest of the pinned pack.
        decisions: Subject digest -> its decisions for this environment, newest first.
        refused: Subject digest -> why what claims to be about it counts for nothing.
        aliases: Digest of an OCI manifest -> the subjects whose files it holds.
        problems: What could not be read: an answer may be missing because of it.
    """

    organisation: Organisation
    policy: str
    decisions: Mapping[str, Sequence[Decided]] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)
    aliases: Mapping[str, frozenset[str]] = field(default_factory=dict)
    problems: tuple[str, ...] = ()


class _Signed(NamedTuple):
    """A statement in a file; ``signer`` is "" if no trusted key signed it."""

    raw: bytes
    sha256: str
    statement: Statement
    signer: str


class Index:
    """Takes files in, and says what they prove together."""

    def __init__(
        self, organisation: Organisation, keys: Sequence[TrustedKey], settings: Settings
    ) -> None:
        self._organisation, self._keys, self._settings = organisation, keys, settings
        self._summaries: list[_Signed] = []
        self._details: dict[str, _Signed] = {}
        self._manifests: dict[str, frozenset[oci.File]] = {}
        self._problems: list[str] = []

    def add(self, path: str, raw: bytes) -> None:
        """Take in the file at ``path``; one that is malformed is a problem."""
        try:
            if path.endswith(MANIFESTS):
                digest = hashlib.sha256(raw).hexdigest()
                listed = oci.files(json_reader.parse(raw, path), path)
                self._manifests[f"sha256:{digest}"] = listed
            else:
                self._add(path, raw)
        except MlgateError as exc:
            self.problem(str(exc))

    def problem(self, why: str) -> None:
        """Take note of what could not be read."""
        self._problems.append(why)

    def known(self) -> Known:
        """Return what all of it proves."""
        found: dict[str, list[Decided]] = {}
        files: dict[str, tuple[frozenset[oci.File], frozenset[oci.File]]] = {}
        refused: dict[str, str] = {}
        for one in self._summaries:
            detail = self._detail(one)
            subject = _subject(one.statement, detail)
            try:
                made, files[subject] = self._decided(one, detail, subject)
                found.setdefault(subject, []).append(made)
            except MlgateError as exc:
                refused.setdefault(subject, str(exc))
                if detail:
                    # Enough to say which model it is; only the files are vouched for,
                    # by the subject's own digest.
                    artifacts, _ = _files(detail.statement, subject)
                    files.setdefault(subject, (artifacts, frozenset()))
        return Known(
            organisation=self._organisation,
            policy=self._organisation.pack.digest,
            decisions={s: self._newest_first(several) for s, several in found.items()},
            refused=refused,
            aliases=self._aliases(found, files),
            problems=tuple(sorted(self._problems)),
        )

    def _newest_first(self, several: list[Decided]) -> list[Decided]:
        # What was decided for another place says nothing here, if anything else does.
        ours = [d for d in several if d.environment == self._settings.environment]
        return sorted(ours or several, key=lambda d: (d.made_at, d.id), reverse=True)

    def _add(self, path: str, raw: bytes) -> None:
        signed = bundle.read(raw, path)
        statement = bundle.statement(signed, path)
        if statement.predicate_type not in {VSA, DECISION}:
            return  # A link, or what somebody else attests.
        try:
            key = bundle.verify(signed, self._keys, attestation.PURPOSE)
        except VerificationError:
            key = None
        digest = hashlib.sha256(signed.payload).hexdigest()
        one = _Signed(raw, digest, statement, key.name if key else "")
        if statement.predicate_type == VSA:
            self._summaries.append(one)
        elif one.signer or digest not in self._details:
            self._details[digest] = one

    def _decided(
        self, one: _Signed, detail: _Signed | None, subject: str
    ) -> tuple[Decided, tuple[frozenset[oci.File], frozenset[oci.File]]]:
        """Return the decision ``detail`` that the summary ``one`` names, and its files.

        Raises:
            VerificationError: It proves nothing; ``refused`` of a decision is why it
                does not admit, which only a signed one can say.
        """
        if not one.signer:
            raise VerificationError("no trusted key for decisions has signed it")
        if not subject:
            raise VerificationError("it is not about one subject alone")
        record = _record(detail)
        if detail is None or not record:
            why = "the decision that its summary names is not in the folder"
            raise VerificationError(why)
        made = decided(subject, one.statement, record, detail.sha256, one.signer)
        ours = (self._organisation.pack.digest, self._settings.environment)
        why = unfit(made, *ours, self._settings.least)
        try:
            expected = Expected(subject, policy=ours[0])
            attestation.check(one.raw, detail.raw, self._keys, expected)
        except VerificationError as exc:
            why = why or exc.message
        return replace(made, refused=why), _files(detail.statement, subject)

    def _detail(self, one: _Signed) -> _Signed | None:
        listed = one.statement.predicate.get("inputAttestations")
        for entry in listed if isinstance(listed, list) else ():
            digest = entry.get("digest") if isinstance(entry, dict) else None
            sha256 = digest.get("sha256") if isinstance(digest, dict) else None
            if isinstance(sha256, str) and sha256 in self._details:
                return self._details[sha256]
        return None

    def _aliases(
        self,
        found: Mapping[str, Sequence[Decided]],
        files: Mapping[str, tuple[frozenset[oci.File], frozenset[oci.File]]],
    ) -> dict[str, frozenset[str]]:
        """Return what decisions say of manifests, and what the ones at hand show."""
        aliases = {
            digest: frozenset(s for s, pair in files.items() if oci.holds(own, *pair))
            for digest, own in self._manifests.items()
        }
        for one in (one for several in found.values() for one in several):
            for image in one.images:
                aliases[image] = aliases.get(image, frozenset()) | {one.subject}
        return aliases


def _subject(statement: Statement, detail: _Signed | None) -> str:
    """Return what a summary is about: beside it there may be images of the same."""
    about = _record(detail).get("subject")
    named = about.get("digest") if isinstance(about, dict) else None
    digests = [f"sha256:{digest}" for digest in statement.sha256s]
    alone = [d for d in digests if len(digests) == 1 or d == named]
    return alone[0] if alone else ""


def _record(detail: _Signed | None) -> Mapping[str, Any]:
    """Return the decision in a decision statement; nothing if there is none."""
    found = detail.statement.predicate.get("decision") if detail else None
    return found if isinstance(found, dict) else {}


def _files(
    statement: Statement, subject: str
) -> tuple[frozenset[oci.File], frozenset[oci.File]]:
    """Return the artifacts that were decided on, and the evidence that was read.

    There are no artifacts if those listed are not the ones of ``subject``.
    """
    record = statement.predicate.get("decision")
    inputs = record.get("inputs") if isinstance(record, dict) else None
    evidence = [i for i in _dicts(inputs) if i.get("role") == "evidence"]
    listed: Any = statement.predicate.get("artifacts")
    same = coverage.is_listing(listed) and _digest(listed) == subject
    return _pairs(listed if same else (), "path"), _pairs(evidence, "name")


def _digest(listed: list[Mapping[str, Any]]) -> str:
    try:
        files = [Artifact(e["path"], e["size"], e["sha256"]) for e in listed]
        return subject_digest(files)
    except (KeyError, EvidenceError, rfc8785.CanonicalizationError):
        return ""


def _pairs(entries: Iterable[Mapping[str, object]], key: str) -> frozenset[oci.File]:
    found = ((entry.get(key), entry.get("sha256")) for entry in entries)
    return frozenset(
        (n, d) for n, d in found if isinstance(n, str) and isinstance(d, str)
    )


def _dicts(value: object) -> Iterator[Mapping[str, object]]:
    if isinstance(value, list):
        yield from (item for item in value if isinstance(item, dict))
