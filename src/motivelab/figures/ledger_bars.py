"""What became of the questions of each procedure, one panel a respondent."""

from __future__ import annotations

import polars as pl

from motivelab.figures.drawing.catalogue import Source
from motivelab.figures.drawing.draw_panel import draw_panel
from motivelab.figures.drawing.palette import BY_STATUS
from motivelab.figures.drawing.panel import Panel
from motivelab.figures.drawing.vega_lite import alone, column, marks, told

QUESTION = "nonresponse"
CAPTION = "What became of the planned questions of each procedure, in percent of those planned."
SOURCE: Source = "ledger"

_ROW = 26
_AXIS = 46
_LEGEND_LINE = 20


def data(source: pl.DataFrame) -> pl.DataFrame:
    """One row a respondent, procedure and status that occurs: how many, and which share of those planned; judges last.

    Args:
        source: the ledger (`tables.nonresponse`).
    """
    statuses = [status.replace(" ", "_") for status in BY_STATUS]
    counted = (
        source.sort(pl.col("kind") == "judgement", maintain_order=True)
        .with_columns(pl.col("respondent", "procedure").cast(pl.String))
        .group_by("respondent", "procedure", maintain_order=True)
        .agg(pl.col("planned", *statuses).sum())
        .unpivot(statuses, index=["respondent", "procedure", "planned"], variable_name="status", value_name="count")
        .filter(pl.col("count") > 0)
    )
    order = pl.Enum(list(BY_STATUS))
    return counted.select(
        pl.col("respondent").alias("panel"),
        pl.col("procedure").alias("row"),
        pl.col("status").str.replace_all("_", " ").cast(order).alias("status"),
        "count",
        (pl.col("count") / pl.col("planned")).alias("share"),
    )


def draw(data: pl.DataFrame) -> tuple[Panel, ...]:
    """Stacked bars, each as long as the whole."""
    return tuple(
        _panel(str(name), data.filter(pl.col("panel") == name)) for name in data["panel"].unique(maintain_order=True)
    )


def _panel(name: str, own: pl.DataFrame) -> Panel:
    rows = own["row"].unique(maintain_order=True).to_list()
    statuses = [status for status in BY_STATUS if status in set(own["status"].cast(pl.String))]
    values = own.with_columns(pl.col("status").cast(pl.String), pl.col("status").to_physical().alias("rank"))
    colours = {"domain": statuses, "range": [BY_STATUS[s] for s in statuses]}
    legend = {"title": None, "orient": "bottom", "columns": 3, "symbolType": "square"}
    encoding = {
        "y": column("row", "nominal", sort=rows, title=None, axis={"ticks": False, "domain": False, "labelPadding": 6}),
        "x": column(
            "share",
            title="share of planned questions",
            stack="zero",
            scale={"domain": [0, 1], "nice": False},
            axis={"format": ".0%", "tickCount": 5},
        ),
        "color": column("status", "nominal", scale=colours, legend=legend),
        "order": column("rank"),
        "tooltip": [
            told("row", "nominal", title="procedure"),
            told("status", "nominal", title="became"),
            told("count", title="questions", form=","),
            told("share", title="share of planned", form=".1%"),
        ],
    }
    chart = alone(marks("bar", encoding, height=16), values)
    words = f"{name}: " + "; ".join(
        f"{r['row']}, {r['status']} {r['count']} ({r['share']:.1%})" for r in values.to_dicts()
    )
    height = _ROW * len(rows) + _AXIS + _LEGEND_LINE * -(-len(statuses) // 3)
    return draw_panel(chart, title=name, words=words, height=height)
