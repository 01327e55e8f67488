"""Vega-Lite as plain values: marks, what stands where, and the rows that they show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal, TypeAlias

import polars as pl

Spec: TypeAlias = dict[str, Any]
Kind: TypeAlias = Literal["quantitative", "nominal"]


def column(name: str, kind: Kind = "quantitative", **more: object) -> Spec:
    """A column shown by a channel.

    Args:
        name: of the column.
        kind: whether it holds numbers or names.
        more: `title`, `scale`, `axis`, `legend`, `sort`, ... as Vega-Lite names them.

    Example:
        >>> column("row", "nominal", title=None)
        {'field': 'row', 'type': 'nominal', 'title': None}
    """
    return {"field": name, "type": kind, **more}


def told(name: str, kind: Kind = "quantitative", *, title: str = "", form: str = "") -> Spec:
    """A line of what a pointer tells: a column, what it is called there, and the format of its numbers."""
    return column(name, kind) | ({"title": title} if title else {}) | ({"format": form} if form else {})


def marks(shape: str, encoding: Mapping[str, Any], *, rows: str = "", known: str = "", **look: object) -> Spec:
    """Marks of one shape, one a row.

    Args:
        shape: of a mark, as Vega-Lite names it.
        encoding: channel by channel, what is shown; channels are laid out by name.
        rows: name of the rows, where they are not the drawing's first ones.
        known: a column; rows in which it is missing have no mark.
        look: what all marks have in common.

    Example:
        >>> marks("rule", {"x": column("low"), "x2": {"field": "high"}}, known="low", strokeWidth=2)["transform"]
        [{'filter': 'isValid(datum.low)'}]
    """
    spec: Spec = {"mark": {"type": shape, **look}, "encoding": dict(sorted(encoding.items()))}
    if rows:
        spec["data"] = {"name": rows}
    if known:
        spec["transform"] = [{"filter": f"isValid(datum.{known})"}]
    return spec


def layered(layers: Iterable[Spec], rows: Mapping[str, pl.DataFrame]) -> Spec:
    """Layers over each other, the first one lowest.

    Args:
        layers: what `marks` made.
        rows: by name, what they show; the first ones are those of layers that name none.
    """
    own = {"data": {"name": next(iter(rows))}}
    held = {"datasets": {name: frame.to_dicts() for name, frame in rows.items()}}
    if len(rows) == 1:
        return own | held | {"layer": list(layers)}
    return held | {"layer": [own | layer for layer in layers]}


def alone(layer: Spec, rows: pl.DataFrame) -> Spec:
    """A single layer with its rows."""
    return layer | {"data": {"name": "rows"}, "datasets": {"rows": rows.to_dicts()}}
