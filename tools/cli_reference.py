"""Makes docs/cli.md: every command with its arguments and options, from click."""

from collections.abc import Iterator

import click

HEAD = """\
# Command line

Made from the commands themselves by `tools/generate.py`: change those, not this page.

Every command exits with one of three codes, whatever it prints:

| Code | Meaning |
|---|---|
| 0 | yes: allowed, verified, written |
| 1 | no: denied, refused |
| 2 | could not decide: nothing to judge, wrong usage or configuration, an error |

Results go to standard output, errors to standard error. An instant is written
like `2026-11-25T09:00:00Z`, with its zone. `PATH` is the folder of one model, or its
one file. `--help` works everywhere."""


def reference() -> str:
    """Return the page."""
    from mlgate.cli import COMMANDS, Commands

    group = Commands("mlgate")
    lines = [HEAD]
    for name in COMMANDS:
        command = group.get_command(click.Context(group), name)
        lines += [] if command is None else _command(command, f"mlgate {name}")
    return "\n".join(lines) + "\n"


def _command(command: click.Command, path: str) -> Iterator[str]:
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from _command(inner, f"{path} {name}")
        return
    arguments = [p for p in command.params if isinstance(p, click.Argument)]
    options = [p for p in command.params if isinstance(p, click.Option)]
    yield from ("", f"## `{path}`", "", "```text")
    yield " ".join([path, *map(_placeholder, arguments), "[OPTIONS]"])
    yield from ("```", "", *_paragraphs(command.help or ""))
    if options:
        yield from ("", "| Option | Meaning |", "|---|---|", *map(_row, options))


def _placeholder(argument: click.Argument) -> str:
    name = argument.human_readable_name.upper()
    return name if argument.required else f"[{name}]"


def _paragraphs(text: str) -> Iterator[str]:
    # click marks with \b what it must not fold.
    paragraphs = text.replace("\b", "").strip().split("\n\n")
    yield "\n\n".join(" ".join(p.split()) for p in paragraphs)


def _row(option: click.Option) -> str:
    name = option.opts[-1] if option.is_flag else f"{option.opts[-1]} {_value(option)}"
    said = [option.help or ""]
    said += ["Required."] if option.required else []
    repeated = option.multiple and "several times" not in said[0]
    said += ["May be given several times."] if repeated else []
    return f"| `{_cell(name)}` | {_cell(' '.join(filter(None, said)))} |"


def _value(option: click.Option) -> str:
    if isinstance(option.type, click.Choice):
        return "|".join(map(str, option.type.choices))
    kind = option.type.name
    return option.metavar or {"path": "FILE"}.get(kind, kind.upper())


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
