"""mlgate: may this model be released?

    import mlgate

    decision = mlgate.check("path/to/model", org="org.yaml")
    if decision.verdict is mlgate.Verdict.ALLOW:
        ...

A name is imported when it is first used, so ``import mlgate`` costs next to nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from mlgate.core.version import VERSION

__version__ = VERSION

if TYPE_CHECKING:
    from mlgate.config.face import check, verify
    from mlgate.config.verifying import Verification
    from mlgate.core.decision import (
        Cause,
        Decision,
        Finding,
        Input,
        Outcome,
        Result,
        Verdict,
    )
    from mlgate.core.rule import RiskTier, Severity
    from mlgate.errors import (
        ConfigError,
        EngineError,
        EvidenceError,
        MlgateError,
        PolicyError,
        SigningError,
        VerificationError,
    )
else:
    _HOMES = {
        "mlgate.config.face": ("check", "verify"),
        "mlgate.config.verifying": ("Verification",),
        "mlgate.core.decision": (
            "Cause", "Decision", "Finding", "Input", "Outcome", "Result", "Verdict",
        ),
        "mlgate.core.rule": ("RiskTier", "Severity"),
        "mlgate.errors": (
            "ConfigError", "EngineError", "EvidenceError", "MlgateError",
            "PolicyError", "SigningError", "VerificationError",
        ),
    }  # fmt: skip

    def __getattr__(name: str) -> object:
        """Import a public name from its home; see PEP 562."""
        home = next((home for home, names in _HOMES.items() if name in names), "")
        if not home:
            raise AttributeError(f"module 'mlgate' has no attribute '{name}'")
        found = globals()[name] = getattr(import_module(home), name)
        return found

    def __dir__() -> list[str]:
        """List the public names, imported or not."""
        return sorted({*globals(), *__all__})


__all__ = [
    "Cause",
    "ConfigError",
    "Decision",
    "EngineError",
    "EvidenceError",
    "Finding",
    "Input",
    "MlgateError",
    "Outcome",
    "PolicyError",
    "Result",
    "RiskTier",
    "Severity",
    "SigningError",
    "Verdict",
    "Verification",
    "VerificationError",
    "__version__",
    "check",
    "verify",
]
