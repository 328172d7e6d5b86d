# METADATA
# title: No waiver lives longer, or is renewed more often, than its tier allows
# description: >-
#   A waiver that never ends is a rule that was dropped without anybody deciding so.
# custom:
#   id: EXC-002
#   profiles: [starter, standard, strict]
#   severity: {T1: deny, T2: deny, T3: warn, T4: warn}
#   needs: [{fields: [/policy/limits/waiver_days, /policy/limits/waiver_renewals]}]
#   may_be_empty: [/waivers]
#   remediation: Shorten the waiver, or mend what it waives.
#   next: ask the policy owner to shorten the waiver
#   controls:
#     - "eu-ai-act:Art.9(2)"
#     - nist-ai-rmf:GOVERN 1.5
#     - iso-42001:cl.6.1.3
#     - iso-42001:cl.8.3
#     - mrm:SR26-2:VI
#     - soc2-tsc:CC5.1
#     - soc2-tsc:CC4.2
#   waivable: false
import math
from collections.abc import Iterator
from typing import Any

from mlgate.core.decision import Denial


def deny(input: dict[str, Any]) -> Iterator[Denial]:  # noqa: A002  the engine's word
    longest = input["policy"]["limits"]["waiver_days"]
    most = input["policy"]["limits"]["waiver_renewals"]
    for waiver in input["waivers"]:
        for why in _faults(waiver, longest, most):
            yield Denial(waiver["at"], f"waiver '{waiver['id']}' {why}")


def _faults(waiver: dict[str, Any], longest: int, most: int) -> Iterator[str]:
    days, renewals = waiver["days"], waiver["renewals"]
    if days is None:
        yield "has no start and end, so nobody knows how long it lives"
    elif days <= 0:
        yield "ends before it starts"
    elif days > longest:
        yield f"lives {_days(days)} days, at most {longest} are allowed"
    if renewals is None:
        yield "does not say how often it was renewed"
    elif renewals > most:
        yield f"is renewed {renewals} times, at most {most} are allowed"


def _days(days: float) -> str:
    # Rounded up, so that a day too long never reads as the limit itself.
    return f"{math.ceil(days * 10) / 10:.1f}".removesuffix(".0")
