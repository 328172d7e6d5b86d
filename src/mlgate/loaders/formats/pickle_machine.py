"""The stack, marks and memo of one unpickler, holding symbols."""

from collections.abc import Callable
from typing import Any

from mlgate.loaders.formats.blob import Cursor
from mlgate.loaders.formats.model_file import UntestedError
from mlgate.loaders.formats.pickle_judge import Judge

MAX_MARKS = 10_000
UNDERFLOW = "takes more from its stack than is there"

Persistent = Callable[[object], object]
Built = Callable[[Cursor, object], None]


class Machine:
    """One unpickler's stack and memo, holding symbols.

    Args:
        persistent: What a persistent id stands for; None if ids are not accepted.
        built: Called after a state was set: joblib puts array bytes there.
    """

    def __init__(
        self,
        cursor: Cursor,
        judge: Judge,
        persistent: Persistent | None = None,
        built: Built | None = None,
    ) -> None:
        self.cursor = cursor
        self.judge = judge
        self.stack: list[Any] = []
        self.marks: list[list[Any]] = []
        self.memo: dict[int, Any] = {}
        self._persistent = persistent
        self._built = built

    def pop(self) -> Any:  # noqa: ANN401  # any symbol
        """Take the topmost symbol."""
        if not self.stack:
            raise UntestedError(UNDERFLOW)
        return self.stack.pop()

    def mark(self, _: object = None) -> None:
        """Begin a new stack on top."""
        if len(self.marks) >= MAX_MARKS:
            raise UntestedError(f"more than {MAX_MARKS} marks are open")
        self.marks.append(self.stack)
        self.stack = []

    def since_mark(self) -> list[Any]:
        """Take all since the last mark."""
        taken = self.stack
        if not self.marks:
            raise UntestedError("takes back to a mark that was never set")
        self.stack = self.marks.pop()
        return taken

    def put(self, index: Any) -> None:  # noqa: ANN401  # an operand
        """Keep the topmost symbol in the memo."""
        # A memo is an array: a far index alone would take memory when loaded.
        if not 0 <= index <= self.cursor.at:
            raise UntestedError("keeps an object at a memo index that is out of range")
        self.memo[index] = self.stack[-1]

    def get(self, index: Any) -> None:  # noqa: ANN401  # an operand
        """Push what the memo holds."""
        if index not in self.memo:
            raise UntestedError("uses a memo entry that was never set")
        self.stack.append(self.memo[index])

    def persistent(self, identity: object) -> None:
        """Push what a persistent id stands for."""
        if self._persistent is None:
            raise UntestedError("uses a persistent id, which only its own loader knows")
        self.stack.append(self._persistent(identity))

    def build(self, _: object) -> None:
        """Give the topmost object but one the topmost as its state."""
        state = self.stack.pop()
        target = self.stack[-1]
        self.judge.given(target, state)
        if self._built:
            self._built(self.cursor, target)
