"""A replication of the founding study kept as one tidy table, as our tables."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import polars as pl

from motivelab.exchange.nahum2026.long_columns import read_long_columns
from motivelab.exchange.nahum2026.long_rows import WORK, LongRows, long_rows
from motivelab.schema.manipulation import NO_MANIPULATION
from motivelab.tables.layout import table_schema
from motivelab.tables.nonresponse import nonresponse_table
from motivelab.tables.tables import Tables
from motivelab.tables.trial_ids import format_trial_ids

JUDGE: Final = "judge"
"""Name of the respondent that rated the works; the table does not tell which it was."""

_ANSWERED: Final = "answered"


def read_long_table(path: Path) -> Tables:
    """Our tables, made from one tidy table with a row a value; the order of its rows does not matter.

    Columns: `model, task_id, family_id, categories, procedure, manipulation, item, replicate, value, status` (ok, null,
    unparsed, lost_first_unparsed, error), `pair_id, task_id_0, task_id_1, manipulate_on` (filled in choices),
    and, where known, `output_tokens, created` (filled in performances). Others are passed over.

    Tasks, families, instruments and conditions get the ids that the bank and the study `nahum2026` have. What failed on
    the way (`error`) is open, what was not read is unparsable. A score off its scale is kept as it is in `value` and
    `score`; only `score_100` ends at 0 and 100.

    Args:
        path: a Parquet file, or CSV where its name ends so.

    Raises:
        TableError: the table is damaged; names column and row (the first is 1).
    """
    rows = long_rows(read_long_columns(path), path)
    trials = _trials(rows)
    answered = trials.with_columns(rows.trials["code"]).filter(pl.col("status") == _ANSWERED)
    return Tables(
        trials=trials,
        self_reports=_items(answered, rows, kind="self_report", item="item", low=1, high=100),
        performances=_performances(answered),
        judgements=_items(answered, rows, kind="judgement", item="criterion", low=1, high=7),
        choices=_choices(answered, rows.trials),
        nonresponse=nonresponse_table(trials),
    )


def _trials(rows: LongRows) -> pl.DataFrame:
    """One row a trial, answered where any of its items is; in the order of the rows."""
    one = rows.trials
    status = rows.items.group_by("code").agg(
        pl.col("our_status").cast(pl.String).first().alias("first"),
        (pl.col("our_status") == _ANSWERED).any().alias("any"),
    )
    status = status.select("code", pl.when("any").then(pl.lit(_ANSWERED)).otherwise("first").alias("status"))
    judged, manipulated = pl.col("kind") == "judgement", pl.col("condition") != NO_MANIPULATION
    chosen = pl.col("kind") == "forced_choice"
    follows = judged | pl.col("moment").is_in(["post", "similar"]).fill_null(value=False)
    started = pl.from_epoch("created", time_unit="s").cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
    return _fitted(
        one.join(status, on="code", how="left", maintain_order="left")
        .with_columns(_ids(one["code"]).alias("trial_id"), _ids(one["work_code"]).alias("parent_trial_id"))
        .with_columns(
            pl.when(judged).then(pl.lit(JUDGE)).otherwise("model").alias("respondent"),
            pl.when(judged).then("model").alias("author"),
            pl.when(judged).then(pl.lit(JUDGE)).otherwise("model").alias("model"),
            pl.lit("unknown").alias("provider"),
            pl.lit("sampled").alias("readout"),
            pl.lit("core").alias("part"),
            pl.lit(value=False).alias("status_inherited"),
            pl.when(manipulated).then(pl.format("{}-1", "condition")).alias("wording"),
            pl.when(manipulated).then(pl.lit("before_task")).alias("placement"),
            pl.when(chosen).then(pl.lit(value=False)).alias("neither_offered"),
            pl.when(chosen).then("pair_id").alias("pair"),
            pl.when(chosen & manipulated).then(pl.col("manipulate_on") + 1).alias("manipulated_position"),
            pl.when(follows).then("parent_trial_id").alias("parent_trial_id"),
            started.alias("started"),
        ),
        "trials",
    )


def _items(answered: pl.DataFrame, rows: LongRows, *, kind: str, item: str, low: int, high: int) -> pl.DataFrame:
    """Every item of answered reports, or criterion of answered judgements."""
    own = rows.items.filter(pl.col("kind") == kind).select("code", pl.col("item").alias("named"), "value")
    per_trial = answered.filter(pl.col("kind").cast(pl.String) == kind)
    joined = own.join(per_trial, on="code", how="inner", maintain_order="left")
    percent = (100 * (pl.col("value") - low) / (high - low)).clip(0, 100)
    names = {"judge": pl.col("respondent"), item: pl.col("named")}
    subscale = (
        pl.lit("quality")
        if kind == "judgement"
        else pl.col("named").cast(pl.String).replace("motivation_score", "motivation")
    )
    return _fitted(
        joined.with_columns(
            *(e.alias(n) for n, e in names.items()),
            subscale.alias("subscale"),
            pl.lit(value=False).alias("item_reversed"),
            pl.col("value").alias("score"),
            percent.alias("score_100"),
            pl.lit(value=False).alias("does_not_apply"),
        ),
        "self_reports" if kind == "self_report" else "judgements",
    )


def _performances(answered: pl.DataFrame) -> pl.DataFrame:
    done = answered.filter(pl.col("procedure").cast(pl.String) == WORK)
    return _fitted(
        done.with_columns(
            pl.lit(value=True).alias("complied"),
            pl.lit(value=False).alias("truncated"),
            pl.col("output_tokens").alias("visible_tokens"),
        ),
        "performances",
    )


def _choices(answered: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    own = rows.filter(pl.col("kind") == "forced_choice")
    shown = own.select(
        "code",
        *(pl.col(name).alias(f"first_{name}") for name in ("task", "family", "category")),
        *(f"second_{name}" for name in ("task", "family", "category")),
        pl.col("value").cast(pl.Int64).alias("chosen_position"),
        "manipulate_on",
    )
    joined = answered.join(shown, on="code", how="inner", maintain_order="left")
    first, second = pl.col("first_task"), pl.col("second_task")
    taken, side = pl.col("chosen_position"), pl.col("manipulated_position")
    return _fitted(
        joined.with_columns(
            pl.when(side == 1).then(first).when(side == 2).then(second).alias("manipulated_task"),
            pl.when(taken == 1).then(first).otherwise(second).alias("chosen_task"),
            pl.when(taken == 1).then(second).otherwise(first).alias("unchosen_task"),
            (taken == side).alias("manipulated_chosen"),
        ),
        "choices",
    )


def _ids(codes: pl.Series) -> pl.Series:
    return format_trial_ids(codes.to_numpy())


def _fitted(frame: pl.DataFrame, table: str) -> pl.DataFrame:
    """The codebook's columns in its types; those that are not known are empty."""
    schema = table_schema(table)
    known = set(frame.columns)
    return frame.select(
        (pl.col(name) if name in known else pl.lit(None)).cast(dtype).alias(name) for name, dtype in schema.items()
    )
