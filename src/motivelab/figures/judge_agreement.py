"""What two judges, or two looks of one judge, said about the same work; one panel a pair."""

from __future__ import annotations

from itertools import combinations

import polars as pl

from motivelab.figures.drawing.catalogue import Source
from motivelab.figures.drawing.heat import HEAT_SCHEMA, Heat, heat
from motivelab.figures.drawing.panel import Panel
from motivelab.tables.tables import Tables

QUESTION = "judges"
CAPTION = (
    "Ratings of the same work by two judges, all criteria together (where there is one judge: by its first and second"
    " look): how many percent of the row's ratings were met by which rating. Judges who agree fill the diagonal."
)
SOURCE: Source = "tables"

_MOST = 10
"""Pairs of judges drawn at most, those with the most work in common first."""

_STEPS = 11


def data(source: Tables) -> pl.DataFrame:
    """One row a pair of judges and pair of ratings; `value` is the share of the row, `n` how many.

    Ratings with more than eleven different values are rounded to tenths of the range.

    Args:
        source: a run's tables.
    """
    rated = source.judgements.filter(pl.col("score").is_not_null()).select(
        pl.col("judge").cast(pl.String),
        "parent_trial_id",
        pl.col("criterion").cast(pl.String),
        "replicate",
        "score",
        "score_100",
    )
    fine = rated["score"].n_unique() > _STEPS
    rating = (pl.col("score_100") / 10).round(0) * 10 if fine else pl.col("score")
    keys = ["parent_trial_id", "criterion"]
    judged = rated.with_columns(rating.alias("rating")).sort("replicate", maintain_order=True)
    pairs = []
    for title, one, other in _pairs(judged):
        both = one.unique(keys, keep="first", maintain_order=True).join(
            other.unique(keys, keep="first", maintain_order=True), on=keys, suffix="_other", maintain_order="left"
        )
        if not both.is_empty():
            pairs.append(_counted(title, both))
    chosen = sorted(pairs, key=lambda pair: -int(pair["n"].sum()))[:_MOST]
    return (
        pl.concat(chosen).select(pl.col(c).cast(t) for c, t in HEAT_SCHEMA.items())
        if chosen
        else pl.DataFrame(schema=HEAT_SCHEMA)
    )


def _pairs(judged: pl.DataFrame) -> list[tuple[str, pl.DataFrame, pl.DataFrame]]:
    by_judge = {str(own["judge"][0]): own for own in judged.partition_by("judge", maintain_order=True)}
    if len(by_judge) > 1:
        return [(f"{a} (rows), {b}", by_judge[a], by_judge[b]) for a, b in combinations(by_judge, 2)]
    found = []
    for name, own in by_judge.items():
        looks = sorted(own["replicate"].unique())
        if len(looks) > 1:
            first, second = (own.filter(pl.col("replicate") == look) for look in looks[:2])
            found.append((f"{name}, first look (rows) and second", first, second))
    return found


def _counted(title: str, both: pl.DataFrame) -> pl.DataFrame:
    ratings = sorted(set(both["rating"]) | set(both["rating_other"]))
    grid = pl.DataFrame({"rating": ratings}).join(pl.DataFrame({"rating_other": ratings}), how="cross")
    counted = both.group_by("rating", "rating_other").agg(pl.len().cast(pl.Int64).alias("count"))
    whole = pl.col("count").sum().over("rating")
    none = pl.lit(None, dtype=pl.Float64)
    return (
        grid.join(counted, on=["rating", "rating_other"], how="left", maintain_order="left")
        .with_columns(pl.col("count").fill_null(0))
        .sort("rating", "rating_other", descending=[True, False])
        .select(
            pl.lit(title).alias("panel"),
            pl.format("{}", pl.col("rating").round(2)).str.strip_suffix(".0").alias("row"),
            pl.format("{}", pl.col("rating_other").round(2)).str.strip_suffix(".0").alias("column"),
            pl.when(whole > 0).then(pl.col("count") / whole).alias("value"),
            none.alias("low"),
            none.alias("high"),
            pl.col("count").alias("n"),
        )
    )


def draw(data: pl.DataFrame) -> tuple[Panel, ...]:
    """Shaded cells, the first judge's ratings down and the second's across."""
    ratings = sorted(set(data["column"]), key=float)
    style = Heat(title="share of the row", columns="rating by the second", domain=(0.0, 1.0), form=".0%")
    return heat(data, style, columns=ratings)
