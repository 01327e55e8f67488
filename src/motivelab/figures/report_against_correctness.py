"""Checked correctness of the work by what was reported before it, one panel a respondent."""

from __future__ import annotations

import polars as pl

from motivelab.figures.drawing.catalogue import Source
from motivelab.figures.drawing.panel import Panel
from motivelab.figures.drawing.trend import TREND_SCHEMA, Trend, draw_trend, trend
from motivelab.figures.reading.reports_with_work import mean_work, reports_with_work
from motivelab.tables.tables import Tables

QUESTION = "report_against_correctness"
CAPTION = (
    "Share of an answer's check that was passed by the motivation reported before the task, nothing added, on tasks "
    "that have a check; refused work passes none. Points are means of ten points of the range with 95% intervals."
)
SOURCE: Source = "tables"


_STYLE = Trend(
    x_title="reported motivation (% of the response range)", y_title="share correct", what="tasks", form=".0%"
)

_COLUMN = "correct"


def data(source: Tables) -> pl.DataFrame:
    """One row a bin's mean or a square with tasks in it; none where no task has a check.

    Args:
        source: a run's tables.
    """
    if _COLUMN not in source.performances.columns:
        return pl.DataFrame(schema=TREND_SCHEMA)
    return trend(reports_with_work(source, mean_work(source, pl.col(_COLUMN), complied=False)), _STYLE, ends=(0.0, 1.0))


def draw(data: pl.DataFrame) -> tuple[Panel, ...]:
    """Means of bins over squares."""
    return draw_trend(data, _STYLE)
