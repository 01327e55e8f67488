"""How reported motivation answers to the amount of money offered or put at risk, one panel a respondent."""

from __future__ import annotations

import polars as pl

from motivelab.figures.drawing.catalogue import Source
from motivelab.figures.drawing.curve import CURVE_SCHEMA, Curve, curve
from motivelab.figures.drawing.panel import Panel
from motivelab.figures.drawing.place import place
from motivelab.figures.reading.overall_reports import overall_reports
from motivelab.stats.mean import mean
from motivelab.tables.tables import Tables

QUESTION = "ladders"
CAPTION = (
    "Mean reported motivation by the amount of money that the added text offers (gain) or puts at risk (loss), before"
    " the task, with 95% intervals over families; amounts on a scale of ratios."
)
SOURCE: Source = "tables"

WAYS = {"money_gain": "gain", "money_loss": "loss"}


def data(source: Tables) -> pl.DataFrame:
    """One row a respondent, way and amount; empty where no condition names an amount.

    Args:
        source: a run's tables.
    """
    reports = overall_reports(source, moment="pre", condition=None).filter(
        pl.col("dose").abs() > 0, pl.col("construct").is_in(list(WAYS))
    )
    amounts = reports.with_columns(pl.col("dose").abs().alias("amount"))
    by_task = amounts.group_by("respondent", "construct", "amount", "task", "family", maintain_order=True).agg(
        pl.col("score").mean()
    )
    rows = []
    for own in by_task.partition_by("respondent", "construct", "amount", maintain_order=True):
        families = own["family"].to_list()
        several = len(set(families)) > 1
        e = mean(own["score"].to_numpy(), clusters=families) if several else None
        ends = (e.low, e.high) if e is not None else (None, None)
        value = float(own["score"].to_numpy().mean())
        rows.append((own["respondent"][0], WAYS[own["construct"][0]], own["amount"][0], value, *ends, own.height))
    found = pl.DataFrame(rows, schema=CURVE_SCHEMA, orient="row")
    return found.sort(place(found["panel"]), place(found["series"], first=WAYS.values()), "x")


def draw(data: pl.DataFrame) -> tuple[Panel, ...]:
    """Curves over the amount, gain and loss apart."""
    style = Curve(
        x_title="amount (US dollars)", y_title="reported motivation (% of range)", domain=(0.0, 100.0), scale="log"
    )
    return curve(data, style)
