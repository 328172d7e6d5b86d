import copy
import json
from typing import Any

import pytest

from drafted import load
from mlgate.core.evidence import Draft
from mlgate.errors import EvidenceError
from mlgate.loaders.datasets.croissant import CroissantLoader
from mlgate.loaders.datasets.entry import MAX_EXTRAS
from mlgate.loaders.source import Source

LOADER = CroissantLoader()
A, B = "a" * 64, "b" * 64
CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "sc": "https://schema.org/",
    "recordSet": "cr:recordSet",
    "field": "cr:field",
    "source": "cr:source",
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
}


def file(ident: str, /, **more: Any) -> dict[str, Any]:  # noqa: ANN401  # JSON
    made = {
        "@type": "cr:FileObject",
        "@id": ident,
        "name": ident,
        "contentUrl": f"https://example.org/{ident}",
        "encodingFormat": "text/csv",
        **more,
    }
    return {key: value for key, value in made.items() if value is not ...}


def field(ident: str, file_: str, **more: object) -> dict[str, Any]:
    source = {"fileObject": {"@id": file_}, "extract": {"column": "c"}}
    return {"@type": "cr:Field", "@id": ident, "source": source, **more}


def records(*fields: object, **more: object) -> dict[str, Any]:
    return {"@type": "cr:RecordSet", "@id": "r", "field": list(fields), **more}


def document(**more: Any) -> dict[str, Any]:  # noqa: ANN401  # JSON
    made = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": "adult",
        "url": "https://example.org/adult",
        "distribution": [file("data.csv", sha256=A)],
        **more,
    }
    return {key: value for key, value in made.items() if value is not ...}


def draft(**more: Any) -> Draft:  # noqa: ANN401  # JSON
    return load(LOADER, document(**more), "evidence/croissant.json")


def dataset(**more: Any) -> dict[str, Any]:  # noqa: ANN401  # JSON
    found: dict[str, Any] = draft(**more).sections["datasets"][0]
    return found


def gaps(**more: Any) -> list[tuple[str, str, str]]:  # noqa: ANN401  # JSON
    return [(g.at, g.why, g.raw) for g in draft(**more).gaps]


def test_a_data_set_says_what_it_is_and_which_files_it_has() -> None:
    found = dataset(
        version="1.10",
        license="https://creativecommons.org/licenses/by/4.0/",
        datePublished="2026-11-01T09:00:00Z",
        creator=[{"@type": "Person", "name": "Ada"}, "Grace"],
        keywords=["census"],
    )
    extras = found.pop("extras")
    assert found == {
        "name": "adult",
        "url": "https://example.org/adult",
        "version": "1.10",
        "licence": "https://creativecommons.org/licenses/by/4.0/",
        "published_at": "2026-11-01T09:00:00Z",
        "creators": ["Ada", "Grace"],
        "digest": f"sha256:{A}",
        "weak_digest": None,
        "files": [{"name": "data.csv", "digest": f"sha256:{A}", "weak_digest": None}],
    }
    assert extras["keywords"] == ["census"]


def test_no_data_set_is_what_the_document_is_about() -> None:
    assert draft().names == frozenset()


def test_only_one_file_that_lies_in_no_other_is_the_whole_data_set() -> None:
    inside = file("in.csv", contentUrl=..., containedIn={"@id": "data.zip"})
    zipped = [file("data.zip", sha256=A), inside]
    assert dataset(distribution=zipped)["digest"] == f"sha256:{A}"
    two = [file("a.csv", sha256=A), file("b.csv", sha256=B)]
    assert "digest" not in dataset(distribution=two)
    assert [f["digest"] for f in dataset(distribution=two)["files"]] == [
        f"sha256:{A}",
        f"sha256:{B}",
    ]
    files = [file("f", **{"@type": "cr:FileSet"}, sha256=A, includes="*.csv")]
    assert "digest" not in dataset(distribution=files)


@pytest.mark.parametrize(
    "written",
    ["https://github.com/mlcommons/croissant/issues/80", "d" * 32, "sha256", "bar", 7,
     A[:63]],
)  # fmt: skip
def test_a_sha256_that_is_none_is_a_gap(written: object) -> None:
    files = [file("a.csv", sha256=written, md5="D" * 32)]
    found = dataset(distribution=files)
    assert found["files"][0]["digest"] is None
    assert found["weak_digest"] == f"md5:{'d' * 32}"
    assert gaps(distribution=files) == [
        ("/datasets/0/files/0/digest", "unreadable", str(written))
    ]


