"""All estimates as files: Parquet, CSV, JSON."""

from __future__ import annotations

import io
from pathlib import Path

import polars as pl

from motivelab.store.whole_file import write_whole_file
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
        StoreUnwritableError: the folder cannot be written to.
    """
    parquet = io.BytesIO()
    estimates.write_parquet(parquet)
    contents: dict[str, str | bytes] = {
        "estimates.parquet": parquet.getvalue(),
        "estimates.csv": plain_cells(estimates).write_csv(),
        "estimates.json": estimates.write_json(),
    }
    return [write_whole_file(folder / name, content) for name, content in contents.items()]
