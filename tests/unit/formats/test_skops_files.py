"""skops: which types a schema may name, and what must lie beside it."""

import json
from pathlib import Path

import pytest
from model_builders import (
    LOGISTIC,
    Calls,
    archive,
    estimator,
    judge,
    loading,
    mapping,
    node,
    npy,
    regression,
    skops,
    value,
)

from mlgate.loaders.formats.sklearn_names import ESTIMATORS

EVIL = Calls("os", "system", "x").pickled()


def array(name: str = "1.npy", full: str = "numpy.ndarray") -> dict:
    return node("NdArrayNode", full, type="numpy", file=name)


def listed(*items: object) -> dict:
    return node("ListNode", "builtins.list", content=list(items))


def test_a_linear_model_is_safe(tmp_path: Path) -> None:
    found = judge(tmp_path, skops(), "model.skops")
    assert (found.format, found.loading, found.reasons) == ("skops", "safe", ())


def test_it_is_known_by_its_content_and_not_by_its_name(tmp_path: Path) -> None:
    assert judge(tmp_path, skops(), "model.zip").format == "skops"


@pytest.mark.parametrize("full", sorted(ESTIMATORS))
def test_every_listed_estimator_is_safe(tmp_path: Path, full: tuple[str, str]) -> None:
    root = estimator(".".join(full), coef_=array())
    assert loading(tmp_path, skops(root)) == "safe"


PARTS = {
    "pipeline": estimator(
        "sklearn.pipeline.Pipeline",
        steps=listed(
            node(
                "TupleNode",
                "builtins.tuple",
                content=[
                    value("scale"),
                    estimator("sklearn.preprocessing._data.Normalizer"),
                ],
            )
        ),
    ),
    "scalar": array(full="numpy.float64"),
    "type code": node("DTypeNode", "numpy.dtype", content=array()),
    "ordered": {
        **mapping(a=value(1)),
        "__class__": "OrderedDict",
        "__module__": "collections",
    },
    "ufunc": node("FunctionNode", "numpy.log1p"),
    "objects": node(
        "NdArrayNode",
        "numpy.ndarray",
        type="json",
        content=[value("a")],
        shape=node("TupleNode", "builtins.tuple", content=[value(1)]),
    ),
    "slice": node(
        "SliceNode", "builtins.slice", content={"start": 1, "stop": 2, "step": None}
    ),
    "loss": node(
        "LossNode",
        "sklearn.linear_model._sgd_fast.Hinge",
        content=mapping(),
        __reduce__={"args": node("TupleNode", "builtins.tuple", content=[value(1.0)])},
    ),
    "generator": node(
        "RandomGeneratorNode",
        "numpy.random._generator.Generator",
        content={
            "bit_generator": mapping(bit_generator=value("PCG64")),
            "seed_seq": mapping(),
        },
    ),
}


@pytest.mark.parametrize("part", PARTS)
def test_what_models_are_made_of_is_safe(tmp_path: Path, part: str) -> None:
    root = estimator(LOGISTIC, part=PARTS[part], coef_=array())
    found = judge(tmp_path, skops(root))
    assert (found.loading, found.reasons) == ("safe", ())


DANGERS = {
    "a foreign class": estimator("os.system"),
    "a subclass of the user": estimator("mymodel.Evil"),
    "another class for a tree": node("TreeNode", LOGISTIC, content=mapping()),
    "a method": node(
        "MethodNode", LOGISTIC, content={"func": "fit", "obj": regression()}
    ),
    "a partial": node("PartialNode", "functools.partial", content={}),
    "an operator": node("OperatorFuncNode", "operator.methodcaller", attrs=listed()),
    "a constructor": node("ConstructorFromReduceNode", "os.system", content=listed()),
    "a function": node("FunctionNode", "os.system"),
    "a type": node("TypeNode", "subprocess.Popen"),
    "a class that is no text": {
        "__class__": ["system"],
        "__module__": {"os": 1},
        "__loader__": "ObjectNode",
    },
    "an unknown loader": node("EvilNode", "builtins.dict", content={}),
    "no loader": {"__class__": "dict", "__module__": "builtins", "content": listed()},
    "a listed name under another loader": node("FunctionNode", LOGISTIC),
    "keys made by functions": {
        **mapping(),
        "key_types": listed(node("FunctionNode", "numpy.log")),
    },
    "a generator by name": node(
        "RandomGeneratorNode",
        "numpy.random._generator.Generator",
        content={
            "bit_generator": mapping(bit_generator=value("seed")),
            "seed_seq": mapping(),
        },
    ),
    "a factory": node(
        "DefaultDictNode",
        "collections.defaultdict",
        content={
            "main": mapping(),
            "default_factory": node("FunctionNode", "os.getcwd"),
        },
    ),
}


