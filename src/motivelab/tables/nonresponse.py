"""The ledger: of every trial planned, whether it was answered, why not, or that it is open."""

from __future__ import annotations

import polars as pl

from motivelab.schema.column import Column
from motivelab.tables.design_columns import design_columns
from motivelab.tables.statuses import TRIAL_STATUSES

_KEY = ("respondent", "procedure", "kind", "condition")

_MEANING = {
    "answered": "Trials with an answer that could be read; in performances also refused and cut-off work.",
    "refusal": "Trials in which the respondent declined to answer.",
    "unparsable": "Trials whose reply holds no answer that could be read.",
    "out_of_range": "Trials answered off the scale.",
    "truncated": "Trials cut off at the output cap before an answer was read.",
    "filtered": "Trials stopped by the host's content filter, those that would have followed such work included.",
    "empty": "Trials with an empty reply, those that would have followed such work included.",
    "open": "Trials not asked yet.",
}

COLUMNS: tuple[Column, ...] = (
    *design_columns(*_KEY),
    Column(
        name="planned",
        type="integer",
        description="Trials of the plan: the sum of all columns from answered to open.",
        unit="trials",
    ),
    *(Column(name=status, type="integer", description=_MEANING[status], unit="trials") for status in TRIAL_STATUSES),
    Column(
        name="inherited",
        type="integer",
        description="Those of filtered and empty that were never asked, because the work they follow was filtered or "
        "empty.",
        unit="trials",
    ),
)


def nonresponse_table(trials: pl.DataFrame) -> pl.DataFrame:
    """One row a respondent, procedure and condition, in alphabetical order.

    In every row planned = answered + each reason for nonresponse + open.

    Args:
        trials: the trials table.
    """
    counts = [(pl.col("status") == status).sum().cast(pl.Int64).alias(status) for status in TRIAL_STATUSES]
    counted = trials.group_by(_KEY).agg(
        pl.len().cast(pl.Int64).alias("planned"),
        *counts,
        pl.col("status_inherited").sum().cast(pl.Int64).alias("inherited"),
    )
    return counted.sort(_KEY)
