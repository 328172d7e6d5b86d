"""Models that are zip archives: which kind one is, and what lies in it."""

from collections.abc import Callable
from typing import NamedTuple

from mlgate.loaders.formats import keras_file, numpy_file, skops_file, torch_zip
from mlgate.loaders.formats.blob import Blob, Look
from mlgate.loaders.formats.model_file import Report, UntestedError, shown
from mlgate.loaders.formats.unknown import named
from mlgate.loaders.formats.zip_directory import END, MAGIC, Member
from mlgate.loaders.formats.zip_file import Archive

NAME = "zip archive"
ARRAYS = f"{numpy_file.NAME}s"
EXPORT = "PyTorch export"
_NATIVE = (".so", ".dll", ".dylib", ".py", ".pyc")


class _Kind(NamedTuple):
    name: str
    recognised: Callable[[Archive], bool]
    read: Callable[[Archive, Look, Report], None]


def recognised(blob: Blob) -> bool:
    """Tell whether it begins as a zip archive, or as an empty one."""
    return blob.head.startswith((MAGIC, END))


def read(blob: Blob, look: Look, report: Report) -> bool:
    """Judge an archive; False if nothing in it is a model."""
    archive = Archive(blob, report)
    kind = next((k for k in KINDS if k.recognised(archive)), None)
    if kind is None:
        return _any(archive, look, report)
    report.format = kind.name
    try:
        kind.read(archive, look, report)
    except UntestedError as exc:
        report.unread(str(exc))
    else:
        _leftovers(archive, report)
    for member in archive.files:
        if member.name not in archive.taken or member in archive.twins:
            _member(archive, member, look, report)
    return True


def _arrays(archive: Archive) -> bool:
    names = archive.by_name
    wanted = (".npy",) if archive.blob.suffix != ".npz" else ("",)
    return bool(names) and all(name.endswith(wanted) for name in names)


def _read_arrays(archive: Archive, look: Look, report: Report) -> None:
    for name, member in archive.by_name.items():
        found = look(archive.blob.inner(archive.checked(member), name))
        if found:
            report.merge(name, found)
        if not found or found.format != numpy_file.NAME:
            report.doubt(f"'{shown(name)}' is not an array")


def _export(archive: Archive) -> bool:
    return any(n.rpartition("/")[2] == "archive_format" for n in archive.by_name)


def _read_export(archive: Archive, look: Look, report: Report) -> None:
    report.doubt("an exported program, which is not read")
    _any(archive, look, report)


def _any(archive: Archive, look: Look, report: Report) -> bool:
    """Look into every member for whatever a loader might load."""
    report.doubt("what a loader takes from this archive cannot be accounted for")
    model = named(archive.blob)
    if not model and archive.blob.depth == 0:
        model = any(_model_like(archive, name, look) for name in archive.by_name)
    if not model and not report.dangers and archive.blob.depth == 0:
        return False
    for member in archive.files:
        model |= _member(archive, member, look, report)
    return model


def _model_like(archive: Archive, name: str, look: Look) -> bool:
    head = archive.head(archive.by_name[name])
    return look(archive.blob.inner(memoryview(head), name)) is not None


def _member(archive: Archive, member: Member, look: Look, report: Report) -> bool:
    """Look into a member that no reader asked for: a loader might."""
    name = member.name
    if name.endswith(_NATIVE):
        report.danger(f"'{shown(name)}' is code")
    try:
        archive.blob.effort.part()
        data = archive.checked(member)
        found = look(archive.blob.inner(data, name))
    except UntestedError as exc:
        report.doubt(str(exc))
        return True
    if found:
        report.merge(name, found)
    return found is not None


def _leftovers(archive: Archive, report: Report) -> None:
    for name in archive.by_name:
        if name not in archive.taken:
            report.doubt(f"'{shown(name)}' belongs to no part of the model")


KINDS = (
    _Kind(skops_file.NAME, skops_file.recognised, skops_file.read),
    _Kind(torch_zip.NAME, torch_zip.recognised, torch_zip.read),
    _Kind(keras_file.NAME, keras_file.recognised, keras_file.read),
    _Kind(EXPORT, _export, _read_export),
    _Kind(ARRAYS, _arrays, _read_arrays),
)
