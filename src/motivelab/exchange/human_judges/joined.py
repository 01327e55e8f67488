"""A human judge's ratings in the tables, beside those of the other judges."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace

import polars as pl

from motivelab.exchange.human_judges.kept import HumanJudge
from motivelab.tables.layout import table_schema
from motivelab.tables.nonresponse import nonresponse_table
from motivelab.tables.tables import Tables

PROCEDURE = "human_judgement"
_OF_THE_WORK = (
    *("condition", "construct", "dose", "wording", "placement", "task", "family", "category", "categories"),
    *("expected_compliance", "part"),
)


def with_human_judges(tables: Tables, judges: Sequence[HumanJudge]) -> Tables:
    """The tables with people's ratings as judgements: each is an answered trial of the judge `human/<name>`.

    Ratings of works that the tables do not hold are left out.

    Args:
        tables: of the run.
        judges: whose ratings to add; without any the tables come back as they are.
    """
    if not judges:
        return tables
    works = tables.trials.filter(pl.col("kind") == "performance").select(
        pl.col("trial_id").alias("parent_trial_id"), pl.col("respondent").alias("author"), *_OF_THE_WORK
    )
    found = [_judgements(judge, works) for judge in judges]
    rows = pl.concat(found)
    trials = rows.unique("trial_id", maintain_order=True).with_columns(
        pl.col("judge").alias("respondent"),
        pl.lit("human").alias("provider"),
        pl.col("judge").str.strip_prefix("human/").alias("model"),
        pl.lit("judgement").alias("kind"),
        pl.lit("sampled").alias("readout"),
        pl.lit("answered").alias("status"),
        pl.lit(False).alias("status_inherited"),
    )
    extended = pl.concat([tables.trials, _as_table(trials, "trials")])
    return replace(
        tables,
        trials=extended,
        judgements=pl.concat([tables.judgements, _as_table(rows, "judgements")]),
        nonresponse=nonresponse_table(extended),
    )


def _judgements(judge: HumanJudge, works: pl.DataFrame) -> pl.DataFrame:
    key = judge.key
    low, high = key.low, key.high
    wide = pl.DataFrame(
        [
            {"parent_trial_id": trial, **{c.id: given.get(c.id) for c in key.criteria}}
            for trial, given in judge.ratings.items()
        ],
        schema={"parent_trial_id": pl.String, **{c.id: pl.Float64 for c in key.criteria}},
    )
    places = {c.id: place for place, c in enumerate(key.criteria, start=1)}
    turned = [c.id for c in key.criteria if c.reversed != key.turned]
    long = wide.unpivot(index="parent_trial_id", variable_name="criterion", value_name="value").join(
        works, on="parent_trial_id", how="inner", maintain_order="left"
    )
    score = pl.when(pl.col("criterion").is_in(turned)).then(low + high - pl.col("value")).otherwise(pl.col("value"))
    return long.with_columns(
        _trial_ids(judge.name, long["parent_trial_id"]),
        pl.lit(f"human/{judge.name}").alias("judge"),
        pl.lit(PROCEDURE).alias("procedure"),
        pl.lit(key.rubric).alias("instrument"),
        pl.lit(key.format).alias("format"),
        pl.lit(0).alias("replicate"),
        pl.col("criterion").replace_strict({c.id: c.subscale for c in key.criteria}).alias("subscale"),
        pl.col("criterion").replace_strict({c.id: c.reversed for c in key.criteria}).alias("item_reversed"),
        pl.col("criterion").replace_strict(places).alias("position"),
        score.alias("score"),
        (100 * (score - low) / (high - low)).alias("score_100"),
        pl.lit(False).alias("does_not_apply"),
    ).sort("parent_trial_id", "position")


def _trial_ids(name: str, works: Iterable[str]) -> pl.Series:
    """Ids of a judge's trials: a digest of who rated what, so that they are the same wherever they are joined."""
    ids = [hashlib.blake2b(f"human\0{name}\0{work}".encode(), digest_size=8).hexdigest() for work in works]
    return pl.Series("trial_id", ids, pl.String)


def _as_table(rows: pl.DataFrame, table: str) -> pl.DataFrame:
    """The columns that a table has, null where nothing is known."""
    schema = table_schema(table)
    return rows.select(
        (pl.col(name) if name in rows.columns else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in schema.items()
    )
