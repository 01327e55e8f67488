"""Choices as the published computation takes them: one row a pair, condition and respondent."""

from __future__ import annotations

from typing import Final

import polars as pl

from motivelab.analyses.as_published.computation.names import CHOICE_CONDITIONS, NONE, published_condition
from motivelab.tables.tables import Tables

_KEY: Final = ("respondent", "condition", "pair", "first", "second", "side")
_SIDE_FROM: Final = ("money", *(c for c in CHOICE_CONDITIONS if c not in (NONE, "money")))


def choice_pairs(tables: Tables) -> pl.DataFrame:
    """`respondent, condition` (the study's own name), `pair, first, second, side, choice, taken`.

    `choice` is the mean of the replies 1 and 2 (1.5 where two draws differ), null where none was read; a choice of
    neither task is no reply here. `taken` is the first such reply. Without a manipulation `side` is that of the same
    pair under `money` (or the next condition that has the pair), as the published computation has it; -1 where there is
    none. Rows stand in the order of pairs.
    """
    rows = choice_replies(tables)
    pairs = (
        rows.sort("replicate")
        .group_by(_KEY)
        .agg(pl.col("reply").mean().alias("choice"), pl.col("reply").drop_nulls().first().alias("taken"))
    )
    return _with_borrowed_sides(pairs).sort("respondent", "condition", "pair", "first", "second", "side")


def choice_replies(tables: Tables) -> pl.DataFrame:
    """Single replies: `respondent, condition, pair, first, second, side, replicate, reply` (1, 2 or null)."""
    text = {"respondent": "respondent", "condition": "condition"}
    chosen = pl.when(pl.col("chosen_position").is_in([1, 2])).then(pl.col("chosen_position"))
    if tables.trials.height:
        asked = tables.trials.filter(pl.col("kind").cast(pl.String) == "forced_choice")
        answers = tables.choices.select("trial_id", "chosen_position")
        asked = asked.join(answers, on="trial_id", how="left").rename({"task": "first", "other_task": "second"})
    else:
        asked = tables.choices.rename({"first_task": "first", "second_task": "second"})
    return asked.filter(pl.col("part").cast(pl.String).fill_null("core") == "core").select(
        *(pl.col(column).cast(pl.String).alias(name) for name, column in text.items()),
        pl.col("pair").cast(pl.Int64).fill_null(-1),
        pl.col("first", "second").cast(pl.String),
        (pl.col("manipulated_position").cast(pl.Int64) - 1).fill_null(-1).alias("side"),
        pl.col("replicate"),
        chosen.cast(pl.Float64).alias("reply"),
    )


def _with_borrowed_sides(pairs: pl.DataFrame) -> pl.DataFrame:
    """Sides of unmanipulated pairs, taken from a condition in which the same pair has one."""
    named = pairs.with_columns(
        pl.col("condition").map_elements(published_condition, return_dtype=pl.String).alias("name")
    )
    rank = {name: place for place, name in enumerate(_SIDE_FROM)}
    known = (
        named.filter(pl.col("side") >= 0)
        .with_columns(pl.col("name").replace_strict(rank, default=len(rank), return_dtype=pl.Int64).alias("rank"))
        .sort("rank", "name", "side")
        .unique(subset=["respondent", "pair", "first", "second"], keep="first", maintain_order=True)
        .select("respondent", "pair", "first", "second", pl.col("side").alias("borrowed"))
    )
    joined = named.join(known, on=["respondent", "pair", "first", "second"], how="left")
    side = pl.when(pl.col("side") < 0).then(pl.col("borrowed").fill_null(-1)).otherwise(pl.col("side"))
    return joined.with_columns(side.alias("side")).drop("borrowed", "name")
