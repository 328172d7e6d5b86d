"""What the header of a model says of it: shown to rules, and no verdict of ours."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

MAX_TEXT = 200
MAX_LISTED = 20
MAX_COUNT = 2**53  # whole numbers that every reader of JSON keeps exactly
SUMMED = ("operators", "tensors", "parameters")
LISTED = ("dtypes", "custom_code")
NAMED = ("architecture", "version", "producer", "chat_template")


@dataclass(slots=True)
class Facts:
    """What a reader has come to know; each is of bounded size, whatever the file says.

    Attributes:
        architecture: What kind of model it is, in the words of its own framework.
        version: Of its format, as the file says.
        producer: What wrote it, as the file says.
        counts: ``tensors`` or arrays in the file, ``parameters``: their elements, and
            ``operators`` of a graph.
        lists: ``dtypes``: names of the types of elements; ``custom_code``: what is
            imported beyond the framework.
        chat_template: Digest of its text.
    """

    architecture: str = ""
    version: str = ""
    producer: str = ""
    chat_template: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    lists: dict[str, dict[str, None]] = field(default_factory=dict)

    def count(self, what: str, many: int = 1) -> None:
        """Add to one of ``counts``."""
        self.counts[what] = self.counts.get(what, 0) + many

    def array(self, dtype: str, elements: int) -> None:
        """Count one tensor or array."""
        self.count("tensors")
        self.count("parameters", elements)
        self.listed("dtypes", dtype)

    def listed(self, what: str, name: object) -> None:
        """Add to one of ``lists``."""
        seen = self.lists.setdefault(what, {})
        if len(seen) < MAX_LISTED:
            seen[bounded(name)] = None

    def template(self, text: str) -> None:
        """Keep the digest of a chat template."""
        digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        self.chat_template = self.chat_template or f"sha256:{digest}"

    def add(self, part: Mapping[str, object]) -> None:
        """Take over what is known of a part of the file."""
        for what in SUMMED:
            if isinstance(many := part.get(what), int):
                self.count(what, many)
        for what in LISTED:
            names = part.get(what)
            for name in names if isinstance(names, list) else ():
                self.listed(what, name)
        for what in NAMED:
            if not getattr(self, what):
                setattr(self, what, part.get(what, ""))

    def known(self) -> dict[str, object]:
        """Return what is known, under the keys of the input, and nothing else."""
        named = {what: bounded(getattr(self, what)) for what in NAMED}
        made: dict[str, object] = {k: v for k, v in named.items() if v}
        made |= {k: n for k, n in self.counts.items() if n < MAX_COUNT}
        return made | {k: list(v) for k, v in self.lists.items() if v}


def bounded(text: object) -> str:
    """Return text as it may be shown: printable, and of bounded length."""
    plain = "".join(c if c.isprintable() else "?" for c in str(text)[: MAX_TEXT + 1])
    return plain if len(plain) <= MAX_TEXT else f"{plain[:MAX_TEXT]}..."
