"""SPDX 2 in its four syntaxes: the same is read of the same document."""

import json
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from mlgate.core.evidence import Draft, Gap
from mlgate.core.pointer import ancestors, resolve
from mlgate.core.sections import SHAPE
from mlgate.core.shape import total
from mlgate.errors import EvidenceError
from mlgate.loaders import BUILTIN
from mlgate.loaders.source import Source
from mlgate.loaders.spdx2 import (
    Spdx2Loader,
    Spdx2TagLoader,
    Spdx2XmlLoader,
    Spdx2YamlLoader,
)
from mlgate.strict import positions

A, B, C = "a" * 64, "b" * 64, "c" * 40
PATH = "evidence/x.spdx"


def package(ref: str = "SPDXRef-p", name: str = "p", **more: object) -> dict[str, Any]:
    known = {"SPDXID": ref, "name": name, "downloadLocation": "NOASSERTION"}
    return known | more


def document(**more: object) -> dict[str, Any]:
    return {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": "doc",
        "documentNamespace": "https://example.org/doc",
        "creationInfo": {
            "created": "2026-01-01T00:00:00Z",
            "creators": ["Tool: t-1"],
        },
    } | more


def described(*packages: dict[str, Any], **more: object) -> dict[str, Any]:
    listed = [p["SPDXID"] for p in packages[:1]]
    return document(packages=list(packages), documentDescribes=listed, **more)


def load(value: object) -> Draft:
    return Spdx2Loader().load(Source(PATH, json.dumps(value).encode()))


def record(draft: Draft) -> dict[str, Any]:
    sections = {k: total(v, SHAPE[k], f"/{k}") for k, v in draft.sections.items()}
    found: dict[str, Any] = sections.get("bom") or sections["software"][0]
    return found


def purl(text: object, kind: str = "purl") -> dict[str, Any]:
    reference = {"referenceCategory": "PACKAGE-MANAGER", "referenceType": kind}
    return reference | {"referenceLocator": text}


def checksum(algorithm: str, value: str) -> dict[str, str]:
    return {"algorithm": algorithm, "checksumValue": value}


def test_a_package_is_read_with_its_licences_digests_and_purl() -> None:
    made = package(
        name="torch",
        versionInfo="2.1",
        primaryPackagePurpose="OPERATING_SYSTEM",
        licenseDeclared="BSD-3-Clause",
        licenseConcluded="BSD-3-Clause AND MIT",
        checksums=[checksum("SHA1", C), checksum("SHA256", A.upper())],
        externalRefs=[purl("cpe:/a", "cpe22Type"), purl("pkg:pypi/torch@2.1")],
    )
    draft = load(described(made))
    found = record(draft)
    assert (found["format"], found["spec_version"]) == ("SPDX", "2.3")
    assert found["serial_number"] == "https://example.org/doc"
    assert found["created_at"] == "2026-01-01T00:00:00Z"
    assert found["schema_valid"] is True
    assert (found["name"], found["version"]) == ("torch", "2.1")
    assert found["digest"] == f"sha256:{A}"
    [one] = found["components"]
    assert one | {"at": ""} == {
        "at": "",
        "name": "torch",
        "version": "2.1",
        "type": "operating-system",
        "purl": "pkg:pypi/torch@2.1",
        "licences": ["BSD-3-Clause", "BSD-3-Clause AND MIT"],
        "digest": f"sha256:{A}",
        "weak_digest": f"sha1:{C}",
    }
    assert draft.names == {A}


