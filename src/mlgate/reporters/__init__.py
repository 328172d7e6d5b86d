"""Reporters: one module per report format, all listed here."""

from importlib import import_module
from typing import TYPE_CHECKING

from mlgate.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable

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


def find(name: str) -> "Callable[[], Reporter]":
    """Return the maker of the reporter called ``name``.

    Raises:
        ConfigError: There is none of that name.
    """
    if name not in BUILTIN:
        hint = f"formats: {', '.join(BUILTIN)}"
        raise ConfigError(f"no report format '{name}'", hint=hint)
    module, _, kind = BUILTIN[name].partition(":")
    made: Callable[[], Reporter] = getattr(import_module(module), kind)
    return made
