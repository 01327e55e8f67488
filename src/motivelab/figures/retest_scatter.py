"""The same question asked twice, one panel a respondent."""

from __future__ import annotations

import polars as pl

from motivelab.figures.drawing.catalogue import Source
from motivelab.figures.drawing.cells import CELLS_SCHEMA, Cells, cells, draw_cells
from motivelab.figures.drawing.panel import Panel
from motivelab.figures.reading.overall_reports import overall_reports
from motivelab.tables.tables import Tables

QUESTION = "report_stability"
CAPTION = (
    "Reported motivation when the same question about the same task was asked twice, before the task and with nothing"
    " added. Squares are darker the more tasks lie in them; on the dashed line both answers are the same."
)
SOURCE: Source = "tables"

_STYLE = Cells(x_title="first answer (% of the range)", y_title="second answer (% of the range)", what="tasks")


def data(source: Tables) -> pl.DataFrame:
    """One row a respondent and square of five by five points in which tasks lie.

    Args:
        source: a run's tables; the first and the second replicate of each task are compared.
    """
    reports = overall_reports(source, moment="pre")
    replicates = sorted(reports["replicate"].unique())
    if len(replicates) < 2:
        return pl.DataFrame(schema=CELLS_SCHEMA)
    first, second = (
        reports.filter(pl.col("replicate") == replicate)
        .group_by("respondent", "task", maintain_order=True)
        .agg(pl.col("score").mean())
        for replicate in replicates[:2]
    )
    pairs = first.join(second, on=["respondent", "task"], suffix="_second", maintain_order="left")
    return cells(pairs.select(pl.col("respondent").alias("panel"), x="score", y="score_second"), _STYLE)


def draw(data: pl.DataFrame) -> tuple[Panel, ...]:
    """Squares shaded by how many tasks lie in them."""
    return draw_cells(data, _STYLE)