@pytest.mark.parametrize(
    ("declared", "concluded", "read", "why"),
    [
        ("MIT", "NOASSERTION", ["MIT"], ""),
        ("NOASSERTION", "MIT", ["MIT"], ""),
        ("NONE", "NOASSERTION", ["NONE"], ""),
        ("NONE", None, ["NONE"], ""),
        ("MIT", "MIT", ["MIT"], ""),
        ("NOASSERTION", "NOASSERTION", [], "no_assertion"),
        (None, "NOASSERTION", [], "no_assertion"),
        (None, None, [], ""),
        ("", None, [], "placeholder"),
    ],
)
def test_none_no_assertion_and_nothing_are_three_things(
    declared: str | None, concluded: str | None, read: list[str], why: str
) -> None:
    said = {"licenseDeclared": declared, "licenseConcluded": concluded}
    made = package(**{k: v for k, v in said.items() if v is not None})
    draft = load(described(made))
    assert record(draft)["components"][0]["licences"] == read
    whys = [g.why for g in draft.gaps if g.at.endswith("/licences")]
    assert whys == ([why] if why else [])


def test_a_document_about_a_model_fills_the_bill_of_the_model() -> None:
    made = package(
        name="credit",
        versionInfo="1",
        licenseDeclared="MIT",
        checksums=[checksum("SHA256", A)],
        externalRefs=[purl("pkg:huggingface/acme/credit@1")],
    )
    base = package("SPDXRef-b", "base", externalRefs=[purl("pkg:huggingface/o/b@1")])
    weights = {
        "SPDXID": "SPDXRef-w",
        "fileName": "./w.bin",
        "checksums": [checksum("SHA1", C), checksum("SHA256", B)],
    }
    related = [
        ("SPDXRef-p", "DESCENDANT_OF", "SPDXRef-b"),
        ("DocumentRef-x:SPDXRef-y", "ANCESTOR_OF", "SPDXRef-p"),
        ("SPDXRef-p", "CONTAINS", "SPDXRef-w"),
    ]
    keys = ("spdxElementId", "relationshipType", "relatedSpdxElement")
    draft = load(
        described(
            made,
            base,
            files=[weights],
            relationships=[dict(zip(keys, r, strict=True)) for r in related],
        )
    )
    found = record(draft)
    assert set(draft.sections) == {"bom"}
    assert found["model"]["name"] == "credit"
    assert found["model"]["digests"] == [f"sha256:{A}"]
    names = [(a["name"], a["purl"]) for a in found["model"]["ancestors"]]
    assert names == [
        ("base", "pkg:huggingface/o/b@1"),
        ("DocumentRef-x:SPDXRef-y", None),
    ]
    assert draft.names == {A, B}
    [gap] = [g for g in draft.gaps if g.at == "/bom/score"]
    assert gap.why == "no_assertion"
    assert "SPDX 3.0.1" in gap.raw


def test_a_document_about_no_model_is_software_and_says_so() -> None:
    draft = load(described(package(externalRefs=[purl("pkg:pypi/x@1")])))
    assert set(draft.sections) == {"software"}
    [gap] = draft.gaps
    assert (gap.at, gap.why, gap.pointer) == ("/bom", "no_assertion", "/packages/0")


def test_several_models_are_a_conflict() -> None:
    models = [
        package(f"SPDXRef-{n}", n, externalRefs=[purl(f"pkg:mlflow/{n}@1")])
        for n in ("a", "b")
    ]
    ids = [m["SPDXID"] for m in models]
    draft = load(document(packages=models, documentDescribes=ids))
    assert "model" not in draft.sections["bom"]
    [gap] = [g for g in draft.gaps if g.at == "/bom/model"]
    assert gap == Gap("/bom/model", "conflict", "2 models: a, b", "", "/packages/1")


