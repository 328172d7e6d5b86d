"""The decision log, walked over and exported."""

from datetime import datetime

from mlgate.errors import ConfigError
from mlgate.stores import decision_log
from mlgate.stores.chain import Chain, Walk
from mlgate.stores.population import Population, within


def verified(url: str, head: str = "") -> Chain:
    """Return what became of the log at ``url``; see ``Chain``.

    Raises:
        ConfigError: It cannot be read.
    """
    return decision_log(url).verify(head)


def population(url: str, begin: datetime, end: datetime) -> Population:
    """Return the decisions that were written from ``begin`` to before ``end``.

    The whole log is walked over: whether the list is complete shows only then.

    Raises:
        ConfigError: The log cannot be read, or the period ends before it begins.
    """
    if end <= begin:
        hint = "give the later instant as --to"
        raise ConfigError("the period ends before it begins", place="--to", hint=hint)
    walk = Walk()
    entries = tuple(within(decision_log(url).walked(walk), begin, end))
    return Population(begin, end, entries, walk.result())
