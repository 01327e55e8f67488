"""Tables out of files, made here or elsewhere in the same layout."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from motivelab.errors import TableError
from motivelab.tables.consistency import check_consistency
from motivelab.tables.fit import fit
from motivelab.tables.layout import LAYOUT, empty_table
from motivelab.tables.nonresponse import nonresponse_table
from motivelab.tables.plain_cells import formula_cells
from motivelab.tables.tables import Tables


def read_tables(directory: Path) -> Tables:
    """The tables in a directory, checked against the codebook.

    Each is read from `<name>.parquet` or, where there is none, from `<name>.csv`. A table that is not there has no
    rows; a missing ledger is counted from the trials. In CSV, quotes that keep a spreadsheet from running a cell are
    taken off again.

    Args:
        directory: where `write_tables`, or someone else, put them.

    Raises:
        TableError: there is no table, or one cannot be read or does not have the codebook's layout; the message names
            file, table, column and row.
    """
    found = {name: _read(directory, name) for name in LAYOUT}
    if all(frame is None for frame in found.values()):
        raise TableError(
            f"{directory}: there is no table here; expected {', '.join(f'{name}.parquet or .csv' for name in LAYOUT)}. "
            "`motivelab tables RUN` writes them"
        )
    frames = {name: frame if frame is not None else empty_table(name) for name, frame in found.items()}
    if found["nonresponse"] is None:
        frames["nonresponse"] = nonresponse_table(frames["trials"])
    tables = Tables(**frames)
    check_consistency(tables)
    return tables


def _read(directory: Path, name: str) -> pl.DataFrame | None:
    for ending in ("parquet", "csv"):
        path = directory / f"{name}.{ending}"
        if not path.is_file():
            continue
        try:
            frame = pl.read_parquet(path, glob=False) if ending == "parquet" else _read_csv(path)
        except (OSError, pl.exceptions.PolarsError, UnicodeDecodeError) as error:
            raise TableError(
                f"{path}: table {name!r} cannot be read ({error}); write it again as UTF-8 {ending}"
            ) from error
        return fit(frame, table=name, file=str(path))
    return None


def _read_csv(path: Path) -> pl.DataFrame:
    frame = pl.read_csv(path, infer_schema=False, glob=False)
    return frame.with_columns(formula_cells(column) for column in frame.iter_columns())
