"""Reporters: one module per report format, all listed here."""

from importlib import import_module
from typing import TYPE_CHECKING

from mlgate.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from mlgate.core.ports import Reporter

BUILTIN = {
    "text": "mlgate.reporters.text:TextReporter",
    "json": "mlgate.reporters.json_report:JsonReporter",
    "sarif": "mlgate.reporters.sarif:SarifReporter",
    "markdown": "mlgate.reporters.markdown:MarkdownReporter",
    "html": "mlgate.reporters.html_report:HtmlReporter",
    "github": "mlgate.reporters.github:GithubReporter",
    "junit": "mlgate.reporters.junit:JunitReporter",
}


# Reports of what was found and how it was read, not of a decision.
INSPECTIONS = {
    "text": "mlgate.reporters.inspection_text:InspectionText",
    "json": "mlgate.reporters.inspection_json:InspectionJson",
    "svg": "mlgate.reporters.lineage_svg:LineageSvg",
}


def find(name: str) -> "Callable[[], Reporter]":
    """Return the maker of the reporter called ``name``.

    Raises:
        ConfigError: There is none of that name.
    """
    made: Callable[[], Reporter] = _found(name, BUILTIN)
    return made


def find_inspection(name: str) -> "Callable[..., Any]":
    """Return the maker of the report called ``name`` of an inspection.

    Raises:
        ConfigError: There is none of that name.
    """
    return _found(name, INSPECTIONS)


def _found(name: str, known: "dict[str, str]") -> "Callable[..., Any]":
    if name not in known:
        hint = f"formats: {', '.join(known)}"
        raise ConfigError(f"no report format '{name}'", hint=hint)
    module, _, kind = known[name].partition(":")
    made: Callable[..., Any] = getattr(import_module(module), kind)
    return made
