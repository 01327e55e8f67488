"""How reports of motivation are spread over the range, one panel a respondent."""

from __future__ import annotations

import polars as pl

from motivelab.figures.drawing.catalogue import Source
from motivelab.figures.drawing.draw_panel import draw_panel
from motivelab.figures.drawing.palette import BLUE, INK
from motivelab.figures.drawing.panel import Panel
from motivelab.figures.drawing.place import place
from motivelab.figures.drawing.vega_lite import Spec, column, layered, marks, told
from motivelab.figures.reading.overall_reports import overall_reports
from motivelab.tables.tables import Tables

QUESTION = "report_distribution"
CAPTION = (
    "How often reported motivation lay in each twentieth of the response range, before the task and with nothing "
    "added; the line stands at the mean."
)
SOURCE: Source = "tables"

SCHEMA: dict[str, type[pl.DataType]] = {
    "panel": pl.String,
    "low": pl.Float64,
    "high": pl.Float64,
    "count": pl.Int64,
    "share": pl.Float64,
    "mean": pl.Float64,
    "n": pl.Int64,
}

_STEP = 5.0
_HEIGHT = 230


def data(source: Tables) -> pl.DataFrame:
    """One row a respondent and twentieth of the range in which an answer lies; `mean` and `n` are the respondent's.

    Args:
        source: a run's tables.
    """
    reports = overall_reports(source, moment="pre")
    if reports.is_empty():
        return pl.DataFrame(schema=SCHEMA)
    bin_of = (pl.col("score") / _STEP).floor().clip(0, 100 / _STEP - 1) * _STEP
    return (
        reports.with_columns(
            place(reports["respondent"]).alias("first"),
            pl.col("score").mean().over("respondent").alias("mean"),
            pl.len().over("respondent").alias("n"),
        )
        .group_by("first", pl.col("respondent").alias("panel"), bin_of.alias("low"), "mean", "n")
        .agg(pl.len().alias("count"))
        .sort("first", "low")
        .with_columns((pl.col("low") + _STEP).alias("high"), (pl.col("count") / pl.col("n")).alias("share"))
        .select(pl.col(name).cast(dtype) for name, dtype in SCHEMA.items())
    )


def draw(data: pl.DataFrame) -> tuple[Panel, ...]:
    """A histogram of twenty bars, all panels as high as the highest bar needs."""
    top = float(data.select(pl.col("share").max()).item() or 1.0)
    return tuple(_panel(own, top=top) for own in data.partition_by("panel", maintain_order=True))


def _panel(own: pl.DataFrame, *, top: float) -> Panel:
    name, mean, n = str(own["panel"][0]), float(own["mean"][0]), int(own["n"][0])
    words = f"{name}: {n:,} answers, mean {mean:.1f}. " + "; ".join(
        f"{low:g} to {high:g}: {share:.1%}" for low, high, share in own.select("low", "high", "share").iter_rows()
    )
    encoding = {
        "x": column(
            "low",
            bin="binned",
            title=["reported motivation (% of the response range)", f"n = {n:,} answers"],
            scale={"domain": [0, 100]},
            axis={"tickCount": 5, "grid": False},
        ),
        "x2": {"field": "high"},
        "y": column(
            "share",
            title="share of answers",
            scale={"domain": [0, top * 1.12]},
            axis={"format": ".0%", "tickCount": 4},
        ),
        "tooltip": [
            told("low", title="from"),
            told("high", title="to"),
            told("count", title="answers", form=","),
            told("share", title="share", form=".1%"),
        ],
    }
    left = mean < 60
    at = {"x": column("mean")}
    letters = at | {"text": column("told", "nominal"), "y": {"value": 0}}
    beside: Spec = {"align": "left" if left else "right", "dx": 4 if left else -4}
    layers = [
        marks("bar", encoding, color=BLUE, binSpacing=1),
        marks("rule", at, rows="line", color=INK, strokeDash=[4, 3]),
        marks("text", letters, rows="line", baseline="top", color=INK, **beside),
    ]
    rows = {
        "bars": own.select("low", "high", "count", "share"),
        "line": pl.DataFrame({"mean": [mean], "told": [f"mean {mean:.1f}"]}),
    }
    return draw_panel(layered(layers, rows), title=name, words=words, height=_HEIGHT)
