"""PyTorch zip files: one pickle, and the bytes of tensors beside it."""

import re

from mlgate.loaders.formats import pickle_file
from mlgate.loaders.formats.allowed_globals import STORAGES
from mlgate.loaders.formats.blob import Look
from mlgate.loaders.formats.model_file import Report, UntestedError, shown
from mlgate.loaders.formats.pickle_values import Name, Thing
from mlgate.loaders.formats.type_names import of_word
from mlgate.loaders.formats.zip_directory import STORED, Member
from mlgate.loaders.formats.zip_file import Archive

NAME = "PyTorch zip"
SCRIPT = "TorchScript"
PICKLE = "data.pkl"
STORAGE_PARTS = 5
# Notes that the writer leaves beside the pickle; all are short, and none is run.
NOTES = frozenset({
    "version", "byteorder", ".data/serialization_id", ".format_version",
    ".storage_alignment",
})  # fmt: skip
MAX_NOTE = 1024
_NOTE = re.compile(rb"[0-9a-z]*\n?")


def recognised(archive: Archive) -> bool:
    """Tell whether a member is the pickle, in whatever folder."""
    return any(_last(name) == PICKLE for name in archive.by_name)


def read(archive: Archive, _: Look, report: Report) -> None:
    """Walk the pickle, and hold each storage it names to the member that has it."""
    pickles = [n for n in archive.by_name if _last(n) == PICKLE]
    root = pickles[0].removesuffix(PICKLE)
    if len(pickles) > 1:
        report.doubt(f"several members are named {PICKLE}")
    if any(_is_code(n.removeprefix(root)) for n in archive.by_name):
        report.format = SCRIPT
        report.danger("holds TorchScript code, which runs with the model")
    storages = Storages(archive, root, report)
    for name in pickles:
        data = archive.checked(archive.by_name[name])
        pickle_file.walk(data, report, storages.found)
    for note in NOTES:
        text = _note(archive, archive.by_name.get(root + note))
        if note == "version":
            report.facts.version = text


class Storages:
    """What persistent ids stand for: tensors' bytes, each in a member of its own."""

    def __init__(self, archive: Archive, root: str, report: Report) -> None:
        self._archive = archive
        self._root = root
        self._facts = report.facts

    def found(self, identity: object) -> Thing:
        """Check ``("storage", class, key, place, count)`` and its member.

        Raises:
            UntestedError: It is of another form, or no member has those bytes.
        """
        if not isinstance(identity, tuple) or len(identity) != STORAGE_PARTS:
            raise UntestedError("a persistent id that is not a storage")
        tag, made, key, place, count = identity
        size = STORAGES.get(made) if isinstance(made, Name) else None
        texts = isinstance(key, str) and isinstance(place, str)
        if tag != "storage" or size is None or not texts or not isinstance(count, int):
            raise UntestedError("a persistent id of an unknown storage")
        name = f"{self._root}data/{key}"
        member = self._archive.by_name.get(name)
        if not member or member.method != STORED or member.size != count * size:
            raise UntestedError(
                f"'{shown(name)}' is missing, packed or of another size"
            )
        if name not in self._archive.taken:
            word = str(made).rpartition(".")[2].removesuffix("Storage")
            self._facts.array(of_word(word), count)
        self._archive.taken.add(name)
        return Thing("storage", made)


def _note(archive: Archive, member: Member | None) -> str:
    """Account for a note; return what it says."""
    if member and member.size <= MAX_NOTE and _NOTE.fullmatch(archive.head(member)):
        return bytes(archive.checked(member)).decode("ascii", "replace").strip()
    return ""


def _is_code(name: str) -> bool:
    return name.startswith("code/") or name == "constants.pkl"


def _last(name: str) -> str:
    return name.rpartition("/")[2]
