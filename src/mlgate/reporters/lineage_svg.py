"""The picture of a lineage as a file of its own: no script, nothing fetched."""

from mlgate.core.inspection import Inspection
from mlgate.core.lineage_shown import compact
from mlgate.reporters.html_elements import Markup, element
from mlgate.reporters.lineage_layout import Graph
from mlgate.reporters.lineage_picture import picture, style
from mlgate.reporters.lines import in_xml

# The colours of the HTML report, which a picture of its own has to bring with it.
_COLOURS = """\
.lineage {
  --card: #fff; --soft: #f5f7fa; --text: #18212d; --quiet: #54606f; --edge: #c3ccd6;
  --allow: #12713f; --deny: #b3261e; --unclear: #8a5300; --waive: #5a45ad;
  --blue: #1f5fae; --on: #fff; --mono: ui-monospace, "DejaVu Sans Mono", monospace;
}
"""


def svg(graph: Graph) -> str:
    """Return the picture of ``graph`` as an SVG 1.1 document."""
    own = element("style", Markup(f"{_COLOURS}{style()}"))
    drawn = picture(graph, own, xmlns="http://www.w3.org/2000/svg", width=1000)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{in_xml(drawn)}'


class LineageSvg:
    """The lineage of an inspection, as a picture."""

    def render(self, inspection: Inspection, path: str = "") -> str:
        """Return the picture, however ``path`` is spelt."""
        del path
        return svg(compact(inspection.graph))
