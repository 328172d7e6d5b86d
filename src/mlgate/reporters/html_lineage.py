"""Where the model comes from, on the page: the picture, and the same in words."""

from mlgate.core.decision import Decision
from mlgate.reporters.html_elements import Markup, counted, element, listed, text
from mlgate.reporters.lineage_picture import picture
from mlgate.reporters.lineage_words import lines, summary

SAID = 200


def lineage(decision: Decision) -> Markup:
    """Return the section with the lineage of the model."""
    graph = decision.lineage
    drawn = element(
        "div",
        picture(graph),
        class_="scroll",
        role="region",
        tabindex=0,
        aria_label="Lineage",
    )
    said = list(lines(graph))
    shown = [text(line) for line in said[:SAID]]
    left = sum(graph["left_out"].values()) + len(said) - len(shown)
    more = f"{counted(left, 'more thing')} not listed." if left else None
    return element(
        "section",
        element("h2", "Where it comes from"),
        element("figure", drawn),
        element(
            "details",
            element("summary", "The same in words"),
            element("p", text(f"{summary(graph)}."), class_="lead"),
            listed(shown) if shown else None,
            element("p", more, class_="hidden") if more else None,
        ),
    )