@pytest.mark.parametrize("danger", DANGERS)
@pytest.mark.parametrize("nested", ["at the root", "nested"])
def test_whatever_is_not_on_the_list_is_unsafe(
    tmp_path: Path, danger: str, nested: str
) -> None:
    found = DANGERS[danger]
    root = estimator(LOGISTIC, a=listed(found)) if nested == "nested" else found
    assert loading(tmp_path, skops(root, **{"1.npy": npy()})) == "unsafe"


def test_a_pickle_in_place_of_an_array_is_unsafe(tmp_path: Path) -> None:
    assert loading(tmp_path, skops(**{"1.npy": EVIL})) == "unsafe"
    objects = npy("'|O'", "(1,)", EVIL)
    assert loading(tmp_path, skops(**{"1.npy": objects})) == "unsafe"


def test_an_extra_pickle_is_unsafe_and_an_extra_note_is_not_tested(
    tmp_path: Path,
) -> None:
    assert loading(tmp_path, skops(**{"x.pkl": EVIL})) == "unsafe"
    assert loading(tmp_path, skops(**{"notes.txt": b"hello"})) == "not tested"


@pytest.mark.parametrize("protocol", [0, 1, 3, None, "2", True, 2.5])
def test_another_protocol_is_not_tested(tmp_path: Path, protocol: int) -> None:
    assert loading(tmp_path, skops(protocol=protocol)) == "not tested"


def test_a_missing_member_is_not_tested(tmp_path: Path) -> None:
    root = estimator(LOGISTIC, coef_=array("7.npy"), other=array())
    found = judge(tmp_path, skops(root))
    assert found.loading == "not tested"
    assert "the member '7.npy' is missing" in found.reasons


def test_a_text_member_in_place_of_an_array_is_not_tested(tmp_path: Path) -> None:
    assert loading(tmp_path, skops(**{"1.npy": b"hello"})) == "not tested"


@pytest.mark.parametrize(
    "raw",
    [
        b'{"__loader__": 1, "__loader__": 2}',
        b'{"__loader__": ' + b"[" * 3000,
        b'["__loader__"]',
        b'{"__loader__": NaN}',
        b'{"__loader__": "',
    ],
    ids=["duplicate", "deep", "a list", "nan", "cut"],
)
def test_a_schema_that_is_not_strict_json_is_never_safe(
    tmp_path: Path, raw: bytes
) -> None:
    assert loading(tmp_path, archive({"schema.json": raw})) != "safe"


def test_two_kinds_of_node_with_one_id_are_not_tested(tmp_path: Path) -> None:
    one = {**value(1), "__id__": 5}
    other = {**mapping(), "__id__": 5}
    root = estimator(LOGISTIC, a=one, b=other, coef_=array())
    assert loading(tmp_path, skops(root)) == "not tested"


def test_a_generator_whose_name_an_older_node_replaces_is_not_tested(
    tmp_path: Path,
) -> None:
    old = {**mapping(bit_generator=value("seed")), "__id__": 5}
    new = {**mapping(bit_generator=value("PCG64")), "__id__": 5}
    made = node(
        "RandomGeneratorNode",
        "numpy.random._generator.Generator",
        content={"bit_generator": new, "seed_seq": mapping()},
    )
    root = estimator(LOGISTIC, a=old, b=made, coef_=array())
    assert loading(tmp_path, skops(root)) == "not tested"


def test_a_schema_that_hides_what_it_is_is_still_read(tmp_path: Path) -> None:
    raw = json.dumps({"a": "x" * 10_000, **estimator("os.system"), "protocol": 2})
    hidden = raw.replace("__loader__", "\\u005f_loader__").encode()
    for schema in (raw.encode(), hidden):
        data = archive({"schema.json": schema})
        assert loading(tmp_path, data, "model.zip") == "unsafe"


def test_other_json_in_a_zip_is_not_skops(tmp_path: Path) -> None:
    plain = archive({"schema.json": json.dumps({"type": "object"}).encode()})
    assert judge(tmp_path, plain, "data.zip") is None
