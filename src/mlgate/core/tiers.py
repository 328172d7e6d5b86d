"""From answers, floors and a wish to a risk tier. Every step only raises it.

The questions and prohibited practices are the first of their kind: plain yes or
no, answered in ``release.yaml``. Practices follow Regulation (EU) 2024/1689,
Article 5(1), as amended; titles are ours.
"""

from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from unicodedata import normalize

from mlgate.core.frozen import frozen
from mlgate.core.rule import RiskTier

WISHED = "asked for by the caller"
OVERLAYS = ("eu-high-risk", "exposed", "genai", "people", "personal")


@frozen
class Question:
    """One tiering question, and what "yes" asks for.

    Attributes:
        text: The question as a person reads it.
        floor: The tier that "yes" raises the subject to at least.
        overlays: Rule families that "yes" switches on.
    """

    text: str
    floor: RiskTier
    overlays: tuple[str, ...] = ()


QUESTIONS: dict[str, Question] = {
    "annex_iii": Question(
        "Is the use listed in Annex I or III of the EU AI Act?",
        RiskTier.T1,
        ("eu-high-risk",),
    ),
    "decides_about_people": Question(
        "Does it decide, or materially influence, credit, work, insurance, health, "
        "education, essential services or legal status of a person?",
        RiskTier.T1,
        ("people",),
    ),
    "acts_without_approval": Question(
        "Does it act on money, customers, safety or production without a person "
        "approving each case?",
        RiskTier.T1,
    ),
    "mrm_high": Question(
        "Is it rated high in the model inventory, or used for regulatory reporting?",
        RiskTier.T1,
    ),
    "outage_is_major": Question(
        "Would a day of wrong or missing output be a major incident?", RiskTier.T1
    ),
    "exposed": Question(
        "Can people outside the organisation reach it?", RiskTier.T2, ("exposed",)
    ),
    "personal_data": Question(
        "Does it process personal or confidential data?", RiskTier.T2, ("personal",)
    ),
    "wide_internal_use": Question(
        "Do many colleagues, or a T1 or T2 system, rely on it?", RiskTier.T2
    ),
    "in_production": Question("Will it run in production at all?", RiskTier.T3),
    "generative": Question(
        "Does it generate text, images, audio, video or code?", RiskTier.T4, ("genai",)
    ),
}

PRACTICES: dict[str, str] = {
    "manipulation": "manipulates people below their awareness, to their harm",
    "exploits_vulnerability": "exploits age, disability or hardship, to people's harm",
    "social_scoring": "scores people socially, with unjustified consequences",
    "crime_prediction": "predicts crime from profiling or personality alone",
    "face_scraping": "builds face databases by untargeted scraping",
    "emotion_at_work_or_school": "infers emotions at work or in education",
    "biometric_categorisation": "sorts people by sensitive traits from biometrics",
    "live_biometric_identification": "identifies people live in public for policing",
    "intimate_imagery": "makes intimate imagery of people without consent",
    "child_abuse_material": "makes child sexual abuse material",
}

_STRICTEST_FIRST = tuple(RiskTier)


@frozen
class Floor:
    """A tier that the organisation asks at least of subjects whose name matches."""

    match: str
    tier: RiskTier


@frozen
class Tiering:
    """The tier in force, why, and what is still unanswered; ``tier`` None: unknown."""

    tier: RiskTier | None
    reason: str
    overlays: tuple[str, ...]
    unanswered: tuple[str, ...]


def assign(
    answers: Mapping[str, str | None],
    practices: Mapping[str, str | None],
    name: str | None,
    floors: Sequence[Floor] = (),
    wish: RiskTier | None = None,
) -> Tiering:
    """Return the strictest tier that answers, floors and ``wish`` ask for.

    Without any answer and any floor there is no tier, and a wish gives none: it
    can raise a tier and never stands for one. Some answers missing: each counts
    as "yes". A practice that is answered "yes" blocks the release, whatever else is
    answered: T0.
    """
    given = {q: a for q, a in answers.items() if a is not None}
    unanswered = tuple(q for q in QUESTIONS if q not in given)
    asked = [(f.tier, f"floor for '{f.match}'") for f in floors if _hits(f, name)]
    asked += [(RiskTier.T0, f"prohibited: {p}") for p, a in practices.items() if _on(a)]
    if not given and not asked:
        return Tiering(None, "no tiering answers and no floor", (), unanswered)
    yes = [q for q in QUESTIONS if given.get(q, "yes") != "no"] if given else []
    asked += [(QUESTIONS[q].floor, _why(q, given)) for q in yes]
    asked += [(wish, WISHED)] if wish else []
    asked = asked or [(RiskTier.T4, "no question raises it")]
    tier, reason = min(asked, key=lambda pair: _STRICTEST_FIRST.index(pair[0]))
    overlays = sorted({o for q in yes for o in QUESTIONS[q].overlays})
    return Tiering(tier, reason, tuple(overlays), unanswered)


def strictest(tiers: Iterable[RiskTier]) -> RiskTier:
    """Return the strictest of ``tiers``; there must be one."""
    return min(tiers, key=_STRICTEST_FIRST.index)


def _hits(floor: Floor, name: str | None) -> bool:
    # A subject without a name could be any of them, and the judged writes the name:
    # another spelling of it must not slip below a floor.
    if name is None or fnmatchcase(name, floor.match):
        return True
    return fnmatchcase(_plain(name), _plain(floor.match))


def _plain(text: str) -> str:
    return normalize("NFKC", text).casefold().strip()


def _on(answer: str | None) -> bool:
    return answer is not None and answer != "no"


def _why(question: str, given: Mapping[str, str]) -> str:
    return f"{question}: {given.get(question, 'unanswered, counts as yes')}"
