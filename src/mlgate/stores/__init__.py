"""Where decisions are kept: logs by the scheme of their URL."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from mlgate.errors import ConfigError

if TYPE_CHECKING:
    from mlgate.stores.sqlite import SqliteLog

SCHEMES = ("sqlite",)
_LIKE = "sqlite:///decisions.db, or sqlite:////srv/decisions.db from the root"


def decision_log(url: str) -> "SqliteLog":
    """Return the decision log at ``url``; nothing is opened or made yet.

    Raises:
        ConfigError: It is no URL of a log, or what logs need is not installed.
    """
    path = _path(url)
    try:
        from mlgate.stores.sqlite import SqliteLog
    except ImportError as exc:
        if (exc.name or "").partition(".")[0] != "sqlalchemy":
            raise
        hint = "pip install 'mlgate[store]'"
        raise ConfigError("a decision log needs SQLAlchemy", hint=hint) from exc
    return SqliteLog(path)


def located(said: str, folder: Path) -> str:
    """Return the URL of the log that a file in ``folder`` names.

    Args:
        said: A URL, or the path of an SQLite file.
        folder: What a path in it is relative to.

    Raises:
        ConfigError: It is no URL of a log.
    """
    path = _path(said if ":" in said else f"sqlite:///{said}")
    return f"sqlite:///{os.path.abspath(folder / path)}"  # noqa: PTH100  # it takes `..` out


def _path(url: str) -> str:
    scheme, found, path = url.partition(":///")
    if scheme not in SCHEMES or not found or not path or "\0" in path or "?" in path:
        # A URL may hold a password: it is not printed.
        why = f"no log is kept at a URL of the scheme '{scheme.partition(':')[0][:20]}'"
        raise ConfigError(why, place="--log", hint=f"give {_LIKE}")
    return path
