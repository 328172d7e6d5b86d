"""Writes a decision into the log before anything of it leaves the process."""

from datetime import datetime
from pathlib import Path

from mlgate.config import protected
from mlgate.config.wire import Checked
from mlgate.stores import decision_log


def keep(checked: Checked, asked: str | None, root: Path, now: datetime) -> None:
    """Write the decision into the log that is asked for, or else the organisation's.

    Whoever shows, signs or hands out a decision calls this first, with all that can
    fail in memory behind it: so nothing is out that the log does not have. The same
    decision made twice is one entry; see ``SqliteLog.append``.

    Args:
        checked: The decision, and the log that its organisation names, if any.
        asked: URL of a log to use instead; None if the caller asked for none.
        root: What is judged: no log lies in it.
        now: The writer's own clock, which no option of a check changes.

    Raises:
        ConfigError: The log cannot be written, or lies in ``root``.
    """
    url = checked.organisation.decision_log if asked is None else asked
    if asked is None and not url:
        return
    log = decision_log(url)
    named = "`decision_log`" if asked is None else "--log"
    protected.check(Path(log.path), root, named)
    log.append(checked.decision, now)
