"""Brings a CycloneDX document from XML into the form that it has in JSON.

The JSON Schema of its version says what is a list, an object or a number: both forms
share their names. How they differ all the same is written here. What is of another
namespace, or has no place in the JSON form, is kept aside.
"""

from collections.abc import Iterator
from typing import Any

from mlgate.core.pointer import join
from mlgate.loaders.bom.xml_parts import repeats, scalar, signature, tree
from mlgate.loaders.bom.xml_shapes import Shape
from mlgate.strict.xml_reader import Element

_RENAMED = {
    "content-type": "contentType",
    "cryptoRef": "cryptoRefArray",
    "details": "expressionDetails",
    "license-identifier": "licenseIdentifier",
    "responses": "response",
}
_CHOICES = frozenset({"license", "ref"})
# An element around one of several kinds of value, which JSON does not name.
_KINDS = frozenset({"individual", "organization", "ref"})
_REFS = ("ref", "bom-ref")


class Form:
    """One document in its JSON form.

    Attributes:
        value: The document.
        places: JSON Pointer -> pointer into the XML.
        problems: What cannot be so in any version.
        aside: What has no place in the JSON form: where and what.
    """

    def __init__(self, root: Element, shape: Shape) -> None:
        self.places = {"": ""}
        self.problems: list[dict[str, str]] = []
        self.aside: list[dict[str, Any]] = []
        self._namespace = root.namespace
        self._refs: set[str] = set()
        self.value: dict[str, Any] = self._object(root, shape, "", "")

    def _value(self, element: Element, shape: Shape, at: str, place: str) -> Any:  # noqa: ANN401
        self.places[at] = place
        only = element.children[0] if len(element.children) == 1 else None
        if only and only.name in _KINDS and not shape.member(only.name):
            return self._value(only, shape, at, join(place, only.name))
        bare = not element.children and not element.attributes
        if shape.has_members and not (bare and "string" in shape.types):
            return self._object(element, shape, at, place)
        self._unknown(element.children, place)
        return scalar(element.text, shape)

    def _object(self, element: Element, shape: Shape, at: str, place: str) -> Any:  # noqa: ANN401
        made: dict[str, Any] = {}
        for key, text in element.attributes.items():
            self._attribute(made, key, text, shape, (at, place))
        for inner, child in self._own(element, place):
            self._child(made, child, shape, at, inner)
        if (signed := signature(element)) and shape.member("signature"):
            made["signature"] = signed
        if text := element.text.strip():
            self._text(made, text, element, shape, at, place)
        elif shape.member("content") and not made.keys() - {"contentType", "encoding"}:
            made["content"] = ""
        return made

    def _attribute(
        self,
        made: dict[str, Any],
        name: str,
        text: str,
        shape: Shape,
        where: tuple[str, str],
    ) -> None:
        at, place = where
        key = _RENAMED.get(name, name)
        member = shape.member(key)
        here = join(place, f"@{name}")
        if member is None:
            self._set_aside(here, name, text)
            return
        made[key] = scalar(text, member)
        self.places[join(at, key)] = here
        if key == "bom-ref":
            self._referred(text, join(at, key))

    def _referred(self, text: str, at: str) -> None:
        if text in self._refs:
            self._problem(at, f"the bom-ref '{text[:80]}' is there twice")
        self._refs.add(text)

    def _child(
        self, made: dict[str, Any], child: Element, shape: Shape, at: str, place: str
    ) -> None:
        key = _RENAMED.get(child.name, child.name)
        if child.name == "classification" and "flow" in child.attributes:
            # What goes both ways in XML is two members of the same object in JSON.
            made["flow"] = child.attributes["flow"]
            made[key] = child.text.strip()
            return
        member, inner = shape.member(key), join(at, key)
        if member is None:
            self._unknown([child], place.rpartition("/")[0], place)
        elif repeats(child, member) or member.is_list(c.name for c in child.children):
            self._list(made, key, child, member, inner, place)
        elif key in made:
            self.places[inner] = place
            self._problem(inner, f"there is more than one <{child.name}>")
            self._set_aside(place, child.name, tree(child))
        else:
            made[key] = self._value(child, member, inner, place)

    def _list(
        self,
        made: dict[str, Any],
        key: str,
        child: Element,
        shape: Shape,
        at: str,
        place: str,
    ) -> None:
        alone = repeats(child, shape)
        if key in made and not alone:
            self._problem(at, f"there is more than one <{child.name}>")
        listed = made.setdefault(key, [])
        self.places.setdefault(at, place)
        if not isinstance(listed, list):
            # Said before in another form, or as an attribute.
            self._problem(at, f"<{child.name}> is there in two forms")
            self._set_aside(place, child.name, tree(child))
            return
        if alone:
            one = f"{at}/{len(listed)}"
            listed.append(self._value(child, shape.item, one, place))
            return
        if child.text.strip():
            self._misplaced(at, place, child)
        if shape.item.member("dependsOn"):
            self._dependencies(listed, child, at, place)
        else:
            for inner, item in self._own(child, place):
                one = f"{at}/{len(listed)}"
                listed.append(self._item(item, shape.item, one, inner))

    def _item(self, item: Element, shape: Shape, at: str, place: str) -> Any:  # noqa: ANN401
        self.places[at] = place
        if not shape.has_members or (item.name == "value" and "string" in shape.types):
            refs = (item.attributes[r] for r in _REFS if r in item.attributes)
            return scalar(next(refs, item.text), shape)
        member = shape.member(item.name)
        leaf = not item.children and not item.attributes
        if member and (item.name in _CHOICES or (leaf and item.text.strip())):
            # One of several kinds of item, each of which JSON names.
            inner = join(at, item.name)
            return {item.name: self._value(item, member, inner, place)}
        return self._object(item, shape, at, place)

    def _dependencies(
        self, listed: list[Any], element: Element, at: str, place: str
    ) -> None:
        for inner, item in self._own(element, place):
            one = f"{at}/{len(listed)}"
            self.places[one] = inner
            made: dict[str, Any] = dict(item.attributes)
            for where, used in self._own(item, inner):
                key = "provides" if used.name == "provides" else "dependsOn"
                refs = made.setdefault(key, [])
                self.places[f"{one}/{key}/{len(refs)}"] = where
                refs.append(used.attributes.get("ref", ""))
            listed.append(made)

    def _text(
        self,
        made: dict[str, Any],
        text: str,
        element: Element,
        shape: Shape,
        at: str,
        place: str,
    ) -> None:
        for key in (element.name, "content", "value"):
            if key not in made and (member := shape.member(key)):
                made[key] = scalar(text, member)
                self.places[join(at, key)] = place
                return
        self._misplaced(at, place, element)

    def _own(self, element: Element, place: str) -> Iterator[tuple[str, Element]]:
        """Yield the children of the document's own namespace; keep others aside."""
        for inner, child in element.placed(place):
            if child.namespace == self._namespace:
                yield inner, child
            else:
                self._set_aside(inner, child.name, tree(child))

    def _unknown(
        self, children: list[Element], above: str, place: str | None = None
    ) -> None:
        for child in children:
            where = join(above, child.name) if place is None else place
            at = f"{where}#"
            self.places[at] = where
            self._problem(at, f"the element <{child.name}> is not known here")
            self._set_aside(where, child.name, tree(child))

    def _set_aside(self, place: str, name: str, value: Any) -> None:  # noqa: ANN401
        self.aside.append({"place": place, "name": name, "value": value})

    def _misplaced(self, at: str, place: str, element: Element) -> None:
        self._problem(at, f"text where none is expected in <{element.name}>")
        self._set_aside(place, element.name, element.text.strip())

    def _problem(self, at: str, message: str) -> None:
        self.problems.append({"message": message, "pointer": at})
