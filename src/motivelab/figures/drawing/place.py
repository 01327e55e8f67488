"""The order in which names first appear, as numbers to sort by."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl


def place(names: pl.Series, *, first: Iterable[str] = ()) -> pl.Series:
    """Rank of each name's first appearance, from 0; some can be put first.

    Example:
        >>> place(pl.Series(["b", "a", "b", "c"])).to_list()
        [0, 1, 0, 2]
        >>> place(pl.Series(["b", "a", "b", "c"]), first=["c"]).to_list()
        [1, 2, 1, 0]
    """
    order = list(dict.fromkeys([*first, *names.unique(maintain_order=True)]))
    ranks = names.replace_strict(order, list(range(len(order))), return_dtype=pl.Int64) if order else names
    return ranks.cast(pl.Int64)
