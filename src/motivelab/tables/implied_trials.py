"""Trials that observations imply, where nobody wrote down what was planned."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from motivelab.tables.layout import LAYOUT, empty_table, table_schema

_KINDS = {
    "self_reports": "self_report",
    "performances": "performance",
    "judgements": "judgement",
    "choices": "forced_choice",
}
_RENAMED = {
    "judgements": {"judge": "respondent"},
    "choices": {
        "first_task": "task",
        "first_family": "family",
        "first_category": "category",
        "second_task": "other_task",
    },
}
UNKNOWN = "unknown"


def implied_trials(frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """One answered trial for each that an observation names; nothing is known of those that were not answered.

    The provider is what stands before the first slash of the respondent's name, or `unknown`; the model is the rest.

    Args:
        frames: the tables of observations, in the codebook's layout.
    """
    found = [_of_table(name, frames[name]) for name in _KINDS if frames[name].height]
    return pl.concat([empty_table("trials"), *found])


def _of_table(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    rows = frame.rename(_RENAMED.get(name, {})).unique("trial_id", keep="first", maintain_order=True)
    who = pl.col("respondent").cast(pl.String)
    slashed = who.str.contains("/", literal=True)
    known = rows.with_columns(
        pl.lit(_KINDS[name]).alias("kind"),
        pl.when(slashed).then(who.str.extract(r"^([^/]*)/")).otherwise(pl.lit(UNKNOWN)).alias("provider"),
        pl.when(slashed).then(who.str.extract(r"^[^/]*/(.*)$")).otherwise(who).alias("model"),
        pl.lit("sampled").alias("readout"),
        pl.lit("answered").alias("status"),
        pl.lit(False).alias("status_inherited"),
    )
    schema = table_schema("trials")
    return known.select(
        (pl.col(column.name) if column.name in known.columns else pl.lit(None))
        .cast(schema[column.name])
        .alias(column.name)
        for column in LAYOUT["trials"]
    )
