"""The self-reports table: answered reports, one row an item."""

from __future__ import annotations

import polars as pl

from motivelab.schema.column import Column
from motivelab.tables.design_columns import design_columns
from motivelab.tables.item_columns import item_columns

_DESIGN = (
    *design_columns("trial_id", "respondent", "procedure", "moment", "condition", "construct", "dose", "wording"),
    *design_columns("placement", "instrument", "instrument_wording", "format", "reason_position"),
    *design_columns("task", "family", "category", "expected_compliance", "replicate", "parent_trial_id", "part"),
)

COLUMNS: tuple[Column, ...] = (*_DESIGN, *item_columns(item="item"))


def self_reports_table(trials: pl.DataFrame, items: pl.DataFrame) -> pl.DataFrame:
    """One row an answered self-report and item of its instrument, in the plan's order.

    Args:
        trials: the trials table, in the plan's order.
        items: what was answered; see `item_rows`.
    """
    design = trials.select(column.name for column in _DESIGN)[items["row"]]
    return pl.concat([design, items.drop("row")], how="horizontal").select(column.name for column in COLUMNS)
