"""Decisions to report: any at all for laws, and one with everything in it."""

from hypothesis import strategies as st

from mlgate.core.decision import (
    Cause,
    Decision,
    Finding,
    Input,
    Outcome,
    Result,
    Verdict,
)
from mlgate.core.rule import RiskTier, Severity

DIGEST = f"sha256:{'ab' * 32}"
CLOCK = "2026-11-25T09:00:00Z"
# What steers a terminal, a log or a viewer, and what only looks so.
NASTY = (
    "\x1b[2K", "\x9b31m", "\u202e", "\u2066", "\u2028", "\x85", "\r", "\n", "\0", "\t",
    "\u200b", "\ufeff", "\u00a0", "\u3000", "\U000e0041", "::error::", "::", ":::",
    "##[error]", "##vso[task.complete]", "###[", "##", "#", "section_start:1:a",
    "[x](https://a.test)", "\\[x\\](u)", "]", "{0}", "<b>", "e\u0301", "表", "🙂", " ",
    "    ", "ALLOW", "%", "\\", "C:\\x", "../", "?#&;", "x" * 90, "表" * 50, ":" * 90,
)  # fmt: skip
texts = st.one_of(
    st.text(max_size=40),
    st.lists(st.sampled_from(NASTY) | st.text(max_size=9), max_size=8).map("".join),
)
words = texts.map(lambda text: f"a{text}")
paths = texts.map(lambda text: text.lstrip("/"))
numbers = st.integers(0, 2) | st.integers(0, 2**31)

findings = st.builds(
    Finding,
    message=texts,
    next=texts,
    cause=st.sampled_from(Cause),
    pointer=texts,
    file=paths,
    line=numbers,
    column=numbers,
    count=st.integers(1, 9999),
    places=st.lists(texts, max_size=2).map(tuple),
    root=st.lists(texts, max_size=2).map(tuple),
    waiver=texts,
)
results = st.builds(
    Result,
    rule=words,
    title=texts,
    outcome=st.sampled_from(Outcome),
    severity=st.none() | st.sampled_from(Severity),
    reason=texts,
    findings=st.lists(findings, max_size=2).map(tuple),
    controls=st.lists(words, max_size=3).map(tuple),
)
inputs = st.builds(
    Input,
    role=st.sampled_from(("evidence", "organisation", "repository", "config")),
    name=texts,
    sha256=st.just("0" * 64),
    format=texts,
    binding=st.sampled_from(("", "none", "enclosed", "listed", "digest")),
    assurance=st.sampled_from(("", "declared", "measured", "attested", "verified")),
    signer=texts,
    problem=texts,
)
ends = ("dataset-1", "run-1", "model", "deployment-1", "model-9", "dataset", "run")
graphs = st.fixed_dictionaries(
    {
        "nodes": st.lists(
            st.fixed_dictionaries(
                {
                    "id": st.sampled_from(ends[:4]),
                    "kind": st.sampled_from(
                        ("dataset", "features", "run", "base_model", "model",
                         "deployment")
                    ),
                    "name": st.none() | texts,
                    "version": st.none() | texts,
                    "digest": st.none() | st.just(DIGEST),
                    "document": st.none() | texts,
                }
            ),
            max_size=4,
            unique_by=lambda node: str(node["id"]),
        ),
        "edges": st.lists(
            st.fixed_dictionaries(
                {
                    "from": st.sampled_from(ends),
                    "to": st.sampled_from(ends),
                    "kind": st.sampled_from(
                        ("used", "generated", "trained_on", "tested_on",
                         "derived_from", "deployed_as")
                    ),
                    "joined_by": st.sampled_from(("digest", "id", "document")),
                }
            ),
            max_size=4,
        ),
        "missing": st.lists(
            st.fixed_dictionaries(
                {
                    "from": st.sampled_from(ends),
                    "to": st.sampled_from(ends),
                    "why": texts,
                }
            ),
            max_size=4,
        ),
        "score": st.sampled_from((0.0, 0.29, 0.5, 0.9999, 1.0)),
        "left_out": st.fixed_dictionaries(
            {"nodes": numbers, "edges": numbers, "missing": numbers}
        ),
    }
)  # fmt: skip
decisions = st.builds(
    Decision,
    verdict=st.sampled_from(Verdict),
    subject=st.fixed_dictionaries(
        {
            "name": st.none() | texts,
            "version": st.none() | texts,
            "digest": st.just(DIGEST),
            "kind": st.sampled_from(("folder", "file")),
            "files": numbers,
            "size": numbers,
            "aliases": st.lists(
                st.fixed_dictionaries(
                    {"kind": st.sampled_from(("oci", "oms")), "digest": st.just(DIGEST)}
                ),
                max_size=2,
            ),
        }
    ),
    tier=st.none() | st.sampled_from(RiskTier),
    tier_reason=texts,
    overlays=st.lists(texts, max_size=2).map(tuple),
    environment=texts,
    results=st.lists(
        results, min_size=1, max_size=3, unique_by=lambda result: result.rule
    ).map(tuple),
    policy=st.fixed_dictionaries(
        {
            "pack": words,
            "version": words,
            "digest": st.just(DIGEST),
            "profile": st.sampled_from(("starter", "standard", "strict")),
            "pinned": st.none() | st.just(DIGEST),
        }
    ),
    inputs=st.lists(inputs, max_size=2).map(tuple),
    engine=st.fixed_dictionaries(dict.fromkeys(("name", "implementation"), words)).map(
        lambda engine: {**engine, "version": "1"}
    ),
    clock=st.just(CLOCK),
    notes=st.lists(texts, max_size=2).map(tuple),
    errors=st.lists(texts, max_size=2).map(tuple),
    preview=st.dictionaries(st.sampled_from(("T1", "T2", "T3", "T4")), numbers),
    lineage=graphs,
)


