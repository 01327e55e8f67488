"""Observations beside the trials that they are answers to: what they leave empty, and what they contradict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from motivelab.errors import TableError
from motivelab.tables.refuse import refuse
from motivelab.tables.tables import Tables

_LABELS = ("procedure", "moment", "condition", "instrument", "format")
_OF_TASK = ("task", "family", "category")
_SAME: dict[str, dict[str, str]] = {
    "self_reports": {c: c for c in ("respondent", *_LABELS, *_OF_TASK)},
    "performances": {c: c for c in ("respondent", "procedure", "condition", *_OF_TASK)},
    "judgements": {"judge": "respondent"} | {c: c for c in ("author", *_LABELS, *_OF_TASK) if c != "moment"},
    "choices": {c: c for c in ("respondent", "procedure", "condition", "pair", "manipulated_position")}
    | {"first_task": "task", "first_family": "family", "first_category": "category", "second_task": "other_task"},
}
"""Column of an observation: the column of trials that says the same."""


def filled_from_trials(tables: Tables) -> Tables:
    """The tables with what observations leave empty taken from their trials, as far as it says the same.

    Example:
        >>> from motivelab.tables.layout import LAYOUT, empty_table
        >>> nothing = Tables(**{name: empty_table(name) for name in LAYOUT})
        >>> filled_from_trials(nothing).choices.height
        0
    """
    trials = tables.trials
    at = trials.select("trial_id").with_row_index("row").unique("trial_id", keep="first", maintain_order=True)
    filled = {}
    for name, same in _SAME.items():
        frame: pl.DataFrame = getattr(tables, name)
        lacking = {own: theirs for own, theirs in same.items() if frame[own].null_count()}
        if lacking and trials.height:
            rows = frame.select("trial_id").join(at, on="trial_id", how="left", maintain_order="left")["row"]
            frame = frame.with_columns(
                frame[own].fill_null(trials[theirs].gather(rows).alias(own)) for own, theirs in lacking.items()
            )
        filled[name] = frame
    return replace(tables, **filled)


def check_agreement(tables: Tables, where: Mapping[str, str]) -> None:
    """Make sure that each observation belongs to an answered trial, and says of it what the trial says of itself.

    A cell that is empty on either side says nothing.

    Args:
        tables: as read.
        where: file and name of each table.

    Raises:
        TableError: names table, column, row and both values.
    """
    trials = tables.trials
    at = trials.select("trial_id").with_row_index("row")
    for name, same in _SAME.items():
        frame: pl.DataFrame = getattr(tables, name)
        rows = frame.select("trial_id").join(at, on="trial_id", how="left", maintain_order="left")["row"]
        refuse(rows.is_null(), frame, where[name], ("trial_id",), "is not in the table 'trials'; add it there")
        status = trials["status"].gather(rows)
        _refuse_unlike(status != "answered", frame, where[name], "trial_id", "status", status)
        for column, of_trial in same.items():
            planned = trials[of_trial].gather(rows)
            _refuse_unlike(_unlike(frame[column], planned), frame, where[name], column, of_trial, planned)


def _unlike(own: pl.Series, planned: pl.Series) -> pl.Series:
    if isinstance(own.dtype, pl.Enum) and own.dtype != planned.dtype:
        return own.cast(pl.String) != planned.cast(pl.String)
    return own != planned


def _refuse_unlike(
    unlike: pl.Series, frame: pl.DataFrame, where: str, column: str, of_trial: str, planned: pl.Series
) -> None:
    wrong = unlike.fill_null(value=False)
    row = wrong.arg_max()
    if row is None or not wrong[row]:
        return
    said = f"{where}, column {column!r}, row {row + 1}: {frame[column][row]!r}"
    trial = frame["trial_id"][row]
    if of_trial == "status":
        raise TableError(
            f"{said} has an answer here, but the table 'trials' says that it is {planned[row]!r}, not 'answered'; "
            "correct one of them"
        )
    raise TableError(
        f"{said}, but of trial {trial!r} the table 'trials' says {of_trial} {planned[row]!r}; correct one of them"
    )
