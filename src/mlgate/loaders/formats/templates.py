"""Chat templates: Jinja text that a runtime renders, so a program.

A conservative look for what a template needs to leave its sandbox. It cannot prove
that a template is harmless; it refuses whatever could reach a hidden attribute.
"""

import re

MAX_TEMPLATE = 2**20

_SIGNS = (
    (re.compile(r"__"), "a hidden attribute"),
    (re.compile(r"\|\s*attr\b|(?<![a-z_])attr\s*\(|\bgetattr\b"), "attr"),
    (re.compile(r"\\(?:x5f|u005f|U0000005f|N\{|137)", re.IGNORECASE), "an escaped _"),
    (re.compile(r"['\"]_|_['\"]"), "a text that begins or ends in _"),
    (re.compile(r"\{%[-+]?\s*(?:import|from|include|extends)\b"), "another template"),
    (
        re.compile(r"\b(?:cycler|joiner|lipsum|self|config|request)\s*[.\[(]"),
        "an object of the template engine",
    ),
    (
        re.compile(r"\b(?:mro|subclasses|popen|globals|builtins|eval|exec)\s*[\[(.]"),
        "an inner name of Python",
    ),
    (re.compile(r"\|\s*format\b|['\"]\s*%\s*[(\w]|%c"), "a text made by a format"),
)


def danger(template: str) -> str:
    """Return why a template may leave its sandbox; empty if no sign of it is seen."""
    if len(template) > MAX_TEMPLATE:
        return "is too long to be looked at"
    for sign, what in _SIGNS:
        if sign.search(template):
            return f"uses {what}"
    return ""
