"""Columns of a replication kept as one tidy table, read and checked."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Final

import polars as pl

from motivelab.errors import TableError, choices
from motivelab.tables.read_file import read_file

PROCEDURES: Final = (
    "pre_self_report",
    "pre_self_report_breakdown",
    "execute",
    "post_self_report",
    "post_similar_self_report",
    "post_questionnaire",
    "pre_choose",
)
STATUSES: Final = ("ok", "null", "unparsed", "lost_first_unparsed", "error")

_TEXT: Final = ("model", "categories", "procedure", "manipulation", "item", "status")
_WHOLE: Final = (
    "task_id",
    "family_id",
    "replicate",
    "output_tokens",
    "created",
    "pair_id",
    "task_id_0",
    "task_id_1",
    "manipulate_on",
)
_OPTIONAL: Final = ("output_tokens", "created")
_CHOICE: Final = ("pair_id", "task_id_0", "task_id_1", "manipulate_on")


def read_long_columns(path: Path) -> pl.DataFrame:
    """The columns of one tidy table, typed; choices have pairs, everything else has tasks.

    Raises:
        TableError: the file cannot be read, a column is missing, or a cell is not what its column holds; names file,
            column and row (the first row is 1).
    """
    given = _read(path)
    needed = [*_TEXT, *_WHOLE, "value"]
    for name in needed:
        if name not in given.columns and name not in _OPTIONAL:
            raise TableError(f"{path}: there is no column {name!r}; {choices(name, given.columns)}")
    columns = [_column(given, name, path) for name in needed]
    frame = pl.DataFrame(columns)
    _check(frame, path)
    return frame


def read_categories(told: pl.Series, path: Path) -> dict[str, str]:
    """Categories of each distinct cell, joined by `|`; a cell is a list such as `['A', 'B']`, or `A|B`.

    Raises:
        TableError: a cell is neither.
    """
    known = {}
    for cell in told.drop_nulls().unique():
        if not cell.startswith("["):
            known[cell] = cell
            continue
        try:
            names = ast.literal_eval(cell)
        except (ValueError, SyntaxError) as error:
            raise _wrong(path, "categories", told == cell, cell, "is no list such as ['A', 'B']") from error
        if not isinstance(names, list) or not all(isinstance(n, str) and n for n in names):
            raise _wrong(path, "categories", told == cell, cell, "is no list of names such as ['A', 'B']")
        known[cell] = "|".join(names)
    return known


def _read(path: Path) -> pl.DataFrame:
    return read_file(path, what="tidy table", ending="csv" if path.suffix == ".csv" else "parquet")


def _column(given: pl.DataFrame, name: str, path: Path) -> pl.Series:
    if name not in given.columns:
        return pl.Series(name, [None], dtype=pl.Int64).new_from_index(0, given.height).alias(name)
    cells = given[name]
    if name in _TEXT:
        return cells.cast(pl.String).replace("", None).alias(name)
    if isinstance(cells.dtype, pl.String | pl.Categorical | pl.Enum):
        text = cells.cast(pl.String).replace("", None)
        number = text.cast(pl.Float64, strict=False)
        unread = text.is_not_null() & number.is_null()
        if unread.any():
            raise _wrong(path, name, unread, text[unread.arg_max() or 0], "is not a number")
    elif cells.dtype.is_numeric() or isinstance(cells.dtype, pl.Null):
        number = cells.cast(pl.Float64)
    else:
        raise TableError(f"{path}: column {name!r} holds {cells.dtype}; it must hold numbers")
    number = number.fill_nan(None)
    endless = number.is_infinite().fill_null(value=False)
    if endless.any():
        raise _wrong(path, name, endless, number[endless.arg_max() or 0], "is not finite")
    if name == "value":
        return number
    broken = (number != number.round()).fill_null(value=False)
    if broken.any():
        raise _wrong(path, name, broken, number[broken.arg_max() or 0], "is not a whole number")
    return number.cast(pl.Int64)


def _check(frame: pl.DataFrame, path: Path) -> None:
    for name in ("model", "procedure", "manipulation", "item", "status", "replicate"):
        _refuse(frame, path, name, pl.col(name).is_null(), "is empty")
    for name, valid in (("procedure", PROCEDURES), ("status", STATUSES)):
        _refuse(frame, path, name, ~pl.col(name).is_in(valid), f"is none of {', '.join(valid)}")
    choice, work = pl.col("procedure") == "pre_choose", pl.col("procedure") == "execute"
    for name in ("task_id", "family_id", "categories"):
        _refuse(frame, path, name, ~choice & pl.col(name).is_null(), "is empty outside choices")
    for name in _CHOICE:
        _refuse(frame, path, name, choice & pl.col(name).is_null(), "is empty in a choice")
    _refuse(frame, path, "manipulate_on", choice & ~pl.col("manipulate_on").is_in([0, 1]), "is none of 0, 1")
    _refuse(
        frame, path, "value", choice & ~pl.col("value").fill_null(1).is_in([1.0, 2.0]), "is none of 1, 2 in a choice"
    )
    answered = pl.col("status") == "ok"
    _refuse(frame, path, "value", answered & ~work & pl.col("value").is_null(), "is empty though the status is ok")
    _refuse(frame, path, "value", ~answered & pl.col("value").is_not_null(), "stands there though the status is not ok")
    _refuse(frame, path, "replicate", ~pl.col("replicate").is_between(0, 999), "is not from 0 to 999")
    key = ("model", "procedure", "manipulation", "item", "task_id", "pair_id", "replicate")
    again = frame.select(pl.struct(key).hash().alias("key")).select(~pl.col("key").is_first_distinct()).to_series()
    if again.any():
        row = again.arg_max() or 0
        cell = ", ".join(f"{k} {frame[k][row]!r}" for k in key if frame[k][row] is not None)
        raise TableError(f"{path}: row {row + 1} repeats an earlier one ({cell}); keep one of them")
    tasks = frame.filter(~choice).select("task_id", "family_id", "categories").unique()
    for name in ("family_id", "categories"):
        differing = tasks.group_by("task_id").agg(pl.col(name).n_unique()).filter(pl.col(name) > 1)["task_id"].to_list()
        if differing:
            task = min(differing)
            _refuse(frame, path, name, pl.col("task_id") == task, f"differs between rows of task {task}", every=True)


def _refuse(frame: pl.DataFrame, path: Path, name: str, wrong: pl.Expr, what: str, *, every: bool = False) -> None:
    rows = frame.select(wrong.alias("wrong")).to_series().fill_null(value=False)
    if not rows.any():
        return
    if every:  # the first row is right by itself; the first that differs from it is the one to look at
        first = frame[name][rows.arg_max() or 0]
        rows = rows & (frame[name] != first)
    raise _wrong(path, name, rows, frame[name][rows.arg_max() or 0], what)


def _wrong(path: Path, name: str, rows: pl.Series, value: object, what: str) -> TableError:
    return TableError(f"{path}: column {name!r}, row {(rows.arg_max() or 0) + 1}: {value!r} {what}")
