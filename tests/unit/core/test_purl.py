"""Package URLs: what one says, and what that covers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlgate.core import purl

IMAGE = "sha256:" + "a" * 64


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("pkg:pypi/Jinja2@3.0.3", ("pypi", "jinja2", "3.0.3")),
        ("pkg:PyPI/Zope.Interface_x@1", ("pypi", "zope-interface-x", "1")),
        ("pkg:npm/%40org/name@1.0.0", ("npm", "@org/name", "1.0.0")),
        ("pkg:npm/@org/name@1.0.0", ("npm", "@org/name", "1.0.0")),
        ("pkg:maven/a.B/c@1?type=jar#x", ("maven", "a.B/c", "1")),
        ("pkg://golang/github.com/a/b@v1", ("golang", "github.com/a/b", "v1")),
        (f"pkg:oci/x@{IMAGE}", ("oci", "x", IMAGE)),
        ("pkg:pypi/jinja2", ("pypi", "jinja2", "")),
        ("pkg:npm/@org/name", ("npm", "@org/name", "")),
        ("jinja2@3.0.3", None),
        ("pkg:pypi", None),
        ("pkg:pypi/", None),
        ("", None),
    ],
)
def test_a_purl_is_taken_apart(text: str, parts: tuple[str, str, str] | None) -> None:
    found = purl.parse(text)
    assert (found and (found.type, found.name, found.version)) == parts


@pytest.mark.parametrize(
    ("said", "other", "covered"),
    [
        ("pkg:deb/d/apt@1", "pkg:deb/d/apt@1?arch=amd64", True),
        ("pkg:deb/d/apt@1?arch=amd64", "pkg:deb/d/apt@1", False),
        ("pkg:deb/d/apt@1?arch=arm", "pkg:deb/d/apt@1?arch=amd64", False),
        ("pkg:deb/d/apt@1?a=1&b=2", "pkg:deb/d/apt@1?b=2&c=3&a=1", True),
        ("pkg:pypi/jinja2", "pkg:pypi/jinja2@3", False),
        ("pkg:pypi/jinja2", "pkg:pypi/jinja2", False),
        ("pkg:pypi/jinja2@3", "pkg:pypi/jinja2@3.0", False),
        ("pkg:pypi/jinja2@3", "pkg:npm/jinja2@3", False),
        ("pkg:npm/A@1", "pkg:npm/a@1", False),
        ("pkg:golang/a@1#x", "pkg:golang/a@1", False),
    ],
)
def test_what_is_said_of_a_package_holds_for_that_version_of_it(
    said: str, other: str, *, covered: bool
) -> None:
    one, two = purl.parse(said), purl.parse(other)
    assert one is not None
    assert two is not None
    assert one.covers(two) == covered


@pytest.mark.parametrize(
    ("text", "digest"),
    [
        (f"pkg:oci/x@{IMAGE}", IMAGE),
        (f"pkg:oci/x@{IMAGE.replace(':', '%3A')}", IMAGE),
        ("pkg:oci/x@sha256:abc", ""),
        (f"pkg:oci/x@md5:{'a' * 32}", ""),
    ],
)
def test_the_version_of_an_image_is_a_digest_if_it_is_a_strong_one(
    text: str, digest: str
) -> None:
    found = purl.parse(text)
    assert found is not None
    assert found.digest == digest


@given(st.text(max_size=60) | st.from_regex(r"pkg:[a-z]+/.{0,40}", fullmatch=True))
def test_any_text_is_a_purl_or_none(text: str) -> None:
    found = purl.parse(text)
    assert found is None or (found.type and found.name)
