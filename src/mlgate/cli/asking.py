"""The dialogue of ``mlgate init``: one question after the other, each may stay open."""

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import click

from mlgate.config import initial
from mlgate.config.initial_known import MAX_TEXT, Known, one_line
from mlgate.errors import ConfigError
from mlgate.reporters.lines import plain, wrap

OPEN = "-"
_WORDS = {"y": "yes", "yes": "yes", "n": "no", "no": "no"}
_HEADS = {
    "answers": (
        "The risk tier",
        "Answer y or n, or leave it open by Enter. After Ctrl-C nothing is written.",
    ),
    "prohibited_practices": (
        "Prohibited practices (EU AI Act, Article 5)",
        "Does the model do any of these? A yes blocks the release.",
    ),
}
_RELEASE = (
    "The release",
    f"Leave it open by Enter, or by {OPEN} where Enter takes what is in brackets.",
)


def ask(known: Mapping[str, Known]) -> dict[str, Any]:
    """Return what a person answers, as a part of release/v1.

    Args:
        known: Field -> a value to offer, which Enter takes.

    Raises:
        ConfigError: There is nobody to ask, or the person stopped.
    """
    if not sys.stdin.isatty():
        hint = "give the answers in a file: --answers FILE"
        raise ConfigError("there are questions and nobody to ask", hint=hint)
    document: dict[str, Any] = {}
    try:
        _questions(document)
        _fields(document, known)
    except click.Abort as exc:
        click.echo()
        raise ConfigError("stopped; nothing was written", hint="run it again") from exc
    except UnicodeDecodeError as exc:
        hint = "set the terminal to UTF-8; nothing was written"
        raise ConfigError("what was typed is not text", hint=hint) from exc
    return document


def _questions(document: dict[str, Any]) -> None:
    asked = {part: list(initial.flat({part: initial.TIERING[part]})) for part in _HEADS}
    total = sum(map(len, asked.values()))
    number = 0
    for part, questions in asked.items():
        _head(*_HEADS[part])
        for field, text in questions:
            number += 1
            count = f"{number}/{total}  "
            _say(f"{count}{text}", hang=2 + len(count))
            answer = _prompt(f"{' ' * (2 + len(count))}y/n", "", _answer)
            initial.put(document, f"tiering.{field}", answer)


def _fields(document: dict[str, Any], known: Mapping[str, Known]) -> None:
    _head(*_RELEASE)
    fields = dict(initial.flat(initial.PLAIN))
    if initial.answered(document):
        fields[initial.ASSESSOR] = "Who answered the questions above."
    for field, text in fields.items():
        _say(text)
        one_of = initial.ONE_OF.get(field, ())
        initial.put(document, field, _field(field, known.get(field), one_of))


def _field(field: str, offer: Known | None, one_of: Sequence[str]) -> str | None:
    text = f"    {field}"
    if offer:
        text += f" [{plain(offer.value)}, from {plain(offer.source)}]"

    def check(typed: str) -> str | None:
        value = typed.strip()
        if value in {"", OPEN}:
            return None
        if one_of and value not in one_of:
            raise click.UsageError(f"it is none of: {', '.join(one_of)}")
        if not one_line(value):
            why = (
                f"write text of at most {MAX_TEXT} characters, none a control character"
            )
            raise click.UsageError(why)
        return value

    return _prompt(text, offer.value if offer else "", check)


def _answer(typed: str) -> str | None:
    word = typed.strip().lower()
    if word and word not in _WORDS:
        raise click.UsageError("answer y or n, or press Enter")
    return _WORDS.get(word)


def _prompt(text: str, default: str, check: Callable[[str], str | None]) -> str | None:
    # Typed upstream as if every prompt had a value; ours may stay open.
    found: str | None = click.prompt(
        text, default=default, show_default=False, value_proc=check
    )
    return found


def _head(title: str, text: str) -> None:
    click.echo()
    click.secho(title, bold=True)
    _say(text)


def _say(text: str, *, hang: int = 2) -> None:
    click.echo("\n".join(wrap(text, 2, hang=hang)))
