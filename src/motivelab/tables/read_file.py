"""A table's file as it is, before anything is made of it."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Literal

import polars as pl

from motivelab.errors import TableError
from motivelab.tables.plain_cells import formula_cells

_DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}


def read_file(path: Path, *, what: str, ending: Literal["parquet", "csv"] | None = None) -> pl.DataFrame:
    """A Parquet file, or a CSV file as text, with its cells as they were before `plain_cells`.

    Args:
        path: the file; a folder is none.
        what: what it should hold, for errors.
        ending: which of the two it is; by default as its name says.

    Raises:
        TableError: it is not there, is a folder, cannot be read, or has other delimiters than commas.
    """
    form = ending or ("parquet" if path.suffix == ".parquet" else "csv")
    if not path.is_file():  # of a folder Polars would read all files as one
        raise TableError(f"{path}: {what}: {'this is no file' if path.exists() else 'there is no such file'}; name one")
    try:
        if form == "parquet":
            return pl.read_parquet(path, glob=False)
        frame = pl.read_csv(path, infer_schema=False, glob=False)
    except (OSError, pl.exceptions.PolarsError, UnicodeDecodeError) as error:
        raise TableError(
            f"{path}: {what} cannot be read ({_reason(error)}); write it again as {_WRITTEN[form]}"
        ) from error
    _check_delimiter(path, frame.columns, what)
    return frame.with_columns(formula_cells(column) for column in frame.iter_columns())


_WRITTEN = {"parquet": "Parquet", "csv": "CSV in UTF-8, with a header and commas between the cells"}


def _reason(error: Exception) -> str:
    """The first line of what went wrong; the others advise on Polars."""
    said = str(error).strip()
    return said.splitlines()[0][:200] if said else type(error).__name__


def _check_delimiter(path: Path, columns: list[str], what: str) -> None:
    if len(columns) != 1:
        return
    for delimiter, name in _DELIMITERS.items():
        if len(next(csv.reader(columns, delimiter=delimiter), [])) > 1:
            raise TableError(f"{path}: {what}: the cells are parted by {name}; write it again with commas between them")
