"""What the page asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from motivelab.viewer.index import FILTERS

SORTS = ("plan", "started", "latency_s", "output_tokens", "cost_usd", "task", "status")
"""What trials can be ordered by; `plan` is the order in which they are asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Which trials, in which order, from where on.

    Attributes:
        filters: value by column of `FILTERS`.
        task: part of a task's or family's name, or "".
        text: what the verbatim reply must hold, upper and lower case alike, or "".
        sort: one of `SORTS`.
        descending: the largest first.
        start: how many of the matching trials to pass over.
    """

    filters: Mapping[str, str]
    task: str = ""
    text: str = ""
    sort: str = "plan"
    descending: bool = False
    start: int = 0


def parse_query(given: Mapping[str, str]) -> Query:
    """A query from an address's parameters; unknown ones are passed over.

    Raises:
        ValueError: a value cannot be: the message says which.

    Example:
        >>> parse_query({"condition": "money", "start": "50"}).start
        50
    """
    sort, start = given.get("sort", "plan"), given.get("start", "0")
    if sort not in SORTS:
        raise ValueError(f"sort = {sort!r}: expected one of {', '.join(SORTS)}")
    if not (start.isascii() and start.isdigit() and len(start) < 10):
        raise ValueError(f"start = {start!r}: expected a whole number from 0")
    return Query(
        filters={name: given[name] for name in FILTERS if given.get(name)},
        task=given.get("task", ""),
        text=given.get("text", ""),
        sort=sort,
        descending=given.get("order") == "down",
        start=int(start),
    )


def matching(frame: pl.DataFrame, query: Query) -> pl.DataFrame:
    """The index's rows that fit, in order; the reply's text is not looked at.

    Args:
        frame: `Index.frame`.
        query: what was asked.
    """
    wanted = [pl.col(name).cast(pl.String) == value for name, value in query.filters.items()]
    if query.task:
        names = pl.col("task", "family", "other_task").cast(pl.String)
        wanted.append(pl.any_horizontal(names.str.contains(query.task, literal=True).fill_null(False)))
    found = frame.filter(*wanted) if wanted else frame
    if query.sort == "plan":
        return found.reverse() if query.descending else found
    key = pl.col(query.sort).cast(pl.String) if query.sort in ("task", "status") else pl.col(query.sort)
    return found.sort(key, descending=query.descending, nulls_last=True, maintain_order=True)