def test_odd_purls_and_what_leads_nowhere_are_told_and_nothing_is_lost() -> None:
    made = package(
        externalRefs=[purl("not a purl"), purl("pkg:pypi/y@1")],
        licenseInfoFromFiles=["GPL-2.0-only"],
        packageVerificationCode={"packageVerificationCodeValue": C},
    )
    related = {
        "spdxElementId": "SPDXRef-p",
        "relationshipType": "DEPENDS_ON",
        "relatedSpdxElement": "SPDXRef-gone",
    }
    none = related | {"relatedSpdxElement": "NONE"}
    other = related | {"relatedSpdxElement": "DocumentRef-a:SPDXRef-b"}
    draft = load(described(made, relationships=[related, none, other]))
    found = record(draft)
    assert found["dangling"] == ["SPDXRef-gone"]
    assert found["components"][0]["purl"] is None
    assert [g.why for g in draft.gaps if g.at.endswith("/purl")] == ["unreadable"]
    kept = found["extras"]["elsewhere"]
    assert kept["/packages/0/externalRefs"] == ["not a purl", "pkg:pypi/y@1"]
    assert kept["/packages/0/licenseInfoFromFiles"] == ["GPL-2.0-only"]


@pytest.mark.parametrize(
    ("change", "pointer", "message"),
    [
        ({"dataLicense": "MIT"}, "/dataLicense", "CC0-1.0"),
        ({"SPDXID": "x"}, "/SPDXID", "SPDXRef-DOCUMENT"),
        ({"name": None}, "/name", "`name` is missing"),
        ({"creationInfo": {}}, "/creationInfo/created", "no time with a zone"),
        ({"packages": [package(name=None)]}, "/packages/0/name", "missing"),
        (
            {"packages": [package(downloadLocation=1)]},
            "/packages/0/downloadLocation",
            "no text",
        ),
        (
            {"packages": [package(licenseDeclared="MIT, GPL")]},
            "/packages/0/licenseDeclared",
            "'MIT, GPL'",
        ),
        ({"packages": [package(), package()]}, "/packages/1/SPDXID", "twice"),
        (
            {"packages": [package(checksums=[{}])]},
            "/packages/0/checksums/0/algorithm",
            "missing",
        ),
        (
            {"files": [{"SPDXID": "SPDXRef-f", "fileName": "f"}]},
            "/files/0/checksums",
            "no checksum",
        ),
        ({"relationships": [{}]}, "/relationships/0/spdxElementId", "missing"),
        ({"packages": [None]}, "/packages/0/SPDXID", "missing"),
    ],
)
def test_what_breaks_the_specification_is_told(
    change: dict[str, Any], pointer: str, message: str
) -> None:
    found = record(load(document() | change))
    assert found["schema_valid"] is False
    [error, *_] = found["schema_errors"]
    assert error["pointer"] == pointer
    assert message in error["message"]


def test_no_more_than_ten_breaches_are_told_and_every_package_is_counted() -> None:
    found = record(load(document(packages=[{}] * 30)))
    assert len(found["schema_errors"]) == 10
    assert len(found["components"]) == 30


TAGS = """\
# a comment
SPDXVersion: SPDX-2.3
DataLicense: CC0-1.0
SPDXID: SPDXRef-DOCUMENT
DocumentName: doc
DocumentNamespace: https://example.org/doc
Creator: Tool: t-1
Creator: Person: Jane Doe ()
Created: 2026-01-01T00:00:00Z
Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-p

PackageName: torch
SPDXID: SPDXRef-p
PackageVersion: 2.1
PackageDownloadLocation: NOASSERTION
FilesAnalyzed: false
PackageChecksum: SHA256: {A}
PackageLicenseDeclared: MIT
PackageLicenseConcluded: NOASSERTION
PackageDescription: <text>Two
lines: of <text>.</text>
ExternalRef: PACKAGE-MANAGER purl pkg:pypi/torch@2.1

FileName: ./a.py
SPDXID: SPDXRef-f
FileChecksum: SHA1: {C}
LicenseConcluded: Apache-2.0
LicenseInfoInFile: Apache-2.0

LicenseID: LicenseRef-1
ExtractedText: <text>Own words.</text>
LicenseName: Own
""".replace("{A}", A).replace("{C}", C)

