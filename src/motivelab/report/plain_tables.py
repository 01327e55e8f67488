"""The recommended estimates as tables for a paper, one a measure, whatever they are then written in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from motivelab.analyses.protocol.analysis import Analysis
from motivelab.report.estimate_table import estimate_table
from motivelab.report.table_view import TableView


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperTable:
    """A table with its respondents as a column.

    Attributes:
        label: a name for references, letters and hyphens only.
        caption: what it shows.
        columns: heading, and whether the column holds numbers.
        rows: cells as they are written.
    """

    label: str
    caption: str
    columns: tuple[tuple[str, bool], ...]
    rows: tuple[tuple[str, ...], ...]


def paper_tables(analysis: Analysis) -> Iterator[PaperTable]:
    """One table a measure, in the order of the estimates; none where nothing could be estimated."""
    own = [r for r in analysis.rows if r.track == "recommended"]
    anchor = analysis.declaration.name.replace("_", "-")
    for i, measure in enumerate(dict.fromkeys(r.labels["measure"] for r in own), start=1):
        rows = [r for r in own if r.labels["measure"] == measure]
        yield _flat(estimate_table(f"{anchor}-{i}", measure, rows))


def _flat(table: TableView) -> PaperTable:
    grouped = any(group.heading for group in table.groups)
    rows = [((group.heading, *row) if grouped else row) for group in table.groups for row in group.rows]
    columns = (("respondent", False), *table.columns) if grouped else table.columns
    return PaperTable(label=table.anchor, caption=table.caption, columns=columns, rows=tuple(rows))
