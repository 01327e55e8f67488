"""An analysis as it stands in the page: figures, tables, notes, method."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl
from markupsafe import Markup

from motivelab.analyses.protocol.analysis import Analysis, Row
from motivelab.analyses.protocol.to_frame import to_frame
from motivelab.figures.drawing.catalogue import figures_of
from motivelab.report.number import flags_text, interval_text, p_text, units_text, value_text
from motivelab.tables.tables import Tables

FOLDED_FROM = 40
"""Tables with more rows are folded; their figure shows the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelView:
    """One panel: title and SVG, whose texts were escaped where it was drawn."""

    title: str
    svg: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureView:
    """A figure with its anchor, caption and panels."""

    anchor: str
    caption: str
    panels: tuple[PanelView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowGroup:
    """Rows under a heading of their own, or under none."""

    heading: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableView:
    """A table: the first column holds row headings.

    Attributes:
        anchor: for links.
        caption: what it shows.
        columns: heading, and whether the column holds numbers.
        groups: cells as they are written.
        folded: whether it is shown only when asked for.
        total: whether the last row is the sum of those above.
    """

    anchor: str
    caption: str
    columns: tuple[tuple[str, bool], ...]
    groups: tuple[RowGroup, ...]
    folded: bool = False
    total: bool = False

    @property
    def height(self) -> int:
        """How many rows it has, headings aside."""
        return sum(len(group.rows) for group in self.groups)


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionView:
    """A section of the page."""

    anchor: str
    title: str
    question: str
    method: str
    figures: tuple[FigureView, ...]
    tables: tuple[TableView, ...]
    notes: tuple[str, ...]
    links: tuple[str, ...]


def section(analysis: Analysis, tables: Tables) -> SectionView:
    """Lay an analysis out.

    Args:
        analysis: what was found.
        tables: for figures that draw the ledger.
    """
    d = analysis.declaration
    estimates = to_frame(analysis)
    figures = []
    for name, figure in figures_of(d.name):
        source: pl.DataFrame = tables.nonresponse if figure.SOURCE == "ledger" else estimates
        panels = figure.draw(figure.data(source))
        if panels:
            views = tuple(PanelView(title=p.title, svg=Markup(p.svg)) for p in panels)
            figures.append(FigureView(anchor=name.replace("_", "-"), caption=figure.CAPTION, panels=views))
    measures = dict.fromkeys(row.labels["measure"] for row in analysis.rows)
    return SectionView(
        anchor=d.name.replace("_", "-"),
        title=d.title,
        question=d.question,
        method=d.method,
        figures=tuple(figures),
        tables=tuple(
            _table(f"{d.name}-{i}".replace("_", "-"), measure, analysis.select(measure=measure))
            for i, measure in enumerate(measures, start=1)
        ),
        notes=analysis.notes,
        links=d.links,
    )


def _table(anchor: str, measure: str, rows: Sequence[Row]) -> TableView:
    """A table of one measure; labels and cautions that all rows share stand in its caption, respondents head groups."""
    keys = [key for key in dict.fromkeys(k for r in rows for k in r.labels) if key != "measure"]
    values = {key: {r.labels.get(key, "") for r in rows} for key in keys}
    shared = [key for key in keys if key != "respondent" and len(values[key]) == 1]
    varying = [key for key in keys if key not in shared]
    grouped = len(varying) > 1 and len(rows) > len(values.get("respondent", ()))
    labels = [key for key in varying if not (grouped and key == "respondent")]
    tested = any(r.estimate.p is not None for r in rows)
    everywhere = set.intersection(*(set(r.estimate.flags) for r in rows)) if len(rows) > 1 else set()
    flags = [tuple(f for f in r.estimate.flags if f not in everywhere) for r in rows]
    flagged = any(flags)
    told = {id(r): f for r, f in zip(rows, flags, strict=True)}
    columns = (
        *((key, False) for key in labels),
        ("estimate", True),
        ("95% interval", True),
        ("n", True),
        ("over", True),
        *((("p", True),) if tested else ()),
        *((("caution", False),) if flagged else ()),
    )
    heads = dict.fromkeys(r.labels.get("respondent", "") if grouped else "" for r in rows)
    groups = tuple(
        RowGroup(
            heading=head,
            rows=tuple(
                _cells(r, labels, tested=tested, flags=told[id(r)] if flagged else None)
                for r in rows
                if not grouped or r.labels.get("respondent", "") == head
            ),
        )
        for head in heads
    )
    common = [", ".join(f"{key} {next(iter(values[key]))}" for key in shared)]
    if everywhere:
        common.append(f"all rows: {flags_text(f for f in rows[0].estimate.flags if f in everywhere)}")
    in_common = "; ".join(filter(None, common))
    caption = f"{measure[:1].upper()}{measure[1:]}{f' ({in_common})' if in_common else ''}"
    return TableView(anchor=anchor, caption=caption, columns=columns, groups=groups, folded=len(rows) > FOLDED_FROM)


def _cells(row: Row, labels: Sequence[str], *, tested: bool, flags: Sequence[str] | None) -> tuple[str, ...]:
    e = row.estimate
    return (
        *(row.labels.get(key, "") for key in labels),
        value_text(e.value, row.scale),
        interval_text(e, row.scale),
        f"{e.n:,}",
        units_text(e),
        *((p_text(e.p),) if tested else ()),
        *(() if flags is None else (flags_text(flags),)),
    )
