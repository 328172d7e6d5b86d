"""SPDX 3 graphs: licences, ancestors and data sets are relationships."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlgate.core.evidence import Draft
from mlgate.core.pointer import ancestors, resolve
from mlgate.core.sections import SHAPE
from mlgate.core.shape import total
from mlgate.errors import EvidenceError
from mlgate.loaders import BUILTIN
from mlgate.loaders.source import Source
from mlgate.loaders.spdx3 import Spdx3Loader

A, B, C = "a" * 64, "b" * 64, "c" * 40
PATH = "evidence/x.spdx3.json"
CONTEXT = "https://spdx.org/rdf/3.0.1/spdx-context.jsonld"


def element(kind: str, ref: str, **more: object) -> dict[str, Any]:
    return {"type": kind, "spdxId": f"urn:{ref}", "creationInfo": "_:c"} | more


def link(kind: str, source: str, *targets: str) -> dict[str, Any]:
    to = [t if ":" in t else f"urn:{t}" for t in targets]
    name = f"{kind}-{source}-{'-'.join(targets)}"
    more = {"from": f"urn:{source}", "relationshipType": kind, "to": to}
    return element("Relationship", name, **more)


def expression(ref: str, text: str) -> dict[str, Any]:
    key = "simplelicensing_licenseExpression"
    return element("simplelicensing_LicenseExpression", ref, **{key: text})


def sha(algorithm: str, value: str) -> dict[str, str]:
    return {"type": "Hash", "algorithm": algorithm, "hashValue": value}


def graph(*elements: dict[str, Any], root: str = "m") -> dict[str, Any]:
    base = [
        {
            "type": "CreationInfo",
            "@id": "_:c",
            "created": "2026-01-01T00:00:00Z",
            "createdBy": ["urn:org"],
            "specVersion": "3.0.1",
        },
        element("Organization", "org", name="Acme"),
        element("SpdxDocument", "doc", rootElement=["urn:sbom"]),
        element("software_Sbom", "sbom", rootElement=[f"urn:{root}"]),
    ]
    return {"@context": CONTEXT, "@graph": [*base, *elements]}


def ai(ref: str = "m", name: str = "credit", **more: object) -> dict[str, Any]:
    return element("ai_AIPackage", ref, name=name, **more)


def dataset(ref: str = "d", name: str = "rows", **more: object) -> dict[str, Any]:
    kind = {"dataset_datasetType": ["text"]}
    return element("dataset_DatasetPackage", ref, name=name, **kind, **more)


def load(value: object) -> Draft:
    return Spdx3Loader().load(Source(PATH, json.dumps(value).encode()))


def sections(draft: Draft) -> dict[str, Any]:
    return {k: total(v, SHAPE[k], f"/{k}") for k, v in draft.sections.items()}


def bill(value: object) -> dict[str, Any]:
    found: dict[str, Any] = sections(load(value))["bom"]
    return found


def test_the_model_is_read_with_what_it_is_related_to() -> None:
    hashes = [sha("sha256", A), sha("sha1", C)]
    value = graph(
        ai(
            software_packageVersion="1.10",
            verifiedUsing=hashes,
            software_packageUrl="pkg:huggingface/acme/credit@1",
        ),
        expression("l", "Apache-2.0"),
        element("software_File", "w", name="w.bin", verifiedUsing=[sha("sha256", B)]),
        link("hasDeclaredLicense", "m", "l"),
        link("hasConcludedLicense", "m", "l"),
        link("contains", "m", "w"),
    )
    draft = load(value)
    found = sections(draft)["bom"]
    assert (found["format"], found["spec_version"]) == ("SPDX", "3.0.1")
    assert found["serial_number"] == "urn:doc"
    assert found["created_at"] == "2026-01-01T00:00:00Z"
    assert found["schema_valid"] is True, found["schema_errors"]
    model = found["model"]
    assert (model["name"], model["version"]) == ("credit", "1.10")
    assert model["type"] == "machine-learning-model"
    assert model["licences"] == ["Apache-2.0"]
    assert model["digests"] == [f"sha256:{A}"]
    names = [(c["name"], c["type"], c["weak_digest"]) for c in found["components"]]
    assert names == [
        ("credit", "machine-learning-model", f"sha1:{C}"),
        ("w.bin", "file", None),
    ]
    assert found["components"][0]["purl"] == "pkg:huggingface/acme/credit@1"
    assert draft.names == {A, B}
    assert draft.sources["/bom/model"] == "/@graph/4"
    assert draft.sources["/bom/model/licences"] == "/@graph/7"


NOTHING = "expandedlicensing_NoAssertionLicense"


@pytest.mark.parametrize(
    ("elements", "target", "read", "why"),
    [
        ((), "https://spdx.org/licenses/MIT", ["MIT"], ""),
        ((), "expandedlicensing_NoneLicense", ["NONE"], ""),
        ((), "https://spdx.org/rdf/3.0.1/terms/Licensing/None", ["NONE"], ""),
        ((), NOTHING, [], "no_assertion"),
        ((), "https://spdx.org/licenses/NOASSERTION", [], "no_assertion"),
        ((expression("l", "MIT OR Apache-2.0"),), "l", ["MIT OR Apache-2.0"], ""),
        ((expression("l", "NOASSERTION"),), "l", [], "no_assertion"),
        (
            (element("expandedlicensing_CustomLicense", "l", name="Own"),),
            "l",
            ["Own"],
            "",
        ),
        (
            (
                element(
                    "expandedlicensing_DisjunctiveLicenseSet",
                    "l",
                    expandedlicensing_member=["urn:a", "urn:b"],
                ),
                expression("a", "MIT AND X11"),
                element(
                    "expandedlicensing_OrLaterOperator",
                    "b",
                    expandedlicensing_subjectLicense="https://spdx.org/licenses/GPL-2.0",
                ),
            ),
            "l",
            ["(MIT AND X11) OR GPL-2.0+"],
            "",
        ),
        (
            (
                element(
                    "expandedlicensing_WithAdditionOperator",
                    "l",
                    expandedlicensing_subjectExtendableLicense="https://spdx.org/licenses/GPL-2.0-only",
                    expandedlicensing_subjectAddition="urn:e",
                ),
                element("expandedlicensing_ListedLicenseException", "e", name="GCC"),
            ),
            "l",
            ["GPL-2.0-only WITH GCC"],
            "",
        ),
        ((), "gone", ["urn:gone"], ""),
    ],
)
def test_a_licence_is_what_the_relationship_leads_to(
    elements: tuple[dict[str, Any], ...], target: str, read: list[str], why: str
) -> None:
    related = link("hasDeclaredLicense", "m", target)
    if target == NOTHING or target.startswith("expanded"):
        related["to"] = [target]
    draft = load(graph(ai(), *elements, related))
    assert sections(draft)["bom"]["model"]["licences"] == read
    whys = {g.why for g in draft.gaps if g.at == "/bom/model/licences"}
    assert whys == ({why} if why else set())


def test_licences_that_lead_in_a_circle_end() -> None:
    kind = "expandedlicensing_ConjunctiveLicenseSet"
    circle = element(kind, "l", expandedlicensing_member=["urn:l"])
    found = bill(graph(ai(), circle, link("hasDeclaredLicense", "m", "l")))
    assert len(found["model"]["licences"]) == 1


def test_ancestors_are_followed_in_both_directions() -> None:
    value = graph(
        ai(),
        ai("b", "base", verifiedUsing=[sha("sha256", B)]),
        link("ancestorOf", "b", "m"),
        link("descendantOf", "m", "elsewhere"),
    )
    found = bill(value)
    names = [(a["name"], a["digest"]) for a in found["model"]["ancestors"]]
    assert names == [("urn:elsewhere", None), ("base", f"sha256:{B}")]
    assert found["dangling"] == ["urn:elsewhere"]


def test_of_two_models_the_one_that_descends_from_the_other_is_the_model() -> None:
    two = (ai("b", "base"), ai("m", "tuned"))
    related = link("descendantOf", "m", "b")
    assert bill(graph(*two, related, root="none"))["model"]["name"] == "tuned"
    draft = load(graph(*two, root="none"))
    assert "model" not in draft.sections["bom"]
    assert [g.why for g in draft.gaps if g.at == "/bom/model"] == ["conflict"]


def test_a_root_whose_purl_is_a_models_is_the_model() -> None:
    external = [
        {"externalIdentifierType": "packageUrl", "identifier": "pkg:mlflow/m@1"}
    ]
    made = element("software_Package", "m", name="m", externalIdentifier=external)
    found = bill(graph(made))
    assert found["model"]["name"] == "m"
    assert found["components"][0]["purl"] == "pkg:mlflow/m@1"


def test_a_graph_without_a_model_is_software_and_says_so() -> None:
    made = element("software_Package", "m", name="app", software_packageVersion="2")
    draft = load(graph(made))
    [found] = sections(draft)["software"]
    assert (found["name"], found["version"]) == ("app", "2")
    assert found["document"] == PATH
    [gap] = [g for g in draft.gaps if g.at == "/bom"]
    assert (gap.why, gap.pointer) == ("no_assertion", "/@graph/4")


def test_data_sets_are_records_with_their_role_files_and_licence() -> None:
    value = graph(
        ai(),
        dataset(
            software_packageVersion="3",
            software_downloadLocation="https://data",
            originatedBy=["urn:org"],
            releaseTime="2025-01-01T00:00:00Z",
            verifiedUsing=[sha("sha256", A), sha("md5", "d" * 32)],
            dataset_knownBias=["few rows", "old rows"],
            dataset_intendedUse="scoring",
            dataset_dataCollectionProcess="asked",
            dataset_confidentialityLevel="amber",
            dataset_hasSensitivePersonalInformation="no",
            dataset_datasetSize=3,
        ),
        dataset("t", "other"),
        element("software_File", "f", name="a.csv", verifiedUsing=[sha("sha256", B)]),
        element("software_File", "loose", name="loose.csv"),
        expression("l", "CC0-1.0"),
        link("contains", "d", "f"),
        link("trainedOn", "m", "f", "loose"),
        link("testedOn", "m", "t"),
        link("hasDeclaredLicense", "d", "l"),
    )
    one, other, loose = sections(load(value))["datasets"]
    assert {k: v for k, v in one.items() if k not in {"at", "files"}} == {
        "name": "rows",
        "version": "3",
        "role": "training",
        "licence": "CC0-1.0",
        "digest": f"sha256:{A}",
        "weak_digest": f"md5:{'d' * 32}",
        "url": "https://data",
        "creators": ["Acme"],
        "published_at": "2025-01-01T00:00:00Z",
        "collection": "asked",
        "intended_use": "scoring",
        "limitations": None,
        "biases": "few rows; old rows",
        "sensitivity": "amber",
        "personal_data": "no",
        "extras": {"dataset_datasetType": ["text"], "dataset_datasetSize": 3},
    }
    [file] = one["files"]
    assert (file["name"], file["digest"]) == ("a.csv", f"sha256:{B}")
    assert (other["name"], other["role"], other["licence"]) == ("other", "test", None)
    assert (loose["name"], loose["role"]) == ("loose.csv", "training")


@pytest.mark.parametrize(
    ("said", "read"),
    [
        (["few rows", "old rows"], "few rows; old rows"),
        ("few rows", "few rows"),
        (1.5, "1.5"),
        (["old rows", 2], "old rows; 2"),
        ([], None),
        (None, None),
    ],
)
def test_biases_are_read_whole_whether_or_not_they_are_a_list(
    said: object, read: str | None
) -> None:
    found = sections(load(graph(ai(), dataset(dataset_knownBias=said))))
    (record,) = found["datasets"]
    assert record["biases"] == read


def test_what_is_said_of_data_without_a_value_is_a_gap_of_its_record() -> None:
    value = graph(
        ai(),
        dataset(
            software_packageVersion="NOASSERTION",
            releaseTime="2025-01-01",
            verifiedUsing=[sha("sha256", A), sha("sha256", B)],
        ),
        link("hasDeclaredLicense", "d", "https://spdx.org/licenses/MIT"),
        link("hasConcludedLicense", "d", "https://spdx.org/licenses/X11"),
    )
    draft = load(value)
    gaps = {g.at.removeprefix("/datasets/0/"): g.why for g in draft.gaps}
    assert (
        gaps.items()
        >= {
            "version": "no_assertion",
            "published_at": "unreadable",
            "digest": "conflict",
            "licence": "conflict",
        }.items()
    )


def energy(quantity: object, unit: object) -> dict[str, Any]:
    return {"ai_energyQuantity": quantity, "ai_energyUnit": unit}


def test_the_ai_profile_fills_what_model_cards_say_as_well() -> None:
    used = {
        "ai_trainingEnergyConsumption": [energy("0.5", "kilowattHour")],
        "ai_finetuningEnergyConsumption": [energy("7.2", "megajoule")],
        "ai_inferenceEnergyConsumption": [energy(3, "kilowattHour")],
    }
    value = graph(
        ai(
            ai_limitation="not for loans",
            ai_informationAboutApplication="scoring",
            ai_energyConsumption=used,
            ai_hyperparameter=[{"key": "lr", "value": "0.1"}],
        )
    )
    draft = load(value)
    found = sections(draft)
    card = found["model_card"]
    assert card["limitations"] == "not for loans"
    assert card["intended_use"] == "scoring"
    assert [(e["activity"], e["kwh"]) for e in card["energy"]] == [
        ("training", 0.5),
        ("fine-tuning", 2.0),
        ("inference", 3.0),
    ]
    [kept] = found["bom"]["model_cards"]
    assert kept["card"]["ai_hyperparameter"] == [{"key": "lr", "value": "0.1"}]
    assert draft.sources["/model_card/limitations"] == "/@graph/4/ai_limitation"


@pytest.mark.parametrize(
    ("quantity", "unit"),
    [
        ("5", "other"),
        ("five", "kilowattHour"),
        (True, "kilowattHour"),
        ("NaN", "megajoule"),
        ("1e9999999", "kilowattHour"),
        (None, None),
        ([], {}),
    ],
)
def test_energy_without_a_known_unit_is_a_gap(quantity: object, unit: object) -> None:
    used = {"ai_trainingEnergyConsumption": [energy(quantity, unit)]}
    draft = load(graph(ai(ai_energyConsumption=used)))
    assert sections(draft)["model_card"]["energy"][0]["kwh"] is None
    at = "/model_card/energy/0/kwh"
    assert [g.why for g in draft.gaps if g.at == at] == ["unreadable"]


def test_objects_may_stand_in_place_of_references() -> None:
    value = graph(ai(creationInfo={"type": "CreationInfo", "created": "x"}))
    value["@graph"].append({"@id": "_:h", **sha("sha256", A)})
    value["@graph"][4]["verifiedUsing"] = ["_:h"]
    assert bill(value)["model"]["digests"] == [f"sha256:{A}"]


def test_a_single_element_needs_no_graph() -> None:
    value = ai() | {"@context": CONTEXT}
    draft = load(value)
    assert sections(draft)["bom"]["model"]["name"] == "credit"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (element("software_Package", "x"), "software_Package has no `name`"),
        (
            element("Relationship", "x", to=["urn:m"], relationshipType="contains"),
            "no `from`",
        ),
        ({"type": "Person", "name": "x", "creationInfo": "_:c"}, "no `spdxId`"),
        ({"type": "Person", "spdxId": "urn:x"}, "no `creationInfo`"),
        ({"spdxId": "urn:x"}, "no `type`"),
        (ai("m", "twice"), "there twice"),
        (
            element("software_File", "x", name="x", verifiedUsing=[{"type": "Hash"}]),
            "no `algorithm`",
        ),
        (
            {
                "type": "CreationInfo",
                "created": "2026-01-01",
                "createdBy": ["x"],
                "specVersion": "3.0.1",
            },
            "with a zone",
        ),
        (element("dataset_DatasetPackage", "x", name="x"), "no `dataset_datasetType`"),
    ],
)
def test_what_breaks_the_model_is_told(change: dict[str, Any], message: str) -> None:
    found = bill(graph(ai(), change))
    assert found["schema_valid"] is False
    [error] = found["schema_errors"]
    assert message in error["message"]
    assert error["pointer"].startswith("/@graph/5")


FULL = graph(
    ai(
        software_packageVersion="1",
        suppliedBy="urn:org",
        description="scores",
        releaseTime="2026-01-01T00:00:00Z",
        software_packageUrl="pkg:huggingface/a/b@1",
        verifiedUsing=[sha("sha256", A)],
        ai_domain=["credit"],
        ai_informationAboutApplication="scoring",
        ai_informationAboutTraining="boosting",
        ai_typeOfModel=["trees"],
        ai_useSensitivePersonalInformation="no",
        ai_standardCompliance=["ISO 42001"],
        ai_metric=[{"key": "attack success rate", "value": "0.1"}],
        externalRef=[
            {"externalRefType": t, "locator": ["https://x"]}
            for t in ("documentation", "securityPolicy", "securityOther")
        ],
    ),
    dataset(
        description="rows",
        software_packageUrl="pkg:generic/rows@1",
        verifiedUsing=[sha("sha512", "e" * 128)],
        originatedBy=["urn:org"],
        dataset_datasetSize=1,
        dataset_confidentialityLevel="green",
    ),
    element("software_Package", "lib", name="torch", software_primaryPurpose="library"),
    element("software_Package", "gpu", name="gpu", software_primaryPurpose="device"),
    element("security_Vulnerability", "CVE-1"),
    element(
        "Tool",
        "tool",
        name="t",
        externalIdentifier=[{"externalIdentifierType": "other", "identifier": "t-1"}],
    ),
    expression("l", "MIT"),
    link("hasDeclaredLicense", "m", "l"),
    link("hasDeclaredLicense", "d", "l"),
    link("trainedOn", "m", "d"),
    link("dependsOn", "m", "lib"),
)


def test_a_full_graph_holds_every_element_that_has_a_home_in_spdx() -> None:
    value = json.loads(json.dumps(FULL))
    value["@graph"][3]["software_sbomType"] = ["build"]
    found = bill(value)
    assert found["schema_valid"] is True, found["schema_errors"]
    assert found["missing"] == ["G7AI-MD-02", "G7AI-MD-05"]
    assert found["missing_mandatory"] == ["G7AI-MD-05"]
    assert found["score"] == 0.96


@pytest.mark.parametrize(
    ("key", "missing"),
    [
        ("software_packageVersion", {"MDL-03", "SLP-04"}),
        ("suppliedBy", {"MDL-05", "SLP-03"}),
        ("verifiedUsing", {"MDL-07", "MDL-08"}),
        ("ai_domain", {"SLP-09"}),
        ("ai_metric", {"KPI-01", "KPI-02"}),
    ],
)
def test_each_element_is_held_by_its_own_home(key: str, missing: set[str]) -> None:
    value = json.loads(json.dumps(FULL))
    whole = set(bill(value)["missing"])
    del value["@graph"][4][key]
    lost = set(bill(value)["missing"]) - whole
    assert lost == {f"G7AI-{name}" for name in missing}


def test_weak_digests_and_licences_that_say_nothing_are_no_elements() -> None:
    value = json.loads(json.dumps(FULL))
    whole = set(bill(value)["missing"])
    value["@graph"][4]["verifiedUsing"] = [sha("md5", "d" * 32)]
    value["@graph"][10]["simplelicensing_licenseExpression"] = "NOASSERTION"
    lost = set(bill(value)["missing"]) - whole
    assert lost == {f"G7AI-{n}" for n in ("MDL-07", "MDL-08", "MDL-12", "DP-10")}


@pytest.mark.parametrize(
    ("raw", "place", "why"),
    [
        ("[]", ":1:1", "a list"),
        ('{"@context": "https://spdx.org/rdf/3.1/x"}', ":1:2", "'3.1'"),
        ('{"@context": "x"}', ":1:2", "''"),
        (f'{{"@context": "{CONTEXT}",\n"@graph": {{}}}}', ":2:1", "an object"),
        ('{"@context": ', ":1:14", "not JSON"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(
    raw: str, place: str, why: str
) -> None:
    with pytest.raises(EvidenceError) as caught:
        Spdx3Loader().load(Source(PATH, raw.encode()))
    assert caught.value.place == PATH + place
    assert why in caught.value.message


@pytest.mark.parametrize(
    ("raw", "recognised"),
    [
        (json.dumps(graph(ai())), True),
        (json.dumps({"@context": ["urn:x", CONTEXT]}), True),
        (json.dumps({"@graph": ["x" * 70_000], "@context": CONTEXT}), True),
        (
            json.dumps({"@context": {"spdx": "https://spdx.org/rdf/3.0.1/terms/"}}),
            False,
        ),
        (json.dumps({"a": {"@context": CONTEXT}}), False),
        (json.dumps({"@context": "https://schema.org/"}), False),
    ],
)
def test_it_is_recognised_by_its_context(raw: str, *, recognised: bool) -> None:
    found = [
        x.format for x in BUILTIN.values() if x.recognises(Source(PATH, raw.encode()))
    ]
    assert ("spdx-3" in found) is recognised


KINDS = ["ai_AIPackage", "software_File", "SpdxDocument", "Relationship", "Hash"]
KINDS += ["dataset_DatasetPackage", "expandedlicensing_ConjunctiveLicenseSet"]
KEYS = ["type", "spdxId", "from", "to", "relationshipType", "rootElement", "name"]
KEYS += ["verifiedUsing", "algorithm", "creationInfo", "externalIdentifier", "import"]
KEYS += ["ai_energyConsumption", "ai_trainingEnergyConsumption", "dataset_knownBias"]
KEYS += ["expandedlicensing_member", "originatedBy", "software_packageUrl"]
VALUES = st.sampled_from([*KINDS, "a", "b", "trainedOn", "contains", "ancestorOf", ""])
VALUES |= st.none() | st.integers(-2, 2)
INNER = st.recursive(
    VALUES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4)
    ),
    max_leaves=8,
)


@given(st.lists(st.dictionaries(st.sampled_from(KEYS), INNER, max_size=6), max_size=6))
def test_whatever_is_inside_the_draft_fits_and_each_place_exists(
    inside: list[dict[str, Any]],
) -> None:
    value = {"@context": CONTEXT, "@graph": inside}
    draft = load(value)
    sections(draft)
    for at, place in draft.sources.items():
        known = (p for p in ancestors(place) if resolve(value, p) is not None)
        assert next(known) in list(ancestors(place))[:4], at
