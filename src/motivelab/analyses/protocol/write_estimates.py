"""All estimates as files: Parquet, CSV, JSON."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl

from motivelab.errors import InputError
from motivelab.tables.plain_cells import plain_cells


def write_estimates(estimates: pl.DataFrame, folder: Path) -> list[Path]:
    """Write the tidy table of estimates, in each form whole or not at all.

    Args:
        estimates: as `to_frame` gives it.
        folder: where to; it is made where it is missing.

    Returns:
        `estimates.parquet`, `estimates.csv` (texts made harmless for spreadsheets) and `estimates.json` (a list
        with one object an estimate; what is not defined is null).

    Raises:
        InputError: the folder cannot be written to.
    """
    writers: dict[str, Callable[[Path], None]] = {
        "estimates.parquet": estimates.write_parquet,
        "estimates.csv": plain_cells(estimates).write_csv,
        "estimates.json": estimates.write_json,
    }
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, write in writers.items():
            partial = folder / f".{name}.partial"
            write(partial)
            written.append(partial.replace(folder / name))
    except OSError as error:
        raise InputError(
            f"cannot write {error.filename or folder}: {error.strerror or error}; name another folder with --out"
        ) from error
    return written
