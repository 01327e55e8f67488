"""Length of the work by what was reported before it, one panel a respondent."""

from __future__ import annotations

import polars as pl

from motivelab.figures.drawing.catalogue import Source
from motivelab.figures.drawing.panel import Panel
from motivelab.figures.drawing.trend import Trend, draw_trend, trend
from motivelab.figures.reading.reports_with_work import mean_work, reports_with_work
from motivelab.tables.tables import Tables

QUESTION = "report_against_effort"
CAPTION = (
    "Output tokens of the work that was handed in (reasoning included where it is counted) by the motivation reported"
    " before it, nothing added, on a scale of ratios. Work cut off at the cap counts as long as it was, so that high "
    "bins are lower bounds. Points are geometric means of ten points of the range with 95% intervals."
)
SOURCE: Source = "tables"


_STYLE = Trend(
    x_title="reported motivation (% of the response range)",
    y_title="output tokens",
    what="tasks",
    scale="log",
    form=",.0f",
)


def data(source: Tables) -> pl.DataFrame:
    """One row a bin's mean or a square with tasks in it.

    Args:
        source: a run's tables.
    """
    tokens = pl.col("visible_tokens") + pl.col("reasoning_tokens").fill_null(0)
    work = mean_work(source, tokens, complied=True).filter(pl.col("y") > 0)
    both = reports_with_work(source, work)
    known = both["y"].to_list() or [1.0]
    low = max(1.0, min(known))
    return trend(both, _STYLE, ends=(low, max(max(known), low * 2)))


def draw(data: pl.DataFrame) -> tuple[Panel, ...]:
    """Means of bins over squares."""
    return draw_trend(data, _STYLE)
