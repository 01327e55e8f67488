"""The judgements table: ratings of work, one row a criterion."""

from __future__ import annotations

import polars as pl

from motivelab.schema.column import Column
from motivelab.tables.design_columns import design_columns
from motivelab.tables.item_columns import item_columns

_DESIGN = (
    *design_columns("procedure", "condition", "construct", "dose", "wording", "placement"),
    *design_columns("instrument", "instrument_wording", "format", "reason_position"),
    *design_columns("task", "family", "category", "expected_compliance", "replicate", "parent_trial_id", "part"),
)

COLUMNS: tuple[Column, ...] = (
    *design_columns("trial_id"),
    Column(name="judge", type="category", description="Respondent that rated the work."),
    Column(
        name="author",
        type="category",
        description="Respondent whose work was rated; the judge does not see it.",
    ),
    *_DESIGN,
    *item_columns(item="criterion"),
)


def judgements_table(trials: pl.DataFrame, items: pl.DataFrame) -> pl.DataFrame:
    """One row an answered judgement and criterion of its rubric, in the plan's order.

    Args:
        trials: the trials table, in the plan's order.
        items: what was answered; see `item_rows`.
    """
    design = trials.select(
        "trial_id", pl.col("respondent").alias("judge"), "author", *(column.name for column in _DESIGN)
    )[items["row"]]
    answered = items.drop("row").rename({"item": "criterion"})
    return pl.concat([design, answered], how="horizontal").select(column.name for column in COLUMNS)
