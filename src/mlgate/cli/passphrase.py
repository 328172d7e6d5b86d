"""Passphrases: from a file or a prompt, never from an argument or the environment."""

import sys
from pathlib import Path

import click

from mlgate.errors import SigningError

MAX_BYTES = 4096


def for_new_key(file: Path | None) -> bytes:
    """Return the passphrase to encrypt a new key with.

    Raises:
        SigningError: There is no file and nobody to ask, or it is empty.
    """
    if file:
        return _read(file)
    _needs_terminal("--passphrase-file FILE, or --no-passphrase")
    asked = click.prompt("Passphrase", hide_input=True, confirmation_prompt=True)
    return str(asked).encode()


def for_key(pem: bytes, file: Path | None) -> bytes | None:
    """Return the passphrase of an existing key; None if the key has none."""
    if file:
        return _read(file)
    if b"ENCRYPTED" not in pem:
        return None
    _needs_terminal("--passphrase-file FILE")
    return str(click.prompt("Passphrase", hide_input=True)).encode()


def _needs_terminal(instead: str) -> None:
    if not sys.stdin.isatty():
        hint = f"give {instead}"
        raise SigningError("a passphrase is needed and nobody can be asked", hint=hint)


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            secret = stream.read(MAX_BYTES).rstrip(b"\r\n")
    except OSError as exc:
        why = (exc.strerror or "cannot be read").lower()
        raise SigningError(why, place=str(file), hint="check the path") from exc
    if not secret:
        raise SigningError("the passphrase is empty", place=str(file))
    return secret
