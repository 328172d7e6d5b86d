"""What the gate knows of licences: the card's, its bases', and the texts beside it."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from mlgate.core.dossier import Dossier
from mlgate.core.organisation import Organisation
from mlgate.gate.reading import read

SAFE = b"\x08\0\0\0\0\0\0\0{}      "
APACHE = Path("/usr/share/common-licenses/Apache-2.0")


def card(licence: str | None, **more: object) -> str:
    fields = {**({"license": licence} if licence else {}), **more}
    return f"---\n{yaml.safe_dump(fields)}---\n"


def bom(**model: object) -> str:
    component = {"type": "machine-learning-model", "name": "m", **model}
    head = {"bomFormat": "CycloneDX", "specVersion": "1.6"}
    return json.dumps(head | {"components": [component]})


def known(
    tmp_path: Path,
    files: dict[str, str],
    *narrowed: str,
    **settings: Any,  # noqa: ANN401
) -> tuple[Dossier, dict[str, Any]]:
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (tmp_path / "m.safetensors").write_bytes(SAFE)
    found = read(tmp_path, Organisation(**settings), narrowed).dossier
    return found, found.content["licences"]


def chain(found: dict[str, Any]) -> list[tuple[str, str | None, bool | None]]:
    return [(x["name"], x["declared"], x["allowed"]) for x in found["chain"]]


def test_a_card_alone_is_a_chain_of_one(tmp_path: Path) -> None:
    _, found = known(tmp_path, {"README.md": card("mit", model_name="m")})
    assert chain(found) == [("m", "mit", True)]
    assert found["model"]["declared"] == "mit"
    assert found["effective"]["allowed"] is True
    assert found["files"] == []


def test_without_any_card_nothing_is_known(tmp_path: Path) -> None:
    _, found = known(tmp_path, {})
    assert chain(found) == [("this model", None, None)]
    assert found["effective"]["allowed"] is None


def test_a_base_without_a_licence_is_said_where_the_card_names_it(
    tmp_path: Path,
) -> None:
    text = card("mit", base_model=["a", "b"])
    dossier, found = known(tmp_path, {"README.md": text})
    assert chain(found)[1:] == [("a", None, None), ("b", None, None)]
    assert found["effective"]["unresolved"] == ["a", "b"]
    place = dossier.place("/licences/chain/2")
    assert (place.document, place.pointer) == ("README.md", "/base_model/1")


def test_an_ancestor_in_the_sbom_names_the_licence_of_a_base(tmp_path: Path) -> None:
    ancestor = {
        "type": "machine-learning-model",
        "name": "base",
        "purl": "pkg:huggingface/org/base@1",
        "licenses": [{"license": {"id": "CC-BY-NC-4.0"}}],
    }
    files = {
        "README.md": card("mit", base_model="org/base"),
        "evidence/bom.cdx.json": bom(pedigree={"ancestors": [ancestor]}),
    }
    dossier, found = known(tmp_path, files)
    assert ("org/base", "CC-BY-NC-4.0", False) in chain(found)
    assert found["effective"]["allowed"] is False
    assert found["effective"]["category"] == "non-commercial"
    places = [dossier.place(x["at"]).document for x in found["chain"]]
    assert places[:2] == ["README.md", "evidence/bom.cdx.json"]


def test_an_ancestor_that_no_card_names_is_a_base_too(tmp_path: Path) -> None:
    files = {
        "README.md": card("mit", model_name="m"),
        "evidence/bom.cdx.json": bom(pedigree={"ancestors": [{"name": "quiet"}]}),
    }
    _, found = known(tmp_path, files)
    assert chain(found) == [("m", "mit", True), ("quiet", None, None)]


def test_the_card_of_a_base_leads_on_to_its_own_base(tmp_path: Path) -> None:
    base = card("llama3.1", model_name="base", base_model="root")
    files = {
        "README.md": card("mit", model_name="m", base_model="base"),
        "model/base/README.md": base,
    }
    dossier, found = known(tmp_path, files)
    assert chain(found) == [
        ("m", "mit", True),
        ("base", "llama3.1", False),
        ("root", None, None),
    ]
    assert dossier.place("/licences/chain/2").document == "model/base/README.md"


def test_a_repository_may_only_narrow_what_is_allowed(tmp_path: Path) -> None:
    files = {"README.md": card("mit")}
    _, found = known(tmp_path, files, "apache-2.0")
    assert found["model"]["allowed"] is found["chain"][0]["allowed"] is False
    _, found = known(tmp_path, files, "mit", licences=("apache-2.0",))
    assert found["model"]["allowed"] is False


@pytest.mark.parametrize(
    ("path", "is_text"),
    [
        ("LICENSE", True),
        ("model/LICENCE.md", True),
        ("LICENSE-MODEL", True),
        ("COPYING.txt", True),
        ("NOTICE", True),
        ("model/USE_POLICY.md", True),
        ("evidence/license.txt", True),
        ("license.py", False),
        ("licensed.txt", False),
        ("my-license.md", False),
    ],
)
def test_files_that_hold_terms_are_listed_with_their_digest(
    tmp_path: Path, path: str, *, is_text: bool
) -> None:
    _, found = known(tmp_path, {"README.md": card("mit"), path: "Terms."})
    assert [f["path"] for f in found["files"]] == ([path] if is_text else [])
    for file in found["files"]:
        assert file["digest"].startswith("sha256:")
        assert len(file["digest"]) == len("sha256:") + 64
        assert file["licence"] is None


def test_a_file_that_the_card_links_to_holds_terms_whatever_its_name(
    tmp_path: Path,
) -> None:
    text = card("other", license_name="mine", license_link="./model/terms.pdf")
    _, found = known(tmp_path, {"README.md": text, "model/terms.pdf": "Terms."})
    assert [f["path"] for f in found["files"]] == ["model/terms.pdf"]


@pytest.mark.skipif(not APACHE.is_file(), reason="no well-known text is at hand")
def test_only_a_well_known_text_is_called_by_its_name(tmp_path: Path) -> None:
    text = APACHE.read_text("utf-8")
    files = {"LICENSE": text, "LICENSE.changed": f"{text}But not on Mondays.\n"}
    _, found = known(tmp_path, files)
    assert [(f["path"], f["licence"]) for f in found["files"]] == [
        ("LICENSE", "Apache-2.0"),
        ("LICENSE.changed", None),
    ]


def test_each_licence_of_the_model_is_named_with_who_says_so_and_where(
    tmp_path: Path,
) -> None:
    licences = [{"license": {"id": "MIT"}}, {"expression": "GPL-3.0+ OR MIT"}]
    files = {
        "README.md": card("other", license_name="Llama3.1"),
        "evidence/bom.cdx.json": bom(licenses=licences),
    }
    dossier, found = known(tmp_path, files)
    said = [(x["by"], x["declared"], x["expression"]) for x in found["named"]]
    assert said == [
        ("card", "other", "llama3.1"),
        ("SBOM", "MIT", "MIT"),
        ("SBOM", "GPL-3.0+ OR MIT", "GPL-3.0-or-later OR MIT"),
    ]
    assert found["named"][2]["ids"] == ["GPL-3.0-or-later", "MIT"]
    places = [dossier.place(f"/licences/named/{n}").document for n in range(3)]
    assert places == ["README.md", *["evidence/bom.cdx.json"] * 2]
