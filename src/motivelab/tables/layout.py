"""Which columns each table has, and how Polars keeps them."""

from __future__ import annotations

from types import MappingProxyType

import polars as pl

from motivelab.schema.column import Column
from motivelab.tables import choices, human_ratings, judgements, nonresponse, performances, self_reports, trials
from motivelab.tables.dtype import schema_of

LAYOUT: MappingProxyType[str, tuple[Column, ...]] = MappingProxyType(
    {
        "trials": trials.COLUMNS,
        "self_reports": self_reports.COLUMNS,
        "performances": performances.COLUMNS,
        "judgements": judgements.COLUMNS,
        "choices": choices.COLUMNS,
        "nonresponse": nonresponse.COLUMNS,
        "human_ratings": human_ratings.COLUMNS,
    }
)
"""Columns by table, in the order in which they stand."""

KEYS: MappingProxyType[str, tuple[str, ...]] = MappingProxyType(
    {
        "trials": ("trial_id",),
        "self_reports": ("trial_id", "item"),
        "performances": ("trial_id",),
        "judgements": ("trial_id", "criterion"),
        "choices": ("trial_id",),
        "nonresponse": ("respondent", "procedure", "condition"),
        "human_ratings": ("task", "target", "rater"),
    }
)
"""What tells a table's rows apart."""


def table_schema(table: str) -> dict[str, pl.DataType]:
    """Names and Polars types of a table's columns.

    Raises:
        KeyError: there is no such table.

    Example:
        >>> table_schema("performances")["complied"]
        Boolean
    """
    return schema_of(LAYOUT[table])


def empty_table(table: str) -> pl.DataFrame:
    """A table without rows."""
    return pl.DataFrame(schema=table_schema(table))
