"""What the rows of tables owe each other."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from motivelab.tables.agreement import check_agreement
from motivelab.tables.layout import KEYS
from motivelab.tables.ledger_agreement import check_ledger
from motivelab.tables.refuse import refuse
from motivelab.tables.tables import Tables

_NOT_NEGATIVE: dict[str, tuple[str, ...]] = {
    "trials": (
        "max_tokens",
        "units_asked",
        "latency_s",
        "request_completions",
        "input_tokens",
        "output_tokens",
        "reasoning_tokens",
        "cached_tokens",
        "cost_usd",
    ),
    "performances": ("characters", "words", "units_done", "visible_tokens", "reasoning_tokens", "max_tokens"),
}
"""Amounts: what is counted, timed or paid."""


def check_consistency(tables: Tables, *, files: Mapping[str, str] | None = None) -> None:
    """Make sure that tables from elsewhere can be analysed together.

    Rows are told apart by their key; every observation belongs to an answered trial and says of it what the trial says
    of itself (where there is a trials table); percentages of a range lie in 0 to 100, shares in 0 to 1, amounts are not
    negative; positions chosen are 0, 1 or 2, and the chosen task is the one that stood there; in the ledger
    planned = answered + every reason + open, and both are what the trials count.

    Args:
        tables: as read.
        files: the file of each table that was read from one, for errors.

    Raises:
        TableError: they do not hold; names file, table, column and the first row (the first row is 1).
    """
    known = files or {}
    where = {
        name: f"{known[name]}: table {name!r}" if name in known else f"table {name!r}" for name, _ in tables.items()
    }
    for name, frame in tables.items():
        key = KEYS[name]
        again = frame.select(~pl.struct(key).is_first_distinct()).to_series()
        refuse(again, frame, where[name], key, "stands there a second time; keep one of them")
        for column in _NOT_NEGATIVE.get(name, ()):
            below = (frame[column] < 0).fill_null(value=False)
            refuse(below, frame, where[name], (column,), "is less than nothing; correct it, or leave the cell empty")
    reports = tables.self_reports
    for column in ("instrument", "moment"):
        unsaid = reports[column].is_null()
        refuse(unsaid, reports, where["self_reports"], (column,), "is empty; say what was asked, and when (pre, post)")
    for name in ("self_reports", "judgements"):
        frame = getattr(tables, name)
        outside = ~frame["score_100"].is_between(0, 100).fill_null(value=True)
        refuse(outside, frame, where[name], ("score_100",), "is no percentage of a range; it lies in 0 to 100")
    correct = tables.performances["correct"]
    beyond = ~correct.is_between(0, 1).fill_null(value=True)
    refuse(beyond, tables.performances, where["performances"], ("correct",), "is no share; it lies in 0 to 1")
    _check_choices(tables.choices, where["choices"])
    check_ledger(tables, where["nonresponse"], given="nonresponse" in known, trials_given="trials" in known)
    if tables.trials.height or "trials" in known:
        check_agreement(tables, where)


def _check_choices(choices: pl.DataFrame, where: str) -> None:
    position = choices["chosen_position"]
    refuse(~position.is_in([0, 1, 2]), choices, where, ("chosen_position",), "is none of 0 (neither), 1, 2")
    texts = choices.select(pl.col("first_task", "second_task", "chosen_task", "unchosen_task").cast(pl.String))
    first, second = texts["first_task"], texts["second_task"]
    refuse(first == second, choices, where, ("first_task", "second_task"), "are one task; a pair has two")
    for column, at_first, at_second in (("chosen_task", first, second), ("unchosen_task", second, first)):
        stood = pl.select(pl.when(position == 1).then(at_first).when(position == 2).then(at_second)).to_series()
        differs = (texts[column] != stood).fill_null(value=False) | (texts[column].is_not_null() & (position == 0))
        refuse(differs, choices, where, ("chosen_position", column), "contradict each other; correct one of them")