SAME: dict[str, Any] = described(
    package(
        name="torch",
        versionInfo="2.1",
        filesAnalyzed=False,
        checksums=[checksum("SHA256", A)],
        licenseDeclared="MIT",
        licenseConcluded="NOASSERTION",
        externalRefs=[purl("pkg:pypi/torch@2.1")],
    ),
    files=[
        {
            "SPDXID": "SPDXRef-f",
            "fileName": "./a.py",
            "checksums": [checksum("SHA1", C)],
            "licenseConcluded": "Apache-2.0",
            "licenseInfoInFiles": ["Apache-2.0"],
        }
    ],
)


def xml(value: object, name: str = "Document") -> str:
    if isinstance(value, list):
        return "".join(xml(item, name) for item in value)
    if isinstance(value, dict):
        return f"<{name}>{''.join(xml(v, k) for k, v in value.items())}</{name}>"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"<{name}>{text}</{name}>"


def test_every_syntax_says_the_same_of_the_same_document() -> None:
    other = [
        Spdx2YamlLoader().load(Source(PATH, yaml.safe_dump(SAME).encode())),
        Spdx2TagLoader().load(Source(PATH, TAGS.encode())),
        Spdx2XmlLoader().load(Source(PATH, xml(SAME).encode())),
        Spdx2Loader().load(Source(PATH, json.dumps(SAME).encode("utf-16"))),
    ]
    one = record(load(SAME))
    assert one["schema_valid"] is True
    for draft in other:
        found = record(draft)
        for key in one.keys() - {"extras"}:
            assert found[key] == one[key], key


def test_places_in_tag_value_are_lines() -> None:
    draft = Spdx2TagLoader().load(Source(PATH, TAGS.encode()))
    assert draft.sources["/software/0/components/0"] == "L12"
    assert draft.sources["/software/0/components/1"] == "L24"
    assert draft.sources["/software/0/created_at"] == "L9"
    broken = TAGS.replace("PackageLicenseDeclared: MIT", "PackageLicenseDeclared: A, B")
    found = Spdx2TagLoader().load(Source(PATH, broken.encode()))
    [error] = record(found)["schema_errors"]
    assert error["pointer"] == "L18"


def test_places_in_xml_are_those_of_the_elements() -> None:
    raw = xml(described(package(), package("SPDXRef-q", "q"))).encode()
    draft = Spdx2XmlLoader().load(Source(PATH, raw))
    at = draft.sources["/software/0/components/1"]
    assert at == "/packages[2]"
    assert positions.locate(raw, "xml", [at])[at][0] == 1


@pytest.mark.parametrize(
    ("raw", "place", "why"),
    [
        (TAGS.replace("SPDX-2.3", "SPDX-1.2"), ":2:1", "'SPDX-1.2'"),
        (TAGS.replace("FileName", "nothing here\nFileName"), ":24:1", "no tag"),
        (TAGS.replace("</text>", "", 1), ":20:1", "not closed"),
        (TAGS.replace("Own words.</text>", ""), ":31:1", "not closed"),
        (TAGS + "LicenseName: twice\n", ":33:1", "first on line 32"),
    ],
)
def test_broken_tags_are_refused_with_their_line(
    raw: str, place: str, why: str
) -> None:
    with pytest.raises(EvidenceError) as caught:
        Spdx2TagLoader().load(Source(PATH, raw.encode()))
    assert caught.value.place == PATH + place
    assert why in caught.value.message


@pytest.mark.parametrize("tag", ["Unheard: of", "SnippetName: without a snippet"])
def test_a_tag_that_is_not_known_is_a_breach(tag: str) -> None:
    found = record(Spdx2TagLoader().load(Source(PATH, f"{TAGS}{tag}\n".encode())))
    [error] = found["schema_errors"]
    assert error["pointer"] == "L33"


