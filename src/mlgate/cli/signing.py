"""Opens the private key that a command was given."""

from pathlib import Path
from typing import TYPE_CHECKING

from mlgate.cli.passphrase import for_key
from mlgate.errors import SigningError

if TYPE_CHECKING:
    from mlgate.trust.keys import PrivateKey

MAX_BYTES = 16 * 2**20


def private_key(path: Path, passphrase_file: Path | None) -> "PrivateKey":
    """Return the private key in ``path``.

    Raises:
        SigningError: It cannot be read, or the passphrase is wrong.
    """
    from mlgate.trust import keys

    pem = read(path)
    return keys.load_private(pem, for_key(pem, passphrase_file), str(path))


def read(path: Path) -> bytes:
    """Return the bytes of a key file, or raise ``SigningError``."""
    try:
        with path.open("rb") as stream:
            return stream.read(MAX_BYTES)
    except OSError as exc:
        why = (exc.strerror or "cannot be read").lower()
        raise SigningError(why, place=str(path), hint="check the path") from exc
