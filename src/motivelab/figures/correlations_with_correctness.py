"""How far reports go with correctness, in the several ways of asking it; one panel a respondent."""

from __future__ import annotations

import polars as pl

from motivelab.figures.drawing.catalogue import Source
from motivelab.figures.drawing.forest import Forest, forest
from motivelab.figures.drawing.panel import Panel
from motivelab.figures.reading.associations import associations

QUESTION = "report_against_correctness"
CAPTION = (
    "Correlations of the reported motivation with the checked correctness of the work, over tasks with nothing added,"
    " with 95% intervals: in total, within and between kinds of task, and on tasks that can be done. What holds in "
    "total alone may only say that kinds of task differ."
)
SOURCE: Source = "estimates"


def data(source: pl.DataFrame) -> pl.DataFrame:
    """One row a respondent, way of asking and moment.

    Args:
        source: estimates of `report_against_correctness`.
    """
    return associations(source)


def draw(data: pl.DataFrame) -> tuple[Panel, ...]:
    """A forest plot from -1 to 1."""
    return forest(data, Forest(title="correlation", domain=(-1.0, 1.0), reference=0.0, form=".2f"))
