"""What the verdict rests on: documents with their worth, rules with their outcome."""

from collections.abc import Mapping, Sequence

from mlgate.core.decision import Decision, Input, Outcome, Result
from mlgate.core.rule import Severity
from mlgate.reporters.html_elements import (
    Markup,
    badge,
    counted,
    digest,
    element,
    fitting,
    hidden,
    joined,
    row,
    table,
    text,
)

INPUTS, RULES, CONTROLS = 300, 500, 40
DOCUMENT = ("Document, format, sha256", "Binding", "Assurance")
RULE = ("Rule", "Outcome", "Severity", "Controls")
BINDINGS = {
    "digest": "it names a strong digest of the subject or its artifacts",
    "listed": "an evidence link for this subject lists its sha256",
    "enclosed": "it only lies in the subject's folder",
    "none": "nothing says so: shown, never used",
}
ASSURANCES = {
    "verified": "mlgate recomputed it",
    "attested": "a signature over it verifies against an allowed key",
    "measured": "a tool recorded it, bound by digest",
    "declared": "whoever wrote it; nobody signed",
}
_WORST = (Outcome.FAIL, Outcome.ERROR, Outcome.WAIVED, Outcome.PASS)
_SHORT = 120


def evidence(decision: Decision) -> Markup:
    """Return each document with its digest and what it is worth."""
    found = [i for i in decision.inputs if i.role == "evidence"]
    kept = fitting(map(_document, found), INPUTS)
    title = f"{counted(len(found), 'document')}, by path"
    none = element("p", "No document says anything about this subject.")
    return element(
        "section",
        element("h2", "Evidence"),
        table(title, DOCUMENT, kept) if found else none,
        hidden(len(found) - len(kept), "document"),
        _words(),
    )


def rules(decision: Decision) -> Markup:
    """Return each rule with its outcome, the worst first."""
    found = sorted(decision.results, key=_badness)
    kept = fitting(map(_rule, found), RULES)
    title = "Failed first, then in order of id"
    summary = element("summary", counted(len(found), "rule"))
    return element(
        "section",
        element("h2", "Rules"),
        element(
            "details",
            summary,
            table(title, RULE, kept),
            hidden(len(found) - len(kept), "rule"),
            open="",
        ),
    )


def _document(item: Input) -> Markup:
    trouble = element("span", text(item.problem), class_="trouble")
    return row(
        DOCUMENT,
        joined(
            (
                element("code", text(item.name), class_="path"),
                element("span", text(item.format or "unknown format"), class_="format"),
                digest(item.sha256),
                trouble if item.problem else None,
            )
        ),
        _word(item.binding, BINDINGS, "binding"),
        joined((_word(item.assurance, ASSURANCES, "worth"), _by(item.signer))),
    )


def _word(word: str, known: Mapping[str, str], kind: str) -> Markup:
    # Only our own words name a class.
    return badge(word, f"{kind} {word}") if word in known else _nothing()


def _by(signer: str) -> Markup | None:
    return element("span", text(f"signed by {signer}", _SHORT)) if signer else None


def _nothing() -> Markup:
    return element("span", "none", class_="nothing")


def _rule(result: Result) -> Markup:
    count = counted(len(result.findings), "finding") if result.findings else ""
    why = result.reason or count
    return row(
        RULE,
        joined(
            (
                element("code", text(result.rule, _SHORT)),
                Markup(" "),
                text(result.title, _SHORT * 2),
            )
        ),
        joined(
            (
                badge(result.outcome.value.replace("_", " "), result.outcome.value),
                element("span", text(why), class_="reason") if why else None,
            )
        ),
        text(result.severity.value) if result.severity else _nothing(),
        _controls(result.controls),
    )


def _controls(controls: Sequence[str]) -> Markup:
    """Return controls by framework, so that each is named once."""
    found: dict[str, list[str]] = {}
    for control in dict.fromkeys(controls[:CONTROLS]):
        framework, _, clause = control.partition(":")
        found.setdefault(framework, []).append(clause)
    said = (
        joined((element("b", text(name, _SHORT)), " ", text(", ".join(clauses)), " "))
        for name, clauses in found.items()
    )
    return element("span", *said, class_="controls") if found else _nothing()


def _badness(result: Result) -> tuple[int, int, str]:
    order = _WORST.index(result.outcome) if result.outcome in _WORST else len(_WORST)
    severity = tuple(Severity).index(result.severity or Severity.INFO)
    failed = result.outcome in {Outcome.FAIL, Outcome.ERROR}
    return order, severity if failed else 0, result.rule


def _words() -> Markup:
    pairs = (
        element("div", element("dt", badge(word, f"{kind} {word}")), element("dd", why))
        for kind, words in (("binding", BINDINGS), ("worth", ASSURANCES))
        for word, why in words.items()
    )
    summary = element("summary", "What these words mean")
    return element("details", summary, element("dl", *pairs, class_="words"))
