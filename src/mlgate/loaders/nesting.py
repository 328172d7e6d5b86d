"""How deep a place in JSON is, told from the text before it: to recognise by."""

import re

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)


def depth(text: str) -> int:
    """Return how deep in objects and lists JSON is where ``text`` ends."""
    bare = _STRING.sub("", text)
    return sum(map(bare.count, "{[")) - sum(map(bare.count, "}]"))
