"""Human ratings of tasks out of a file of their own."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from motivelab.errors import TableError
from motivelab.tables.fit import fit
from motivelab.tables.layout import KEYS
from motivelab.tables.read_file import read_file

_TABLE = "human_ratings"
_WHAT = "human ratings (columns task, target, rater, rating and, where raters had different sets of tasks, set)"


def read_human_ratings(path: Path) -> pl.DataFrame:
    """The human ratings in a CSV (UTF-8, with a header) or Parquet file, for the field of `Tables` of that name.

    Columns: `task` (as it is called in the run), `target` (`own`: the rater's own motivation; `model`: what the rater
    expects of a language model), `rater`, `rating` (higher: more motivated) and, where raters were given different sets
    of tasks, `set`.

    Args:
        path: the file; one whose name ends in `.parquet` is read as Parquet, any other as CSV.

    Raises:
        TableError: it cannot be read, or a column or cell does not fit: file, column, row (the first below the header
            is 1), what would be valid.
    """
    frame = read_file(path, what=_WHAT, ending="parquet" if path.suffix == ".parquet" else "csv")
    ratings = fit(frame, table=_TABLE, file=str(path))
    if ratings.is_empty():
        raise TableError(f"{path}: there is no rating in it; write one row a rater, task and target below the header")
    again = ratings.select(~pl.struct(KEYS[_TABLE]).is_first_distinct()).to_series()
    row = again.arg_max()
    if row is not None and again[row]:
        task, target, rater = (ratings[column][row] for column in KEYS[_TABLE])
        raise TableError(
            f"{path}: table {_TABLE!r}, columns 'task', 'target', 'rater', row {row + 1}: rater {rater!r} rates task "
            f"{task!r} for target {target!r} a second time; keep one of the ratings, or give the raters names of their "
            "own"
        )
    return ratings
