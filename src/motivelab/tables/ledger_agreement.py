"""The ledger of nonresponse beside the trials that it counts."""

from __future__ import annotations

import polars as pl

from motivelab.errors import TableError
from motivelab.tables.layout import KEYS
from motivelab.tables.nonresponse import nonresponse_table
from motivelab.tables.refuse import refuse
from motivelab.tables.statuses import TRIAL_STATUSES
from motivelab.tables.tables import Tables

_COUNTS = ("planned", *TRIAL_STATUSES)
_WAY_OUT = "correct it, or leave the ledger out: it is counted from 'trials' then"


def check_ledger(tables: Tables, where: str, *, given: bool, trials_given: bool) -> None:
    """Make sure that the ledger adds up, and that it counts the trials where both were handed in.

    Args:
        tables: as read.
        where: file and name of the ledger.
        given: whether it was handed in.
        trials_given: whether trials were.

    Raises:
        TableError: names column, row and both counts.
    """
    ledger = tables.nonresponse
    for column in (*_COUNTS, "inherited"):
        refuse(ledger[column] < 0, ledger, where, (column,), "is less than nothing; correct it")
    uneven = ledger.select(pl.sum_horizontal(TRIAL_STATUSES) != pl.col("planned")).to_series()
    refuse(uneven, ledger, where, ("planned",), "is not the sum of the columns answered to open")
    if not (given and trials_given):
        return
    key = list(KEYS["nonresponse"])
    texts = [pl.col(column).cast(pl.String) for column in key]
    counted = nonresponse_table(tables.trials).with_columns(texts)
    beside = ledger.with_columns(texts).join(counted, on=key, how="left", suffix="_counted", maintain_order="left")
    for column in _COUNTS:
        trials = beside[f"{column}_counted"].fill_null(0)
        wrong = beside[column] != trials
        row = wrong.arg_max()
        if row is not None and wrong[row]:
            raise TableError(
                f"{where}, column {column!r}, row {row + 1}: {beside[column][row]!r}, but the table 'trials' has "
                f"{trials[row]} such trials; {_WAY_OUT}"
            )
    lacking = counted.join(beside, on=key, how="anti", maintain_order="left")
    if lacking.height:
        values = ", ".join(f"{column} {lacking[column][0]!r}" for column in key)
        raise TableError(f"{where}: there is no row of {values}, which the table 'trials' holds; {_WAY_OUT}")
