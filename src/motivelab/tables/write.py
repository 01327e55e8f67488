"""Tables into files: Parquet and CSV, whole or not at all."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal, TypeAlias, get_args

import polars as pl

from motivelab.errors import InputError, choices
from motivelab.store.failures import as_store_error
from motivelab.tables.codebook import codebook_markdown
from motivelab.tables.plain_cells import plain_cells
from motivelab.tables.tables import Tables

Format: TypeAlias = Literal["parquet", "csv"]
FORMATS: tuple[Format, ...] = get_args(Format)

_MOMENT = "%Y-%m-%dT%H:%M:%S%.6fZ"


def write_tables(tables: Tables, directory: Path, *, formats: Sequence[Format] = FORMATS) -> list[Path]:
    """Write every table as `<name>.parquet` and `<name>.csv`, and the codebook as `codebook.csv` and `codebook.md`.

    Parquet keeps texts verbatim. In CSV, cells that a spreadsheet would run are made plain (see `plain_cells`), empty
    cells stand for no value, times are ISO 8601 in UTC. Human ratings are written only where there are some. Files
    take their names only when all of them are whole, so that a directory never holds half a table.

    Args:
        tables: what to write.
        directory: made with its parents; files of the same names are replaced.
        formats: which formats.

    Returns:
        The files, in the order of the codebook.

    Raises:
        InputError: a format that is not known.
        StoreUnwritableError: the directory cannot be written to, or there is no room.
    """
    for asked in formats:
        if asked not in FORMATS:
            raise InputError(f"formats: there is no format {asked!r} of tables; {choices(asked, FORMATS)}")
    jobs: dict[Path, Callable[[Path], object]] = {}
    for name, frame in tables.items():
        if name == "human_ratings" and frame.is_empty():
            continue  # no run has them; those that a person put into the directory stay
        for ending in dict.fromkeys(formats):
            jobs[directory / f"{name}.{ending}"] = _writer(frame, ending)
    jobs[directory / "codebook.csv"] = _writer(tables.codebook(), "csv")
    jobs[directory / "codebook.md"] = _write_markdown
    partial = {path: path.with_name(f".{path.name}.{os.getpid()}.partial") for path in jobs}
    try:
        directory.mkdir(parents=True, exist_ok=True)
        for path, write in jobs.items():
            write(partial[path])
        for path in jobs:
            partial[path].replace(path)
    except OSError as error:
        raise as_store_error(error, directory) from error
    except pl.exceptions.ComputeError as error:  # Polars' own way of saying that a file could not be written
        raise as_store_error(OSError(errno.EIO, str(error)), directory) from error
    finally:
        for path in partial.values():
            _remove(path)
    return list(jobs)


def _writer(frame: pl.DataFrame, ending: Format) -> Callable[[Path], object]:
    if ending == "parquet":
        return lambda path: frame.write_parquet(path, compression="zstd", compression_level=3)
    return lambda path: plain_cells(frame).write_csv(path, datetime_format=_MOMENT)


def _write_markdown(path: Path) -> None:
    path.write_text(f"# Codebook\n\n{codebook_markdown()}", encoding="utf-8")


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:  # the directory itself cannot be written to, which has been said
        return
