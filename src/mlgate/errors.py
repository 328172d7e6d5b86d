"""Every exception mlgate raises on purpose.

"No" is a value; an exception means mlgate could not reach a decision. No class
here prints, logs or exits: only ``mlgate.cli`` does that, with exit code 2.
"""


class MlgateError(Exception):
    """Base of all mlgate errors; catch this at a boundary and nowhere else.

    Attributes:
        message: What is wrong, on one line, whatever it quotes from outside.
        place: ``file``, ``file:line`` or ``file:line:column``; empty if none applies.
        hint: What to do about it, in one line; may be empty.
    """

    def __init__(self, message: str, *, place: str = "", hint: str = "") -> None:
        self.message = _line(message)
        super().__init__(self.message)
        self.place = place
        self.hint = _line(hint)

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else self.message


class EvidenceError(MlgateError):
    """A document is unreadable, or is not of the shape its format promises."""


class PolicyError(MlgateError):
    """A policy pack, or a rule in it, is malformed or unknown."""


class ConfigError(MlgateError):
    """Configuration is malformed, or asks for what its place may not set."""


class EngineError(MlgateError):
    """The worker that runs rules could not be started or spoken to."""


class SigningError(MlgateError):
    """A key could not be read, or a statement not signed."""


class VerificationError(MlgateError):
    """A signature or attestation did not check out: the answer is "no"."""


def _line(text: str) -> str:
    """Return ``text`` with what breaks or hides a line written as Python writes it."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)
