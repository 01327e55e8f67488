"""Which numbers respondents answer with, one panel a respondent."""

from __future__ import annotations

import polars as pl

from motivelab.figures.drawing.catalogue import Source
from motivelab.figures.drawing.draw_panel import draw_panel
from motivelab.figures.drawing.legend import legend, legend_height
from motivelab.figures.drawing.palette import BLUE, GREY, INK, VERMILLION
from motivelab.figures.drawing.panel import Panel
from motivelab.figures.drawing.place import place
from motivelab.figures.drawing.theme import PANEL_WIDTH
from motivelab.figures.drawing.vega_lite import column, layered, marks, told
from motivelab.figures.reading.overall_reports import overall_reports
from motivelab.tables.tables import Tables

QUESTION = "report_distribution"
CAPTION = (
    "How often each number was the answer, before the task and with nothing added. Few tall stems mean that a "
    "respondent answers with a handful of round numbers; the most frequent ones are named."
)
SOURCE: Source = "tables"

SCHEMA: dict[str, type[pl.DataType]] = {
    "panel": pl.String,
    "answer": pl.Float64,
    "kind": pl.String,
    "count": pl.Int64,
    "share": pl.Float64,
    "n": pl.Int64,
    "format": pl.String,
}

KINDS = ("multiple of 10", "multiple of 5", "other number")

_HEIGHT = 250
_ALL_ROUND = 10
_LOOKED_AT = 12
_APART = 7


def data(source: Tables) -> pl.DataFrame:
    """One row a respondent and number that was an answer, in the response format used most.

    Numbers are told apart by roundness only where the format has more than ten of them. Answers that are means over
    token probabilities are no numbers that were said; they are rounded to whole ones.

    Args:
        source: a run's tables.
    """
    reports = overall_reports(source, moment="pre")
    if reports.is_empty():
        return pl.DataFrame(schema=SCHEMA)
    usual = reports["format"].value_counts(sort=True, name="len").sort("len", "format", descending=[True, False])
    own = reports.filter(pl.col("format").eq_missing(usual["format"][0]), pl.col("value").is_not_null())
    answer = pl.col("value").round(0)
    kind = (
        pl.when(pl.lit(int(own["value"].n_unique()) <= _ALL_ROUND) & (pl.col("answer").max() <= _ALL_ROUND))
        .then(pl.lit(KINDS[2]))
        .when(pl.col("answer") % 10 == 0)
        .then(pl.lit(KINDS[0]))
        .when(pl.col("answer") % 5 == 0)
        .then(pl.lit(KINDS[1]))
        .otherwise(pl.lit(KINDS[2]))
    )
    return (
        own.with_columns(place(own["respondent"]).alias("first"), pl.len().over("respondent").alias("n"))
        .group_by("first", pl.col("respondent").alias("panel"), answer.alias("answer"), "n", "format")
        .agg(pl.len().alias("count"))
        .sort("first", "answer")
        .with_columns(kind.alias("kind"), (pl.col("count") / pl.col("n")).alias("share"))
        .select(pl.col(name).cast(dtype) for name, dtype in SCHEMA.items())
    )


def draw(data: pl.DataFrame) -> tuple[Panel, ...]:
    """A stem for each number, all panels as high as the highest needs."""
    top = float(data.select(pl.col("share").max()).item() or 1.0)
    ends = [float(data["answer"].to_numpy().min(initial=0)), float(data["answer"].to_numpy().max(initial=1))]
    return tuple(_panel(own, top=top, ends=ends) for own in data.partition_by("panel", maintain_order=True))


def _named(own: pl.DataFrame) -> pl.DataFrame:
    """The three most frequent numbers, those left out that stand too near a more frequent one to be read."""
    chosen: list[float] = []
    for answer in own.sort("count", "answer", descending=[True, False])["answer"].head(_LOOKED_AT):
        if len(chosen) < 3 and all(abs(answer - other) >= _APART for other in chosen):
            chosen.append(answer)
    return own.filter(pl.col("answer").is_in(chosen)).sort("count", "answer", descending=[True, False])


def _panel(own: pl.DataFrame, *, top: float, ends: list[float]) -> Panel:
    name, n, form = str(own["panel"][0]), int(own["n"][0]), own["format"][0]
    most = _named(own)
    words = (
        f"{name}: {n:,} answers with {own.height} different numbers; most often "
        + ", ".join(f"{a:g} ({s:.1%})" for a, s in most.select("answer", "share").iter_rows())
        + "; "
        + ", ".join(
            f"{k}: {s:.1%}" for k, s in own.group_by("kind", maintain_order=True).agg(pl.col("share").sum()).rows()
        )
    )
    present = [kind for kind in KINDS if kind in set(own["kind"])]
    colours = dict(zip(KINDS, (VERMILLION, BLUE, GREY), strict=True))
    shapes = dict(zip(KINDS, ("diamond", "square", "circle"), strict=True))
    kinds = None if len(present) < 2 else legend(present, width=PANEL_WIDTH)
    each = {
        "x": column(
            "answer",
            title=[f"answer{f' (format {form})' if form else ''}", f"n = {n:,} answers"],
            scale={"domain": ends, "nice": False, "zero": False, "padding": 5},
            axis={"tickCount": 10, "grid": False},
        ),
        "y": column(
            "share",
            title="share of answers",
            scale={"domain": [0, top * 1.15]},
            axis={"format": ".0%", "tickCount": 4},
        ),
        "color": column(
            "kind", "nominal", legend=kinds, scale={"domain": present, "range": [colours[k] for k in present]}
        ),
        "tooltip": [
            told("answer"),
            told("count", title="answers", form=","),
            told("share", title="share", form=".1%"),
        ],
    }
    shape = column("kind", "nominal", legend=kinds, scale={"domain": present, "range": [shapes[k] for k in present]})
    number = {"x": column("answer"), "y": column("share"), "text": column("answer")}
    layers = [
        marks("rule", each | {"y2": {"datum": 0}}, strokeWidth=1.5),
        marks("point", each | {"shape": shape}, filled=True, size=36, opacity=1),
        marks("text", number, rows="named", color=INK, dy=-10),
    ]
    rows = {"answers": own.select("answer", "kind", "count", "share"), "named": most.select("answer", "share")}
    height = _HEIGHT + legend_height(present, width=PANEL_WIDTH)
    return draw_panel(layered(layers, rows), title=name, words=words, height=height)