@pytest.mark.parametrize(
    ("loader", "raw", "place", "why"),
    [
        (Spdx2Loader(), '{"spdxVersion": 2}', ":1:2", "a number"),
        (Spdx2Loader(), '{"spdxVersion": "SPDX-2.1"}', ":1:2", "'SPDX-2.1'"),
        (Spdx2Loader(), '{"SPDXID": "SPDXRef-DOCUMENT"}', ":1:1", "null"),
        (Spdx2Loader(), "[]", ":1:1", "a list"),
        (Spdx2Loader(), '{"spdxVersion": ', ":1:17", "not JSON"),
        (Spdx2YamlLoader(), "spdxVersion: SPDX-3.0", ":1:1", "'SPDX-3.0'"),
        (Spdx2YamlLoader(), "- a", ":1:1", "a list"),
        (Spdx2YamlLoader(), "a: 1\na: 2", ":2:1", "duplicate"),
        (Spdx2XmlLoader(), "<Document/>", ":1:1", "null"),
        (
            Spdx2XmlLoader(),
            "<Document><spdxVersion>SPDX-9</spdxVersion></Document>",
            ":1:11",
            "SPDX-9",
        ),
        (
            Spdx2XmlLoader(),
            '<rdf:RDF xmlns:rdf="urn:x"/>',
            ":1:1",
            "RDF/XML is not read",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(
    loader: Any,  # noqa: ANN401  # any of the four
    raw: str,
    place: str,
    why: str,
) -> None:
    with pytest.raises(EvidenceError) as caught:
        loader.load(Source(PATH, raw.encode()))
    assert caught.value.place == PATH + place
    assert why in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize(
    ("raw", "format_"),
    [
        (json.dumps(SAME), "spdx-2"),
        (json.dumps({"a": "x" * 70_000} | SAME), "spdx-2"),
        ('{"spdxVersion": ', "spdx-2"),
        ('{"predicate": {"spdxVersion": "SPDX-2.3"}}', ""),
        (yaml.safe_dump(SAME), "spdx-2-yaml"),
        ("x:\n  spdxVersion: SPDX-2.3", ""),
        (TAGS, "spdx-2-tag-value"),
        ("# A page about SPDX\n\nText.\n\nSPDXVersion: SPDX-2.3\n", ""),
        (xml(SAME), "spdx-2-xml"),
        ('<rdf:RDF xmlns:spdx="http://spdx.org/rdf/terms#">', "spdx-2-xml"),
        ('<rdf:RDF xmlns:x="http://other/">', ""),
        ("<Document><a/></Document>", ""),
        ('{"properties": {"spdxVersion": {"type": "string"}}}', ""),
    ],
)
def test_each_syntax_is_recognised_by_one_loader(raw: str, format_: str) -> None:
    source = Source("evidence/x", raw.encode())
    found = [x.format for x in BUILTIN.values() if x.recognises(source)]
    assert found == ([format_] if format_ else [])


WORDS = ["SPDXID", "name", "packages", "files", "licenseDeclared", "checksums"]
WORDS += ["externalRefs", "referenceType", "algorithm", "hasFiles", "relationships"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from(["", "purl", "x"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(WORDS), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from([*WORDS, "creationInfo", "snippets"]), JSON))
def test_whatever_is_inside_the_draft_fits_and_each_place_exists(
    inside: dict[str, Any],
) -> None:
    value = document() | inside
    draft = load(value)
    record(draft)
    for at, place in draft.sources.items():
        known = (p for p in ancestors(place) if resolve(value, p) is not None)
        assert next(known) in list(ancestors(place))[:3], at


@given(st.lists(st.sampled_from([*TAGS.splitlines(), "X: 1", "<text>", "FileName: a"])))
def test_tags_in_any_order_are_read_or_refused(lines: list[str]) -> None:
    raw = "\n".join(["SPDXVersion: SPDX-2.3", *lines]).encode()
    try:
        record(Spdx2TagLoader().load(Source(PATH, raw)))
    except EvidenceError as exc:
        assert exc.place.startswith(PATH)  # noqa: PT017  # either outcome is right
