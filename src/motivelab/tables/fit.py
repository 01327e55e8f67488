"""A table from elsewhere fitted to the codebook's columns and types, or told what is wrong with it, and where."""

from __future__ import annotations

import polars as pl

from motivelab.errors import TableError, choices
from motivelab.schema.column import Column
from motivelab.tables.dtype import dtype
from motivelab.tables.layout import LAYOUT

_WANTED = {
    "string": "text",
    "category": "text",
    "integer": "a whole number",
    "float": "a number",
    "boolean": "true or false",
    "datetime": "a time such as 2026-01-31T09:30:00Z",
}
_TRUTH = {"true": True, "false": False, "1": True, "0": False}


def fit(frame: pl.DataFrame, *, table: str, file: str) -> pl.DataFrame:
    """The table with exactly the codebook's columns and types, in its order.

    Columns that may be empty may also be absent; empty text and NaN count as empty. Whole numbers may be written with
    a decimal point (`3.0`), truth values as `TRUE`, `true` or `1`.

    Args:
        frame: as read; text where it comes from CSV.
        table: which table it is to be.
        file: its file, for errors.

    Raises:
        TableError: an unknown or a missing column, or a cell that does not fit: table, column, row (the first is 1).
    """
    declared = {column.name: column for column in LAYOUT[table]}
    for name in frame.columns:
        if name not in declared:
            raise TableError(
                f"{file}: table {table!r} has no column {name!r}; {choices(name, declared)}. Rename it or take it out"
            )
    columns = []
    for name, column in declared.items():
        if name in frame.columns:
            columns.append(_fit_column(frame[name], column, where=f"{file}: table {table!r}, column {name!r}"))
        elif column.nullable:
            columns.append(pl.Series(name, [None], dtype=dtype(column)).new_from_index(0, frame.height).alias(name))
        else:
            raise TableError(
                f"{file}: table {table!r} lacks the column {name!r} ({column.description}) Add it; it may not be empty"
            )
    return pl.DataFrame(columns)


def _fit_column(given: pl.Series, column: Column, *, where: str) -> pl.Series:
    if isinstance(given.dtype, pl.Float32 | pl.Float64):
        given = given.fill_nan(None)
    elif isinstance(given.dtype, pl.String | pl.Categorical | pl.Enum):
        given = given.cast(pl.String).replace("", None)
    elif given.dtype.is_nested() or given.dtype == pl.Binary:
        raise TableError(f"{where} holds {given.dtype}, not {_WANTED[column.type]}; write single values")
    fitted = _converted(given, column)
    lost = (given.is_not_null() & fitted.is_null()).arg_max() if (given.null_count() < fitted.null_count()) else None
    if lost is not None:
        raise TableError(f"{where}, row {lost + 1}: {given[lost]!r} is not {_wanted(given[lost], column)}")
    if not column.nullable and fitted.null_count():
        row = fitted.is_null().arg_max() or 0
        raise TableError(f"{where}, row {row + 1}: the cell is empty. {column.description} Fill it in")
    return fitted.alias(column.name)


def _wanted(value: object, column: Column) -> str:
    if column.levels:
        return f"one of its levels; {choices(value, column.levels)}. Correct it"
    way_out = ", or leave the cell empty where there is no value" if column.nullable else "; it may not be empty"
    return f"{_WANTED[column.type]}. Correct it{way_out}"


def _converted(given: pl.Series, column: Column) -> pl.Series:
    """The values in the column's type, null where they do not fit."""
    wanted = dtype(column)
    if given.dtype == wanted:
        return _finite(given)
    if column.type == "datetime":
        if given.dtype == pl.String:
            return given.str.to_datetime(time_unit="us", time_zone="UTC", strict=False)
        if isinstance(given.dtype, pl.Datetime):
            moments = given.cast(pl.Datetime("us", given.dtype.time_zone))
            return moments.dt.convert_time_zone("UTC") if given.dtype.time_zone else moments.dt.replace_time_zone("UTC")
        return given.cast(wanted, strict=False) if given.dtype == pl.Null else _nothing(given, wanted)
    if column.type == "boolean":
        words = given.cast(pl.String).str.to_lowercase().str.strip_suffix(".0")
        return words.replace_strict(_TRUTH, default=None, return_dtype=pl.Boolean)
    if column.type in ("integer", "float"):
        if given.dtype == pl.Boolean or given.dtype.is_temporal():
            return _nothing(given, wanted)
        if column.type == "integer" and given.dtype.is_integer():
            return given.cast(wanted, strict=False)
        numbers = _finite(given.cast(pl.Float64, strict=False))
        if column.type == "float":
            return numbers
        return numbers.set(numbers.round() != numbers, None).cast(wanted, strict=False)
    return given.cast(pl.String).cast(wanted, strict=False)


def _finite(values: pl.Series) -> pl.Series:
    return values.set(~values.is_finite(), None) if values.dtype == pl.Float64 else values


def _nothing(given: pl.Series, wanted: pl.DataType) -> pl.Series:
    return pl.Series([None], dtype=wanted).new_from_index(0, len(given))