def _finding(message: str, step: str, **more: object) -> Finding:
    given = {"cause": Cause.RULE, "pointer": "/release/version", **more}
    return Finding(message, step, **given)  # type: ignore[arg-type]


def _node(ident: str, name: str, document: str, **more: str) -> dict[str, object]:
    kind = ident.partition("-")[0]
    given = {"version": None, "digest": None, **more}
    return {"id": ident, "kind": kind, "name": name, "document": document, **given}


def _edge(start: str, kind: str, end: str, joined_by: str) -> dict[str, str]:
    return {"from": start, "to": end, "kind": kind, "joined_by": joined_by}


LINEAGE = {
    "nodes": [
        _node("dataset-1", "loans <b>", "evidence/lineage.json", digest=DIGEST),
        _node("dataset-2", "by\x1b[2K name", "evidence/lineage.json"),
        _node("dataset-3", "holdout", "README.md"),
        _node("run-1", "train", "evidence/lineage.json", version="0194-7"),
        _node("model", "credit scorer", "", version="1.4.0", digest=DIGEST),
    ],
    "edges": [
        _edge("dataset-1", "used", "run-1", "id"),
        _edge("dataset-2", "used", "run-1", "document"),
        _edge("dataset-3", "tested_on", "model", "document"),
        _edge("run-1", "generated", "model", "digest"),
    ],
    "missing": [{"from": "dataset-2", "to": "run-1", "why": "has no strong digest"}],
    "score": 0.75,
    "left_out": {"nodes": 0, "edges": 0, "missing": 0},
}

RICH = Decision(
    verdict=Verdict.DENY,
    subject={
        "name": "credit scorer",
        "version": "1.4.0",
        "digest": DIGEST,
        "kind": "folder",
        "files": 3,
        "size": 4096,
        "aliases": [{"kind": "oci", "digest": f"sha256:{'0c1' * 21}d"}],
    },
    tier=RiskTier.T1,
    tier_reason="outage_is_major: unanswered, counts as yes",
    overlays=("personal",),
    environment="production",
    results=(
        Result(
            "AAA-001",
            "The card is signed",
            Outcome.FAIL,
            Severity.DENY,
            "",
            (
                _finding(
                    "README.md is declared and enclosed; T1 asks for attested",
                    "mlgate evidence sign PATH --key KEY",
                    cause=Cause.WEAK,
                    pointer="/model_card/licence",
                    file="README.md",
                    line=2,
                    column=1,
                    root=("README.md",),
                ),
            ),
            ("eu-ai-act:Art.11(1)", "eu-ai-act:Art.11(1)"),
        ),
        Result(
            "AAA-002",
            "The licence is allowed",
            Outcome.FAIL,
            Severity.WARN,
            "counts as warn until 2027-01-01, in 37 days",
            (
                _finding(
                    "README.md is declared and enclosed; T1 asks for attested",
                    "mlgate evidence sign PATH --key KEY",
                    cause=Cause.WEAK,
                    pointer="/model_card/licence",
                    file="README.md",
                    line=2,
                    column=1,
                    root=("README.md",),
                ),
                _finding(
                    "component 'left\x1b[2Kpad' names no licence, ::error:: nor a ##[x",
                    "write `licenses` for [each](component)",
                    file="evidence/bom of 100%.json",
                    line=7,
                    column=9,
                    count=41,
                    places=("/bom/components/0", "/bom/components/3"),
                ),
            ),
        ),
        Result("AAA-003", "It is approved", Outcome.ERROR, Severity.DENY, "exited"),
        Result(
            "AAA-004",
            "It is monitored",
            Outcome.WAIVED,
            Severity.DENY,
            "",
            (
                _finding(
                    "`monitoring` is missing: no document says it",
                    "ask the service owner",
                    cause=Cause.ABSENT,
                    pointer="/monitoring",
                    waiver="W-7",
                ),
            ),
        ),
        Result("AAA-005", "It has a name", Outcome.PASS, Severity.INFO),
        Result(
            "AAA-006",
            "It may be personal",
            Outcome.NOT_APPLICABLE,
            None,
            "overlay genai is off",
        ),
    ),
    policy={
        "pack": "baseline",
        "version": "2.0.0",
        "digest": DIGEST,
        "profile": "standard",
        "pinned": None,
    },
    inputs=(
        Input("evidence", "README.md", "1" * 64, "model-card", "enclosed", "declared"),
        Input("organisation", "org.yaml", "2" * 64),
    ),
    engine={"name": "embedded", "implementation": "regorus", "version": "1"},
    clock=CLOCK,
    notes=("waiver W-7 for AAA-004 expires 2026-12-01T00:00:00Z",),
    errors=("waiver W-8 is void: nobody approved it",),
    preview={},
    lineage=LINEAGE,
)
