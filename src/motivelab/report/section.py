"""An analysis as it stands in the page: figures, tables, cautions, notes, method."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from motivelab.analyses.protocol.analysis import Analysis
from motivelab.analyses.protocol.to_frame import to_frame
from motivelab.figures.drawing.catalogue import drawn_figures
from motivelab.figures.drawing.panel import Panel
from motivelab.report.estimate_table import estimate_table, published_table
from motivelab.report.otherwise import otherwise
from motivelab.report.policy import data_script
from motivelab.report.table_view import TableView
from motivelab.report.tracks import pairings
from motivelab.tables.tables import Tables

OPEN = 2
"""Tables of a section that stand open; what follows is detail and folded."""

_LAST = "beside_as_published"
"""What draws both tracks stands behind what draws the findings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelView:
    """One panel: title, SVG (its texts were escaped where it was drawn), the same for a script, and its width."""

    title: str
    svg: Markup
    spec: Markup
    width: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureView:
    """A figure with its anchor, caption and panels."""

    anchor: str
    caption: str
    panels: tuple[PanelView, ...]

    @property
    def width(self) -> int:
        """Pixels of the widest panel."""
        return max(p.width for p in self.panels)


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionView:
    """A section of the page.

    Attributes:
        anchor: for links.
        title: its heading.
        question: what is asked.
        method: how it is answered.
        figures: in the order of their names.
        tables: one a measure, recommended estimates alone.
        published: the published computation's numbers beside ours, or None.
        differences: where the published computation would have said otherwise, a sentence each.
        notes: what could not be estimated, and what bears on reading the rest.
        links: names of the questions to read beside this one.
    """

    anchor: str
    title: str
    question: str
    method: str
    figures: tuple[FigureView, ...]
    tables: tuple[TableView, ...]
    published: TableView | None
    differences: tuple[str, ...]
    notes: tuple[str, ...]
    links: tuple[str, ...]


def section(analysis: Analysis, tables: Tables) -> SectionView:
    """Lay an analysis out.

    Args:
        analysis: what was found.
        tables: for figures that draw from them.
    """
    d = analysis.declaration
    anchor = d.name.replace("_", "-")
    pairs = pairings(analysis)
    return SectionView(
        anchor=anchor,
        title=d.title,
        question=d.question,
        method=d.method,
        figures=tuple(_figures(analysis, tables)),
        tables=tuple(_tables(anchor, analysis)),
        published=published_table(f"{anchor}-published", pairs) if pairs else None,
        differences=tuple(otherwise(analysis, pairs)),
        notes=analysis.notes,
        links=d.links,
    )


def _tables(anchor: str, analysis: Analysis) -> Iterator[TableView]:
    rows = [r for r in analysis.rows if r.track == "recommended"]
    for i, measure in enumerate(dict.fromkeys(r.labels["measure"] for r in rows), start=1):
        own = [r for r in rows if r.labels["measure"] == measure]
        yield estimate_table(f"{anchor}-{i}", measure, own, folded=i > OPEN)


def _figures(analysis: Analysis, tables: Tables) -> Iterator[FigureView]:
    found = drawn_figures(analysis.declaration.name, estimates=to_frame(analysis), tables=tables)
    for drawn in sorted(found, key=lambda d: d.name.startswith(_LAST)):
        panels = tuple(map(_panel, drawn.panels))
        yield FigureView(anchor=drawn.name.replace("_", "-"), caption=drawn.caption, panels=panels)


def _panel(panel: Panel) -> PanelView:
    spec = Markup(data_script(panel.spec))
    return PanelView(title=panel.title, svg=Markup(panel.svg), spec=spec, width=panel.width)
