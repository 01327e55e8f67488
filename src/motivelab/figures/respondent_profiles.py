"""Which categories each respondent is more and less motivated for than its own mean, side by side."""

from __future__ import annotations

import polars as pl

from motivelab.figures.drawing.catalogue import Source
from motivelab.figures.drawing.heat import HEAT_SCHEMA, Heat, heat
from motivelab.figures.drawing.panel import Panel
from motivelab.figures.drawing.place import place
from motivelab.figures.drawing.reach import reach
from motivelab.figures.reading.overall_reports import overall_reports, task_means
from motivelab.stats.mean import mean
from motivelab.tables.tables import Tables

QUESTION = "respondents_compared"
CAPTION = (
    "Mean reported motivation of each category less the respondent's mean over categories, nothing added, in points "
    "of the response range. In brackets where the 95% interval (families) holds zero."
)
SOURCE: Source = "tables"

_PANEL = "profile over categories"
_LEAST = 2


def data(source: Tables) -> pl.DataFrame:
    """One row a category and respondent; categories from the highest mean over respondents down.

    Args:
        source: a run's tables. Respondents that answered in one category alone have no profile.
    """
    means = task_means(overall_reports(source, moment="pre"))
    own = means.group_by("respondent", "category").agg(pl.col("score").mean())
    centre = own.group_by("respondent").agg(pl.col("score").mean().alias("centre"), pl.len().alias("categories"))
    centred = (
        means.join(centre, on="respondent", maintain_order="left")
        .filter(pl.col("categories") >= _LEAST)
        .with_columns(pl.col("score") - pl.col("centre"))
    )
    rows = []
    for found in centred.partition_by("respondent", "category", maintain_order=True):
        families = found["family"]
        several = families.n_unique() > 1
        e = mean(found["score"].to_numpy(), clusters=families.to_list()) if several else None
        value = float(found["score"].to_numpy().mean())
        ends = (e.low, e.high) if e is not None else (None, None)
        rows.append((_PANEL, found["category"][0], found["respondent"][0], value, *ends, found.height))
    cells = pl.DataFrame(rows, schema=HEAT_SCHEMA, orient="row")
    height = pl.col("value").mean().over("row").alias("height")
    return (
        cells.with_columns(height)
        .sort("height", "row", place(cells["column"]), descending=[True, False, False])
        .select(*HEAT_SCHEMA)
    )


def draw(data: pl.DataFrame) -> tuple[Panel, ...]:
    """One table of shaded cells: categories down, respondents across."""
    far = reach(data.with_columns(low=pl.col("value"), high=pl.col("value")), least=5.0, most=100.0)
    respondents = data["column"].unique(maintain_order=True).to_list()
    style = Heat(title="points above the respondent's mean", columns="respondent", domain=(-far, far), shades="around")
    return heat(data, style, columns=respondents)
