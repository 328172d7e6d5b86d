"""How much of the subject a statement vouches for: all of it, part, or other bytes."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

from mlgate.core import oms
from mlgate.core.frozen import frozen
from mlgate.core.statements import Statement, strength
from mlgate.errors import EvidenceError

Artifacts = Mapping[str, str]  # path -> sha256 in hex
SHOWN = 5


@frozen
class Coverage:
    """What a voucher covers.

    Attributes:
        changed: Paths that are not what was vouched for: edited, added or gone.
        reason: Why it does not cover all, in one line; "" if it does.
    """

    covers: Literal["all", "part", "other"]
    changed: tuple[str, ...] = ()
    reason: str = ""


def of_subjects(statement: Statement, digest: str, artifacts: Artifacts) -> Coverage:
    """Return what a statement whose subjects are files, or the subject, covers.

    A file is matched by the end of its path and by its sha256; a name alone joins
    nothing. Subjects that are no file of this model, such as another output of one
    build, count neither way. A file that is listed once right and once wrong is
    changed, in whichever order.
    """
    if digest.removeprefix("sha256:") in statement.sha256s:
        return Coverage("all")
    same: set[str] = set()
    edited: set[str] = set()
    ends = _ends(artifacts)
    for subject in statement.subjects:
        if found := subject.digests.get("sha256"):
            named = ends.get(subject.name.removeprefix("./"), ())
            hits = {path for path in named if artifacts[path] == found}
            same |= hits
            if not hits and len(named) == 1:
                edited.update(named)
    same -= edited
    left = artifacts.keys() - same - edited
    return _judge(same, edited=edited, added=left, gone=(), changed=edited)


def of_oms(statement: Statement, artifacts: Artifacts) -> Coverage:
    """Return what an OpenSSF Model Signing statement covers.

    A closed world by our own count: its resources must be all the artifacts, below
    one folder, whatever it says of paths to ignore.
    """
    try:
        listed = oms.resources(statement)
    except EvidenceError as exc:
        return Coverage("other", reason=str(exc))
    if listed.keys() == {oms.ITSELF}:
        return _compare(_placed(listed[oms.ITSELF], artifacts), artifacts)
    prefix = _prefix(listed, artifacts)
    return _compare({f"{prefix}{n}": d for n, d in listed.items()}, artifacts)


def compare(listed: Any, artifacts: Artifacts) -> Coverage:  # noqa: ANN401
    """Return what a list of ``{path, sha256}``, such as that of a link, covers."""
    if not is_listing(listed):
        why = "its files are not listed, each once, with `path` and `sha256`"
        return Coverage("other", reason=why)
    return _compare({entry["path"]: entry["sha256"] for entry in listed}, artifacts)


def entries(
    statement: Statement, member: str, path: str
) -> tuple[Mapping[str, Any], ...]:
    """Return the files that a link lists under ``artifacts`` or ``documents``.

    Raises:
        EvidenceError: It is not a list of objects with a text ``path`` and a whole
            ``sha256``, or it lists a path twice.
    """
    listed: Any = statement.predicate.get(member)
    if not is_listing(listed):
        why = f"`{member}` does not list files, each once, with `path` and `sha256`"
        raise EvidenceError(why, place=path, hint="make it with mlgate evidence sign")
    return tuple(listed)


def is_listing(value: Any) -> bool:  # noqa: ANN401
    """Say whether ``value`` lists files, each once, by path and whole sha256."""
    if not isinstance(value, list) or not all(isinstance(e, dict) for e in value):
        return False
    paths = [e.get("path") for e in value]
    digests = [e.get("sha256") for e in value]
    return (
        all(isinstance(p, str) and p for p in paths)
        and all(isinstance(d, str) and strength("sha256", d) for d in digests)
        and len(set(paths)) == len(paths)
    )


def _compare(listed: Artifacts, artifacts: Artifacts) -> Coverage:
    """Compare both ways: what is listed and what is there must be the same."""
    both = listed.keys() & artifacts.keys()
    same = {path for path in both if listed[path] == artifacts[path]}
    added, gone = artifacts.keys() - both, listed.keys() - both
    changed = (both - same) | added | gone
    return _judge(same, edited=both - same, added=added, gone=gone, changed=changed)


def _judge(
    same: Iterable[str],
    *,
    edited: Iterable[str],
    added: Iterable[str],
    gone: Iterable[str],
    changed: Iterable[str],
) -> Coverage:
    """Return the coverage; nothing listed, or nothing to list, covers nothing."""
    named = {"changed": edited, "not covered": added, "gone": gone}
    reasons = [f"{some(paths)} {what}" for what, paths in named.items() if paths]
    if not same:
        reasons = reasons or ["there is nothing to cover"]
    elif not reasons:
        return Coverage("all")
    covers: Literal["part", "other"] = "part" if same else "other"
    return Coverage(covers, tuple(sorted(changed)), "; ".join(reasons))


def some(paths: Iterable[str]) -> str:
    """Return the first of ``paths`` as text, and how many more there are."""
    ordered = sorted(paths)
    more = f" and {len(ordered) - SHOWN} more" if len(ordered) > SHOWN else ""
    return ", ".join(ordered[:SHOWN]) + more


def _ends(artifacts: Artifacts) -> dict[str, list[str]]:
    """Return each end of a path, by whole parts -> the paths that end so."""
    found = defaultdict(list)
    for path in artifacts:
        for _, end in _cuts(path):
            found[end].append(path)
    return found


def _prefix(listed: Artifacts, artifacts: Artifacts) -> str:
    """Return the folder below the subject's root over which the signature was made.

    That below which most names are found; if all are, there is no other such folder.
    """
    cuts = (cut for path in artifacts for cut in _cuts(path))
    hits = Counter(folder for folder, name in cuts if name in listed)
    return min(hits, key=lambda folder: (-hits[folder], folder), default="")


def _cuts(path: str) -> Iterator[tuple[str, str]]:
    """Yield ``path`` cut in two before each of its parts."""
    at = 0
    while True:
        yield path[:at], path[at:]
        at = path.find("/", at) + 1
        if not at:
            return


def _placed(digest: str, artifacts: Artifacts) -> Artifacts:
    """Return one signed file under the path it has here; any, if it is not here."""
    same = sorted(path for path, found in artifacts.items() if found == digest)
    return dict.fromkeys(same[:1] or sorted(artifacts)[:1], digest)
