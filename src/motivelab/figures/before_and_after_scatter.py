"""Reported motivation before and after the task, one panel a respondent."""

from __future__ import annotations

import polars as pl

from motivelab.figures.drawing.catalogue import Source
from motivelab.figures.drawing.cells import CELLS_SCHEMA, Cells, cells, draw_cells
from motivelab.figures.drawing.panel import Panel
from motivelab.figures.reading.overall_reports import overall_reports, task_means
from motivelab.tables.tables import Tables

QUESTION = "before_and_after"
CAPTION = (
    "Mean reported motivation for each task before and after working on it, nothing added. Squares are darker the "
    "more tasks lie in them; above the dashed line it was higher afterwards."
)
SOURCE: Source = "tables"

_STYLE = Cells(x_title="before the task (% of the range)", y_title="after the task (% of the range)", what="tasks")


def data(source: Tables) -> pl.DataFrame:
    """One row a respondent and square of five by five points in which tasks lie.

    Args:
        source: a run's tables.
    """
    before, after = (task_means(overall_reports(source, moment=moment)) for moment in ("pre", "post"))
    if before.is_empty() or after.is_empty():
        return pl.DataFrame(schema=CELLS_SCHEMA)
    pairs = before.join(after, on=["respondent", "task"], suffix="_after", maintain_order="left")
    return cells(pairs.select(pl.col("respondent").alias("panel"), x="score", y="score_after"), _STYLE)


def draw(data: pl.DataFrame) -> tuple[Panel, ...]:
    """Squares shaded by how many tasks lie in them."""
    return draw_cells(data, _STYLE)
