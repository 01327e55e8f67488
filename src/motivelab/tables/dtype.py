"""How Polars keeps a column of the codebook."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import polars as pl

from motivelab.schema.column import Column


@cache
def dtype(column: Column) -> pl.DataType:
    """The Polars type of a column: an Enum where its levels are closed, a Categorical where they are open.

    >>> dtype(Column(name="part", type="category", description="", levels=("core", "control")))
    Enum(categories=['core', 'control'])
    """
    if column.type == "category":
        return pl.Enum(column.levels) if column.levels else pl.Categorical()
    return {
        "string": pl.String(),
        "integer": pl.Int64(),
        "float": pl.Float64(),
        "boolean": pl.Boolean(),
        "datetime": pl.Datetime("us", "UTC"),
    }[column.type]


def schema_of(columns: Iterable[Column]) -> dict[str, pl.DataType]:
    """Names and Polars types of some columns, in their order."""
    return {column.name: dtype(column) for column in columns}
