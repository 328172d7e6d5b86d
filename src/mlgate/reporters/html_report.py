"""One HTML file for people: an engineer mends by it, an auditor files it.

It is whole in itself: no script, no picture, font or style from elsewhere, and a policy
(Content Security Policy, level 3) that lets a browser load none. Written with
``html.escape`` and not with a template engine: everything that is put into an element
is escaped by construction (see ``html_elements``), types are checked, and the format
needs no extra to be installed.
"""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files

from mlgate.core.decision import Decision
from mlgate.core.version import VERSION
from mlgate.reporters.html_elements import Markup, element, text
from mlgate.reporters.html_findings import findings, remarks, unjudged, waived
from mlgate.reporters.html_lineage import lineage
from mlgate.reporters.html_origin import origin
from mlgate.reporters.html_picture import picture
from mlgate.reporters.html_summary import facts, name, strip
from mlgate.reporters.html_tables import evidence, rules
from mlgate.reporters.lineage_picture import style as lineage_style

_TITLE = 200


class HtmlReporter:
    """The verdict first, then what to do, then what it rests on."""

    def render(self, decision: Decision, path: str = "") -> str:
        """Return the page for ``decision``; commands in it name ``path``."""
        main = (
            unjudged(decision),
            findings(decision, path),
            waived(decision),
            remarks(decision),
            picture(decision),
            lineage(decision),
            evidence(decision),
            rules(decision),
            origin(decision, path),
        )
        made = (
            f"Made by mlgate {VERSION}. Not signed: mlgate attest signs the decision."
        )
        body = element(
            "body",
            strip(decision),
            element("main", facts(decision), *main),
            element("footer", element("p", made)),
        )
        page = element("html", _head(decision), body, lang="en")
        return f"<!DOCTYPE html>\n{page}"


def _head(decision: Decision) -> Markup:
    style = _style()
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; "
        "base-uri 'none'; form-action 'none'"
    )
    title = f"{decision.verdict.value.upper()}: {name(decision)} - mlgate"
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", text(title, _TITLE)),
        element("style", Markup(style)),
    )


@cache
def _style() -> str:
    own = files("mlgate.reporters").joinpath("html_report.css").read_text("utf-8")
    return own + lineage_style()
