"""The results of one run of SARIF 2.1.0: which are findings, and how bad they are."""

import re
from functools import cached_property
from typing import Any

from mlgate.loaders.node import MAX_TEXT, Node
from mlgate.loaders.scanners.reports import Reports

# A result of another kind says that all is well, or that nobody can tell yet.
_FOUND = (None, "fail", "open", "review")
_LEVEL = "warning"
# The upper end of each word for a `security-severity`, as GitHub shows it.
_SCALE = ((9.0, "critical"), (7.0, "high"), (4.0, "medium"), (0.1, "low"))
_SCORE = re.compile(r"[0-9]{1,2}(\.[0-9]{1,4})?", re.ASCII)
# Rules, by id, name, title or tag, whose messages quote what they found.
_TELLS = re.compile(
    r"secret|passw|passphrase|credential|token|private.?key|api.?key"
    r"|cwe[-_/ ]?0*(256|259|312|321|522|798)\b",
    re.IGNORECASE,
)
_ARGUMENT = re.compile(r"\{([0-9]{1,3})\}", re.ASCII)


class Run:
    """One run, and its rules.

    Attributes:
        tool: Name and kind of the tool, for each finding.
    """

    def __init__(self, node: Node, tool: dict[str, str | None]) -> None:
        self.node = node
        self.tool = tool
        self._tells: dict[str, bool] = {}

    @cached_property
    def rules(self) -> list[Node]:
        """The rules of the driver, in their order."""
        return list(self.node.get("tool").get("driver").get("rules").items)

    @cached_property
    def by_id(self) -> dict[str, Node]:
        """The rules of the driver by id."""
        return {text: rule for rule in self.rules if (text := rule.get("id").text)}

    @cached_property
    def files(self) -> list[Node]:
        """The files that results refer to by number."""
        return list(self.node.get("artifacts").items)

    def tells(self, rule: Node, name: str) -> bool:
        """Say whether what is found by ``rule``, called ``name``, may be a secret."""
        if name not in self._tells:
            more = rule.get("properties")
            about = [holder.get("name").text for holder in (rule, more)]
            about += [tag.text for tag in more.get("tags").items]
            about += [rule.get("shortDescription").get("text").text]
            about += [rule.get("id").text, name]
            self._tells[name] = any(_TELLS.search(text) for text in about if text)
        return self._tells[name]


def findings(run: Run, made: Reports) -> None:
    """Add each result of ``run`` that is a finding.

    Raises:
        EvidenceError: One is malformed, or there are too many.
    """
    for result in run.node.get("results").items:
        found = result.get("kind").value in _FOUND
        if found and result.get("baselineState").value != "absent":
            made.finding(result, **_finding(run, result), **run.tool)


def _finding(run: Run, result: Node) -> dict[str, Any]:
    rule = _rule(run, result)
    said = result.get("ruleId").text or result.get("rule").get("id").text
    place = next(result.get("locations").items, None)
    where = (place or result.get("analysisTarget")).get("physicalLocation")
    path = where.get("artifactLocation") if place else result.get("analysisTarget")
    name = said or rule.get("id").text
    return {
        "rule": name,
        "severity": _severity(result, rule),
        "message": _message(run, result, rule, name),
        "path": _path(run, path),
        "line": where.get("region").get("startLine").count if place else None,
        "suppressed": _suppressed(result),
    }


def _rule(run: Run, result: Node) -> Node:
    """Return the rule of ``result``; an empty one if it is not among the driver's."""
    described = result.get("rule")
    number = result.get("ruleIndex").value
    number = described.get("index").value if number is None else number
    if isinstance(number, int) and 0 <= number < len(run.rules):
        return run.rules[number]
    named = result.get("ruleId").text or described.get("id").text or ""
    return run.by_id.get(named, result.null())


def _severity(result: Node, rule: Node) -> str | None:
    for holder in (result, rule):
        score = holder.get("properties").get("security-severity").value
        if word := _word(score):
            return word
    level = result.get("level").text
    return level or rule.get("defaultConfiguration").get("level").text or _LEVEL


def _word(score: object) -> str:
    if isinstance(score, bool) or not isinstance(score, str | int | float):
        return ""
    if not _SCORE.fullmatch(str(score)):
        return ""
    return next((word for least, word in _SCALE if float(score) >= least), "")


def _message(run: Run, result: Node, rule: Node, name: str | None) -> str | None:
    """Return what is said of ``result``; of a secret only what is said of its rule.

    Messages of such rules quote the secret, whatever was redacted elsewhere.
    """
    if run.tool["kind"] == "secrets" or run.tells(rule, name or ""):
        short = rule.get("shortDescription").get("text").text
        return short or rule.get("name").text or name
    message = result.get("message")
    if text := message.get("text").text:
        return text
    key = message.get("id").text or ""
    text = rule.get("messageStrings").get(key).get("text").text or ""
    return _filled(text, [a.text or "" for a in message.get("arguments").items]) or None


def _filled(text: str, arguments: list[str]) -> str:
    def argument(match: re.Match[str]) -> str:
        number = int(match[1])
        return arguments[number] if number < len(arguments) else match[0]

    return _ARGUMENT.sub(argument, text)[:MAX_TEXT]


def _path(run: Run, location: Node) -> str | None:
    if text := location.get("uri").text:
        return text
    number = location.get("index").value
    if isinstance(number, int) and 0 <= number < len(run.files):
        return run.files[number].get("location").get("uri").text
    return None


def _suppressed(result: Node) -> bool:
    """Say whether it is suppressed: by all who were asked (SARIF 2.1.0, 3.27.23)."""
    asked = result.get("suppressions").items
    states = [one.get("status").value or "accepted" for one in asked]
    return bool(states) and all(state == "accepted" for state in states)
