"""XML is read strictly: nothing is fetched or expanded, and places are kept."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlgate.errors import EvidenceError
from mlgate.strict import positions, xml_reader
from mlgate.strict.xml_reader import Element, opening, parse

LAUGHS = """<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>"""
OUTSIDE = """<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>"""


def test_elements_attributes_text_and_namespaces_are_read() -> None:
    root = parse(b'<a xmlns="u" b="1">x<c:d xmlns:c="v" c:e="2"/>y<d/></a>', "p")
    assert (root.name, root.namespace, root.text) == ("a", "u", "xy")
    assert root.attributes == {"b": "1"}
    first, second = root.children
    assert (first.name, first.namespace, first.attributes) == ("d", "v", {"{v}e": "2"})
    assert (second.name, second.namespace) == ("d", "u")
    assert root.first("d") is first
    assert root.first("z") is None
    assert repr(second) == "Element('d', line 1)"


def test_an_element_knows_its_line_and_column_in_characters() -> None:
    root = parse("<a>\n  <b>é</b><c/>\r\n\t<d/></a>".encode(), "p")
    assert [(c.line, c.column) for c in root.children] == [(2, 3), (2, 11), (3, 2)]


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("<a>é€</a>".encode(), "é€"),
        ("<a>é€</a>".encode("utf-8-sig"), "é€"),
        ("<a>é€</a>".encode("utf-16"), "é€"),
        ('<?xml version="1.0" encoding="UTF-16"?><a>é€</a>'.encode("utf-16"), "é€"),
        (b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xe9</a>", "é"),
        (b"<?xml version='1.0' encoding='latin1'?><a>\xe9</a>", "é"),
        (b"<?xml version='1.0' encoding='windows-1252'?><a>\x80</a>", "€"),
        (b"<?xml version='1.0' encoding='us-ascii'?><a>e</a>", "e"),
        ('<?xml version="1.0" encoding="utf8"?><a>é</a>'.encode(), "é"),
        (b"<a>&lt;&amp;&#233;</a>", "<&é"),
        (b"<a><![CDATA[<&]]></a>", "<&"),
        (b"<a>1<!-- no -->2<?no no?>3</a>", "123"),
    ],
)
def test_text_is_read_in_each_encoding_that_is_known(raw: bytes, text: str) -> None:
    assert parse(raw, "p").text == text


@pytest.mark.parametrize(
    ("raw", "place", "why"),
    [
        (LAUGHS.encode(), ":1:1", "DOCTYPE"),
        (OUTSIDE.encode(), ":1:1", "DOCTYPE"),
        (b'<!DOCTYPE x SYSTEM "http://x/y.dtd">\n<x/>', ":1:1", "DOCTYPE"),
        (b"<a>&b;</a>", ":1:4", "undefined entity"),
        (b"<a>\n<b></a>", ":2:6", "mismatched tag"),
        (b"<a b='1' b='2'/>", ":1:10", "duplicate attribute"),
        (b"<a/><b/>", ":1:5", "junk after document element"),
        (b"<b:a/>", ":1:1", "unbound prefix"),
        (b"", ":1:1", "no element found"),
        (b"<a>", ":1:4", "no element found"),
        (b"{}", ":1:1", "not well-formed"),
        (b"<a>\xe9</a>", ":1:4", "not valid UTF-8"),
        (b"<a>\0</a>", ":1:4", "NUL"),
        (b"<a>&#0;</a>", ":1:4", "invalid character number"),
        (b"<?xml version='1.0' encoding='EBCDIC-CP-US'?><a/>", ":1:31", "is not read"),
        (b"<?xml version='1.0' encoding='nonsense'?><a/>", ":1:31", "is not read"),
        (b"<?xml version='1.0' encoding='UTF-7'?><a/>", ":1:31", "is not read"),
        (b"<?xml version='1.0' encoding='ascii'?><a>\xe9</a>", ":1:42", "not valid"),
        ("<a/>".encode("utf-32"), ":1:1", "UTF-32"),
    ],
)
def test_what_is_not_such_xml_is_refused_with_its_place(
    raw: bytes, place: str, why: str
) -> None:
    with pytest.raises(EvidenceError) as caught:
        parse(raw, "p.xml")
    assert why in caught.value.message
    assert caught.value.place == f"p.xml{place}"
    assert caught.value.hint


def test_depth_and_number_of_elements_are_bounded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    deep = b"<a>" * 100 + b"</a>" * 100
    assert parse(deep, "p").name == "a"
    with pytest.raises(EvidenceError, match="more than 100 deep"):
        parse(b"<a>" + deep + b"</a>", "p")
    monkeypatch.setattr(xml_reader, "MAX_ELEMENTS", 5)
    assert len(parse(b"<a><b/><b/><b/><b/></a>", "p").children) == 4
    with pytest.raises(EvidenceError, match="more than 5 elements") as caught:
        parse(b"<a><b/><b/><b/><b/><b/></a>", "p")
    assert caught.value.place == "p:1:20"


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ('<?xml version="1.0"?>\n<!-- <x> -->\n<a b="1">text', '<a b="1">'),
        ("\ufeff<a/>", "<a/>"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><a>', "<a>"),
        ("<!DOCTYPE a><a>", "<a>"),
        ('<a xmlns="cut off', '<a xmlns="cut off'),
        ("# heading <a>", ""),
        ("<!-- never closed", ""),
        ("", ""),
    ],
)
def test_the_opening_tag_of_the_root_is_found_without_reading(
    text: str, tag: str
) -> None:
    assert opening(text) == tag


def test_looking_for_the_opening_tag_takes_no_time_in_what_never_ends() -> None:
    start = time.perf_counter()
    for text in ("<!DOCTYPE a [" * 5000, "<!--" * 16_000, "<?" * 30_000, " " * 64_000):
        assert opening(text) == ""
    assert time.perf_counter() - start < 1


def test_a_pointer_leads_by_names_and_numbers() -> None:
    raw = b"<r>\n<a/>\n<b><c>x</c></b>\n<b><c/><c/></b></r>"
    asked = ["/a", "/b/c", "/b[2]", "/b[2]/c[2]", "/b[2]/c[2]/@x", "/b[3]", "/z"]
    found = positions.locate(raw, "xml", asked)
    assert found == {
        "/a": (2, 1),
        "/b/c": (3, 4),
        "/b[2]": (4, 1),
        "/b[2]/c[2]": (4, 8),
        "/b[2]/c[2]/@x": (4, 8),
        "/b[3]": (1, 1),
        "/z": (1, 1),
    }
    latin = b"<?xml version='1.0' encoding='latin1'?><r>\xe9\n<a/></r>"
    assert positions.locate(latin, "xml", ["/a"]) == {"/a": (2, 1)}
    assert positions.locate(b"<r>", "xml", ["/a"]) == {"/a": (1, 1)}


TREES = st.recursive(
    st.tuples(st.sampled_from("abc"), st.text("xyz &<é", max_size=3), st.just(())),
    lambda inner: st.tuples(
        st.sampled_from("abc"), st.just(""), st.lists(inner, max_size=4)
    ),
    max_leaves=20,
)


def write(tree: tuple) -> str:
    name, text, inner = tree
    said = text.replace("&", "&amp;").replace("<", "&lt;")
    return f"<{name}>{said}{''.join(map(write, inner))}</{name}>"


def shape(element: Element) -> tuple:
    return element.name, element.text, [shape(c) for c in element.children]


def listed(tree: tuple) -> tuple:
    name, text, inner = tree
    return name, text, [listed(x) for x in inner]


@given(TREES)
def test_what_is_written_is_read_again_and_each_place_is_told(tree: tuple) -> None:
    raw = write(tree).encode()
    root = parse(raw, "p")
    assert shape(root) == listed(tree)
    todo = [("", root)]
    while todo:
        at, element = todo.pop()
        todo += element.placed(at)
        if at:
            place = positions.locate(raw, "xml", [at])[at]
            assert place == (element.line, element.column)


@given(st.binary(max_size=60) | st.text("<>/ab!?-[]&;=\"' ", max_size=60))
def test_anything_is_read_or_refused_with_a_place(raw: bytes | str) -> None:
    try:
        parse(raw if isinstance(raw, bytes) else raw.encode(), "p")
    except EvidenceError as exc:
        assert exc.place.startswith("p:")  # noqa: PT017  # either outcome is right
