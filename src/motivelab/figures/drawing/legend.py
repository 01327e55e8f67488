"""Legends beneath a drawing; where a script runs, a name in one can be chosen and the others step back."""

from __future__ import annotations

from collections.abc import Sequence

from motivelab.figures.drawing.vega_lite import Spec

_CHOICE = "chosen"
_LINE = 20
_LETTER = 6.6
_SYMBOL = 26


def legend(names: Sequence[str], *, width: int) -> Spec:
    """A legend in as many columns as the panel has room for."""
    return {"title": None, "orient": "bottom", "columns": _columns(names, width=width), "symbolStrokeWidth": 0}


def legend_height(names: Sequence[str], *, width: int) -> int:
    """Pixels it takes; none for a single series, which has no legend."""
    if len(names) < 2:
        return 0
    return _LINE * -(-len(names) // _columns(names, width=width)) + 6


def legend_choice() -> Spec:
    """The series that was chosen in the legend; none means all. It belongs to one of the drawing's layers."""
    return {"params": [{"name": _CHOICE, "select": {"type": "point", "fields": ["series"]}, "bind": "legend"}]}


def chosen_series() -> Spec:
    """Marks of series that were not chosen step back."""
    return {"condition": {"param": _CHOICE, "value": 1}, "value": 0.15}


def _columns(names: Sequence[str], *, width: int) -> int:
    longest = max(len(name) for name in names) * _LETTER + _SYMBOL
    return max(1, min(len(names), int((width - 20) // longest)))
