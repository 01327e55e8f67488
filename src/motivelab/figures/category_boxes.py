"""How tasks of each category spread over reported motivation, with the tasks at both ends."""

from __future__ import annotations

import polars as pl

from motivelab.figures.drawing.catalogue import Source
from motivelab.figures.drawing.draw_panel import draw_panel
from motivelab.figures.drawing.label import BROKEN, cut, lines
from motivelab.figures.drawing.palette import BLUE, INK
from motivelab.figures.drawing.panel import Panel
from motivelab.figures.drawing.place import place
from motivelab.figures.drawing.theme import WIDE
from motivelab.figures.drawing.vega_lite import Spec, column, layered, marks, told
from motivelab.figures.reading.overall_reports import overall_reports, task_means
from motivelab.tables.tables import Tables

QUESTION = "motivation_by_category"
CAPTION = (
    "Mean reported motivation of the tasks of each category, nothing added: box from the first to the third quartile,"
    " line at the median, whiskers to the last task within 1.5 box lengths, dots for the extreme tasks, which are "
    "named at the right."
)
SOURCE: Source = "tables"

SCHEMA: dict[str, type[pl.DataType]] = {
    "panel": pl.String,
    "row": pl.String,
    "n": pl.Int64,
    "lowest": pl.Float64,
    "whisker_low": pl.Float64,
    "q1": pl.Float64,
    "median": pl.Float64,
    "q3": pl.Float64,
    "whisker_high": pl.Float64,
    "highest": pl.Float64,
    "lowest_task": pl.String,
    "highest_task": pl.String,
}

ALL = "all respondents"

_ROW = 36
_BOX = 16
_LETTERS = 30


def data(source: Tables) -> pl.DataFrame:
    """One row a category, from the highest median down; the mean over respondents first, then each respondent.

    Args:
        source: a run's tables.
    """
    means = task_means(overall_reports(source, moment="pre"))
    if means.is_empty():
        return pl.DataFrame(schema=SCHEMA)
    together = means.group_by("task", "category", maintain_order=True).agg(pl.col("score").mean())
    own = means.select(pl.col("respondent").alias("panel"), "task", "category", "score")
    both = pl.concat([together.select(pl.lit(ALL).alias("panel"), "task", "category", "score"), own])
    several = own["panel"].n_unique() > 1
    boxes = _boxes(both if several else own)
    order = boxes.filter(pl.col("panel") == boxes["panel"][0]).sort("median", "row", descending=[True, False])["row"]
    return boxes.sort("first", place(boxes["row"], first=order)).select(
        pl.col(name).cast(dtype) for name, dtype in SCHEMA.items()
    )


def _boxes(scores: pl.DataFrame) -> pl.DataFrame:
    q1, q3 = (pl.col("score").quantile(q, "linear") for q in (0.25, 0.75))
    reach = 1.5 * (q3 - q1)
    ends = pl.col("score").sort_by("score", "task"), pl.col("task").sort_by("score", "task")
    return (
        scores.with_columns(place(scores["panel"]).alias("first"))
        .group_by("panel", "first", pl.col("category").alias("row"), maintain_order=True)
        .agg(
            pl.len().alias("n"),
            ends[0].first().alias("lowest"),
            pl.col("score").filter(pl.col("score") >= q1 - reach).min().alias("whisker_low"),
            q1.alias("q1"),
            pl.col("score").median().alias("median"),
            q3.alias("q3"),
            pl.col("score").filter(pl.col("score") <= q3 + reach).max().alias("whisker_high"),
            ends[0].last().alias("highest"),
            ends[1].first().alias("lowest_task"),
            ends[1].last().alias("highest_task"),
        )
    )


def draw(data: pl.DataFrame) -> tuple[Panel, ...]:
    """Lying boxes, categories down, all panels from 0 to 100."""
    return tuple(_panel(own) for own in data.partition_by("panel", maintain_order=True))


def _panel(own: pl.DataFrame) -> Panel:
    name, n = str(own["panel"][0]), own["n"].to_list()
    label = {row: lines(row, letters=22, most=2) for row in own["row"]}
    ends = [
        f"↑ {cut(high, letters=_LETTERS)} {to:.0f}\n↓ {cut(low, letters=_LETTERS)} {of:.0f}"
        for high, to, low, of in own.select("highest_task", "highest", "lowest_task", "lowest").iter_rows()
    ]
    shown = own.with_columns(
        pl.col("row").alias("category"),
        pl.col("row").replace_strict(label, return_dtype=pl.String),
        pl.Series("ends", ends),
    ).drop("panel")
    counted = f"n = {min(n):,} to {max(n):,} tasks a category" if min(n) < max(n) else f"n = {n[0]:,} tasks a category"
    x = column(
        "q1",
        title=["mean reported motivation of a task (% of the response range)", counted],
        scale={"domain": [0, 100], "nice": False},
        axis={"tickCount": 5},
    )
    left = {"ticks": False, "domain": False, "grid": False, "labelExpr": BROKEN}
    right = left | {"orient": "right", "labelFontSize": 10, "labelBaseline": "bottom", "labelOffset": 3}
    row = column("row", "nominal", sort=list(label.values()), title=None, axis=left | {"labelPadding": 6})
    tooltip = [
        told("category", "nominal"),
        told("median", form=".1f"),
        told("q1", title="first quartile", form=".1f"),
        told("q3", title="third quartile", form=".1f"),
        told("highest_task", "nominal", title="highest"),
        told("lowest_task", "nominal", title="lowest"),
        told("n", title="tasks", form=","),
    ]
    each: Spec = {"y": row, "tooltip": tooltip}
    whiskers = {"x": column("whisker_low"), "x2": {"field": "whisker_high"}}
    boxes = [
        marks("rule", each | whiskers, color=INK, strokeWidth=1),
        marks(
            "bar",
            each | {"x": x, "x2": {"field": "q3"}},
            height=_BOX,
            color=BLUE,
            fillOpacity=0.35,
            stroke=BLUE,
            strokeWidth=1,
        ),
        marks("tick", each | {"x": column("median")}, height=_BOX, thickness=3, color=INK),
        *(
            marks("point", each | {"x": column(end)}, size=18, filled=True, opacity=1, color=INK)
            for end in ("lowest", "highest")
        ),
    ]
    named = marks("point", {"y": column("ends", "nominal", sort=ends, title=None, axis=right)}, opacity=0)
    chart = layered([{"layer": boxes}, named], {"categories": shown}) | {"resolve": {"scale": {"y": "independent"}}}
    words = f"{name}: median and quartiles of reported motivation by category. " + "; ".join(
        f"{r} {m:.1f} ({a:.1f} to {b:.1f}), highest {high}, lowest {low}"
        for r, m, a, b, high, low in own.select("row", "median", "q1", "q3", "highest_task", "lowest_task").iter_rows()
    )
    return draw_panel(chart, title=name, words=words, height=_ROW * own.height + 60, width=WIDE)
