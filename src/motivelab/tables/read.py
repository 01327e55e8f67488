"""Tables out of files, made here or elsewhere in the same layout."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl

from motivelab.errors import TableError
from motivelab.tables.agreement import filled_from_trials
from motivelab.tables.consistency import check_consistency
from motivelab.tables.fit import fit
from motivelab.tables.implied_trials import implied_trials
from motivelab.tables.layout import LAYOUT, empty_table
from motivelab.tables.nonresponse import nonresponse_table
from motivelab.tables.read_file import read_file
from motivelab.tables.tables import Tables


def read_tables(directory: Path) -> Tables:
    """The tables in a directory, checked against the codebook.

    Each is read from `<name>.parquet` or, where there is none, from `<name>.csv`. A table that is not there has no
    rows; a missing ledger is counted from the trials, and where both are missing the observations are all that was
    asked. In CSV, quotes that keep a spreadsheet from running a cell are taken off again.

    Args:
        directory: where `write_tables`, or someone else, put them.

    Raises:
        TableError: there is no table, or one cannot be read or does not have the codebook's layout; the message names
            file, table, column and row.
    """
    files = {name: path for name in LAYOUT if (path := _file(directory, name)) is not None}
    if not files and not directory.is_dir():
        what = "this is a file" if directory.exists() else "there is no such folder"
        raise TableError(f"{directory}: {what}; name the folder that holds the tables")
    if not files:
        raise TableError(
            f"{directory}: there is no table here; expected {', '.join(f'{name}.parquet or .csv' for name in LAYOUT)}. "
            "`motivelab tables RUN` writes them"
        )
    frames = {name: _read(files[name], name) if name in files else empty_table(name) for name in LAYOUT}
    if "nonresponse" not in files:
        frames["nonresponse"] = nonresponse_table(frames["trials"])
    tables = filled_from_trials(Tables(**frames))
    check_consistency(tables, files={name: str(path) for name, path in files.items()})
    if "trials" in files or "nonresponse" in files:
        return tables
    trials = implied_trials(dict(tables.items()))
    return replace(tables, trials=trials, nonresponse=nonresponse_table(trials))


def _file(directory: Path, name: str) -> Path | None:
    for ending in ("parquet", "csv"):
        path = directory / f"{name}.{ending}"
        if path.is_file():
            return path
        if path.exists():
            raise TableError(f"{path}: table {name!r} is no file; write it as a single file, or take it out")
    return None


def _read(path: Path, name: str) -> pl.DataFrame:
    return fit(read_file(path, what=f"table {name!r}"), table=name, file=str(path))
