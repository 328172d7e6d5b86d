"""Which of the artifacts a build's provenance is about: known only beside them."""

from collections.abc import Sequence
from dataclasses import replace

from mlgate.core import coverage, statements
from mlgate.core.coverage import Coverage
from mlgate.core.evidence import Evidence
from mlgate.core.subject import Subject
from mlgate.gate.vouching import Voucher
from mlgate.loaders.source import Source

_CONTAINER = "gcb-provenance"


def covering(
    made: Evidence, source: Source, subject: Subject, vouchers: Sequence[Voucher]
) -> Evidence:
    """Return ``made`` with what its provenance covers, if it is provenance."""
    lineage = made.draft.sections.get("lineage", {})
    if "provenance" not in lineage:
        return made
    found = _coverage(made, source, subject, vouchers)
    said = {"covers": found.covers, "changed": list(found.changed)}
    whole = {**lineage, "provenance": {**lineage["provenance"], **said}}
    sections = {**made.draft.sections, "lineage": whole}
    return replace(made, draft=replace(made.draft, sections=sections))


def _coverage(
    made: Evidence, source: Source, subject: Subject, vouchers: Sequence[Voucher]
) -> Coverage:
    signed = next((v for v in vouchers if v.path == source.path), None)
    if signed:
        return signed.coverage
    if made.format == _CONTAINER:
        from mlgate.loaders.lineage.build_container import contained

        statement = contained(source)
    else:
        statement = statements.read(source.json, source.path)
    artifacts = {a.path: a.sha256 for a in subject.artifacts}
    return coverage.of_subjects(statement, subject.digest, artifacts)
