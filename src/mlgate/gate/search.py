"""The search for the subject's files, in a thread of its own.

Hashing leaves the interpreter to others: while one core does it, another one reads
the organisation and the policy pack.
"""

from pathlib import Path
from threading import Thread

from mlgate.errors import EvidenceError
from mlgate.loaders.discover import Discovery, discover


class Search:
    """Finds and hashes every file at or below ``root``, from now on."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._found: Discovery | BaseException = EvidenceError("the search goes on")
        # A daemon: when something else has failed, nobody waits for gigabytes.
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def result(self) -> Discovery:
        """Wait for the end and return what was found.

        Raises:
            EvidenceError: As ``discover`` does.
        """
        self._thread.join()
        if isinstance(self._found, BaseException):
            raise self._found
        return self._found

    def _run(self) -> None:
        try:
            self._found = discover(self._root)
        except BaseException as exc:  # noqa: BLE001  # ``result`` raises it
            self._found = exc
