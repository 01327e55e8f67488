"""The codebook: what every column of every table holds."""

from __future__ import annotations

import polars as pl

from motivelab.schema.column import Column
from motivelab.tables.layout import LAYOUT

_ABOUT = {
    "trials": "One row a planned trial, whether it was answered or not, in the order of the plan.",
    "self_reports": "One row an answered self-report and item of its instrument.",
    "performances": "One row a performance that brought work or a refusal of it.",
    "judgements": "One row an answered judgement and criterion of its rubric.",
    "choices": "One row an answered choice between two tasks.",
    "nonresponse": "The ledger, one row a respondent, procedure and condition.",
    "human_ratings": "One row a rating that a person gave of a task; handed in from outside, empty otherwise.",
}


def codebook() -> pl.DataFrame:
    """One row a column: table, column, type, unit, levels, whether it may be empty, and what it holds.

    Example:
        >>> codebook().row(by_predicate=pl.col("column") == "complied")[:3]
        ('performances', 'complied', 'boolean')
    """
    rows = [
        (table, c.name, c.type, c.unit, " | ".join(c.levels), c.nullable, c.description)
        for table, columns in LAYOUT.items()
        for c in columns
    ]
    schema = {
        "table": pl.String,
        "column": pl.String,
        "type": pl.String,
        "unit": pl.String,
        "levels": pl.String,
        "may_be_empty": pl.Boolean,
        "description": pl.String,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def codebook_markdown() -> str:
    """The codebook for people: one section a table."""
    return "\n".join(_section(table, columns) for table, columns in LAYOUT.items())


def _section(table: str, columns: tuple[Column, ...]) -> str:
    ruled = "| column | type | unit | may be empty | holds |\n| --- | --- | --- | --- | --- |\n"
    return f"## {table}\n\n{_ABOUT[table]}\n\n{ruled}" + "".join(_line(column) for column in columns)


def _line(column: Column) -> str:
    levels = f" One of: {', '.join(column.levels)}." if column.levels else ""
    holds = (column.description + levels).replace("|", "\\|")
    return f"| `{column.name}` | {column.type} | {column.unit} | {'yes' if column.nullable else ''} | {holds} |\n"
