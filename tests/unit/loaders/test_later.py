"""A loader that is imported late knows the same documents as one that is there."""

import subprocess
import sys

import pytest

from corpus import MISSING, CorpusFile, files, formats
from mlgate.loaders import BUILTIN
from mlgate.loaders.later import Later
from mlgate.loaders.source import Source

LOADERS = [x for x in BUILTIN.values() if isinstance(x, Later)]


@pytest.mark.parametrize("loader", LOADERS, ids=lambda x: x.format)
def test_the_table_says_what_the_loader_says_of_itself(loader: Later) -> None:
    assert loader.loader.format == loader.format
    assert loader.sections == loader.loader.sections


def _places(file: CorpusFile) -> list[str]:
    return ["README.md", f"evidence/{file.path.name}", file.path.name]


@pytest.mark.skipif(not formats(), reason=MISSING)
@pytest.mark.parametrize("form", formats())
def test_no_sign_is_missing_from_a_real_document(form: str) -> None:
    for file in files(form)[::2]:
        raw = file.path.read_bytes()
        for source in (Source(place, raw) for place in _places(file)):
            for one in LOADERS:
                if not one.recognises(source):
                    assert not one.loader.recognises(source), (file, one.format)


def test_a_check_imports_no_loader_of_formats_that_are_not_there() -> None:
    code = (
        "import sys; from mlgate.loaders import BUILTIN; "
        "from mlgate.loaders.source import Source; "
        "s = Source('evidence/lineage.json', b'{\"eventTime\": 1, \"run\": {}}'); "
        "[x.recognises(s) for x in BUILTIN.values()]; "
        "print(*(m for m in sys.modules if m.startswith('mlgate.loaders.')))"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True
    )
    imported = done.stdout.split()
    assert "mlgate.loaders.openlineage" in imported
    assert not any("cyclonedx" in m or "spdx" in m or "sarif" in m for m in imported)