def test_digests_in_capitals_and_longer_ones_count() -> None:
    two = [file("a", sha256=A.upper()), file("b", sha512="c" * 128)]
    assert [f["digest"] for f in dataset(distribution=two)["files"]] == [
        f"sha256:{A}",
        f"sha512:{'c' * 128}",
    ]


@pytest.mark.parametrize(
    ("written", "licence", "gap"),
    [
        ("cc-by-4.0", "cc-by-4.0", None),
        (["mit"], "mit", None),
        (["mit", "mit"], "mit", None),
        ("NONE", "NONE", None),
        ({"@type": "CreativeWork", "name": "X", "url": "https://x"}, "https://x", None),
        (["mit", "apache-2.0"], None, ("conflict", "mit, apache-2.0")),
        ("NOASSERTION", None, ("no_assertion", "NOASSERTION")),
        ("{licence}", None, ("placeholder", "{licence}")),
        (7, None, ("unreadable", "7")),
        ("", None, None),
    ],
)
def test_a_licence_is_one_text_or_the_reason_why_there_is_none(
    written: object, licence: str | None, gap: tuple[str, str] | None
) -> None:
    found = draft(license=written)
    assert found.sections["datasets"][0].get("licence") == licence
    assert [(g.why, g.raw) for g in found.gaps] == ([gap] if gap else [])
    # Whatever it is, it stands there as it was written.
    assert found.sections["datasets"][0]["extras"]["license"] == written


def test_responsible_use_is_read_from_the_vocabulary_for_it() -> None:
    told = {
        "rai:dataCollection": "scraped",
        "rai:dataLimitations": ["old", "small"],
        "rai:dataBiases": ["towards English"],
        "rai:dataUseCases": "training",
        "rai:personalSensitiveInformation": "e-mail addresses",
        "rai:dataSocialImpact": "some",
    }
    found = dataset(**told)
    assert found["collection"] == "scraped"
    assert found["limitations"] == "old\nsmall"
    assert found["biases"] == "towards English"
    assert found["intended_use"] == "training"
    assert found["personal_data"] == "e-mail addresses"
    assert found["extras"]["rai:dataSocialImpact"] == "some"


def test_old_documents_use_the_same_words_without_a_prefix() -> None:
    assert dataset(dataBiases="some")["biases"] == "some"


def test_one_item_that_is_no_text_spoils_the_whole() -> None:
    assert gaps(**{"rai:dataBiases": ["a", 7]}) == [
        ("/datasets/0/biases", "unreadable", "a, 7")
    ]


@pytest.mark.parametrize("written", ["1990-02-01", "2014-04-23T13:14:37", "soon"])
def test_a_day_or_a_time_without_a_zone_is_no_instant(written: str) -> None:
    ((at, why, raw),) = gaps(datePublished=written)
    assert (at, why) == ("/datasets/0/published_at", "unreadable")
    assert written in raw


def test_a_version_is_text_or_a_whole_number() -> None:
    assert dataset(version=1)["version"] == "1"
    assert gaps(version=1.1) == [("/datasets/0/version", "unreadable", "1.1")]


def test_of_several_languages_the_one_of_the_context_is_read() -> None:
    names = {"de": "Beispiel", "en": "example"}
    found = dataset(name=names)
    assert found["name"] == "example"
    assert found["extras"]["name"] == names


def test_what_is_very_large_is_left_out_before_anything_else() -> None:
    big = records(field("r/f", "data.csv", description="x" * MAX_EXTRAS))
    found = dataset(recordSet=[big], keywords=["k"])
    assert "recordSet" not in found["extras"]
    assert found["extras"]["keywords"] == ["k"]
    assert found["extras"]["left_out"] == 1


def test_of_very_much_else_as_much_is_kept_as_there_is_room_for() -> None:
    many = {f"ex:{i}": "x" * 100 for i in range(20_000)}
    found = dataset(**many, license=[f"l{i}" for i in range(20_000)])
    assert len(json.dumps(found["extras"])) < 2 * MAX_EXTRAS
    assert found["extras"]["left_out"] > 10_000


