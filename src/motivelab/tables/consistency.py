"""What the rows of tables owe each other."""

from __future__ import annotations

import polars as pl

from motivelab.errors import TableError
from motivelab.tables.layout import KEYS
from motivelab.tables.statuses import TRIAL_STATUSES
from motivelab.tables.tables import Tables


def check_consistency(tables: Tables) -> None:
    """Make sure that tables from elsewhere can be analysed together.

    Rows are told apart by their key; every observation belongs to a planned trial (where there is a trials table);
    percentages of a range lie in 0 to 100, shares in 0 to 1, positions chosen are 0, 1 or 2; in the ledger
    planned = answered + every reason + open.

    Raises:
        TableError: they do not hold; names table, column and the first row (the first row is 1).
    """
    for name, frame in tables.items():
        key = KEYS[name]
        again = frame.select(~pl.struct(key).is_first_distinct()).to_series()
        _refuse(again, frame, f"table {name!r}", key, "stands there a second time; keep one of them")
        if name not in ("trials", "nonresponse", "human_ratings") and tables.trials.height:
            unplanned = ~frame["trial_id"].is_in(tables.trials["trial_id"].implode())
            _refuse(unplanned, frame, f"table {name!r}", ("trial_id",), "is not in the table 'trials'; add it there")
    for name in ("self_reports", "judgements"):
        frame = getattr(tables, name)
        outside = ~frame["score_100"].is_between(0, 100).fill_null(value=True)
        _refuse(outside, frame, f"table {name!r}", ("score_100",), "is no percentage of a range; it lies in 0 to 100")
    correct = tables.performances["correct"]
    beyond = ~correct.is_between(0, 1).fill_null(value=True)
    _refuse(beyond, tables.performances, "table 'performances'", ("correct",), "is no share; it lies in 0 to 1")
    no_position = ~tables.choices["chosen_position"].is_in([0, 1, 2])
    _refuse(no_position, tables.choices, "table 'choices'", ("chosen_position",), "is none of 0 (neither), 1, 2")
    ledger = tables.nonresponse
    uneven = ledger.select(pl.sum_horizontal(TRIAL_STATUSES) != pl.col("planned")).to_series()
    _refuse(uneven, ledger, "table 'nonresponse'", ("planned",), "is not the sum of the columns answered to open")


def _refuse(wrong: pl.Series, frame: pl.DataFrame, where: str, columns: tuple[str, ...], what: str) -> None:
    row = wrong.arg_max()
    if row is None or not wrong[row]:
        return
    named = ", ".join(map(repr, columns))
    values = ", ".join(repr(frame[column][row]) for column in columns)
    raise TableError(f"{where}, column {named}, row {row + 1}: {values} {what}")
