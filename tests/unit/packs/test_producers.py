from pathlib import Path

import pytest

from mlgate.errors import PolicyError
from mlgate.packs.producers import find, load

HEAD = "who: {tester: tests}\nentries:\n"
ENTRY = "{at: /bom, formats: [spdx-3], computed: false, by: [tester, mlgate init]}"


def written(tmp_path: Path, *entries: str, head: str = HEAD) -> Path:
    path = tmp_path / "producers.yaml"
    path.write_text(head + "".join(f"- {entry}\n" for entry in entries))
    return path


def test_of_several_entries_the_nearest_counts(tmp_path: Path) -> None:
    inner = ENTRY.replace("/bom", "/bom/model").replace("false", "true")
    known = load(written(tmp_path, ENTRY, inner))
    assert [p.at for p in known] == ["/bom", "/bom/model"]
    assert known[0].by == ("tester", "mlgate init")
    assert find("/bom/score", known) == known[0]
    assert find("/bom/model/name", known) == known[1]
    assert find("/bombs", known) is None


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("a", "expected the keys at, by, computed, formats"),
        ("{at: /bom}", "expected the keys at, by, computed, formats"),
        (ENTRY.replace("/bom", "bom"), "`at` is not a pointer"),
        (ENTRY.replace("false", "no"), "`computed` is neither true nor false"),
        (ENTRY.replace("[spdx-3]", "spdx-3"), "`formats` and `by` are lists of texts"),
        (ENTRY.replace("[spdx-3]", "[]"), "no document holds it, and mlgate does"),
        (ENTRY.replace("tester", "tester, me"), "'me' is not described under `who`"),
    ],
)
def test_an_entry_that_says_too_little_is_refused_at_its_line(
    tmp_path: Path, entry: str, message: str
) -> None:
    sound = ENTRY.replace("/bom", "/software")
    with pytest.raises(PolicyError) as caught:
        load(written(tmp_path, sound, entry))
    assert caught.value.message.startswith(message)
    assert caught.value.place.startswith("producers.yaml:4:")
    assert caught.value.hint


def test_a_part_is_there_once(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="'/bom' is there twice"):
        load(written(tmp_path, ENTRY, ENTRY))


def test_a_file_without_its_two_parts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="expected `who` and `entries`"):
        load(written(tmp_path, head="who: {}\n"))