def broken(**more: Any) -> str:  # noqa: ANN401  # JSON
    return json.dumps(document(**more), indent=1)


OLD = {"conformsTo": ...}
SPLIT = [file("a"), file("b")]
APART = records(field("r/a", "a"), field("r/b", "b"))
JOINED = records(
    field("r/a", "a"), field("r/b", "b", references={"fileObject": {"@id": "a"}})
)


@pytest.mark.parametrize(
    ("more", "message", "line_has"),
    [
        ({"@type": "sc:Thing"}, "'sc:Thing' is no type of a dataset", '"@type"'),
        ({**OLD, "name": ...}, "'name' is missing", "{"),
        ({"distribution": [7]}, "got a number", "7"),
        (
            {"distribution": [file("a", **{"@type": "sc:File"})]},
            "unknown type 'sc:File'",
            '"@type"',
        ),
        ({"distribution": [file("a b")]}, "white space", '"@id"'),
        ({"distribution": [file("a", contentUrl=...)]}, "'contentUrl' is", "{"),
        ({"distribution": [file("a", encodingFormat="")]}, "'encodingFormat'", "{"),
        (
            {"distribution": [file("a", **{"@id": ..., "name": ...})]},
            "both '@id' and 'name'",
            "{",
        ),
        (
            {"distribution": [file("a", containedIn="b")]},
            "'b' is no file",
            '"containedIn"',
        ),
        ({"recordSet": [records(**{"@type": "x:Set"})]}, "unknown type", '"@type"'),
        (
            {"recordSet": [records({"@type": "cr:Fild", "@id": "f"})]},
            "unknown type 'cr:Fild'",
            '"@type"',
        ),
        ({"recordSet": records(field("r/f", "gone"))}, "'gone' is no part", "file"),
        ({"distribution": SPLIT, "recordSet": [APART]}, "nothing joins these", "{"),
        (
            {
                "recordSet": [records(field("r/f", "data.csv", dataType="sc:Text"))],
                "@context": {k: v for k, v in CONTEXT.items() if k != "dataType"},
            },
            "'dataType' is used",
            '"@context"',
        ),
    ],
)
def test_what_is_no_croissant_is_refused_with_its_line(
    more: dict[str, Any], message: str, line_has: str
) -> None:
    text = broken(**more)
    with pytest.raises(EvidenceError) as caught:
        LOADER.load(Source("evidence/c.json", text.encode()))
    assert message in caught.value.message
    line = int(caught.value.place.split(":")[1])
    assert line_has in text.split("\n")[line - 1]


def test_files_that_references_join_may_stand_side_by_side() -> None:
    assert dataset(distribution=SPLIT, recordSet=[JOINED])["name"] == "adult"


def test_since_ids_join_things_a_name_may_be_missing_and_is_then_just_that() -> None:
    found = draft(name=...)
    assert "name" not in found.sections["datasets"][0]
    assert found.gaps == []


def test_many_fields_of_many_files_are_looked_at_in_a_moment() -> None:
    count = 20_000
    many = [field(f"r/{i}", f"f{i}") for i in range(count)]
    whole = document(
        distribution=[file(f"f{i}") for i in range(count)], recordSet=[records(*many)]
    )
    with pytest.raises(EvidenceError, match="nothing joins these"):
        LOADER.load(Source("evidence/c.json", json.dumps(whole).encode()))


@pytest.mark.parametrize("value", [[], 7, "x", None])
def test_what_is_no_object_is_refused(value: object) -> None:
    with pytest.raises(EvidenceError):
        LOADER.load(Source("evidence/c.json", json.dumps(value).encode()))


def test_other_linked_data_and_tasks_are_not_taken_for_data_sets() -> None:
    other = copy.deepcopy(document())
    other["@context"] = {"@vocab": "https://schema.org/"}
    other["conformsTo"] = "https://schema.org"
    task = {"@context": CONTEXT, "@type": "croissant:Task"}
    for value in (other, task):
        source = Source("evidence/c.json", json.dumps(value).encode())
        assert not LOADER.recognises(source)
