"""Judged quality of the work by what was reported before it, one panel a respondent."""

from __future__ import annotations

import math

import polars as pl

from motivelab.figures.drawing.catalogue import Source
from motivelab.figures.drawing.panel import Panel
from motivelab.figures.drawing.trend import Trend, draw_trend, trend
from motivelab.figures.reading.reports_with_work import mean_quality, reports_with_work
from motivelab.tables.tables import Tables

QUESTION = "report_against_performance"
CAPTION = (
    "Judged quality of the work (mean over judges and criteria) by the motivation reported before it, nothing added. "
    "Squares are darker the more tasks lie in them; points are means of ten points of the range with 95% intervals."
)
SOURCE: Source = "tables"


_STYLE = Trend(x_title="reported motivation (% of the response range)", y_title="judged quality (rating)", what="tasks")


def data(source: Tables) -> pl.DataFrame:
    """One row a bin's mean or a square with tasks in it.

    Args:
        source: a run's tables.
    """
    both = reports_with_work(source, mean_quality(source))
    known = both["y"].to_list() or [0.0]
    low, high = math.floor(min(known)), math.ceil(max(known))
    return trend(both, _STYLE, ends=(low, max(high, low + 1)))


def draw(data: pl.DataFrame) -> tuple[Panel, ...]:
    """Means of bins over squares."""
    return draw_trend(data, _STYLE)
