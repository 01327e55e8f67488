"""Legends beneath a drawing; where a script runs, a name in one can be chosen and the others step back."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

_CHOICE = "chosen"
_LINE = 20
_LETTER = 6.6
_SYMBOL = 26


def legend(names: Sequence[str], *, width: int) -> alt.Legend:
    """A legend in as many columns as the panel has room for."""
    return alt.Legend(title=None, orient="bottom", columns=_columns(names, width=width), symbolStrokeWidth=0)


def legend_height(names: Sequence[str], *, width: int) -> int:
    """Pixels it takes; none for a single series, which has no legend."""
    if len(names) < 2:
        return 0
    return _LINE * -(-len(names) // _columns(names, width=width)) + 6


def legend_choice() -> alt.Parameter:
    """The series that was chosen in the legend; none means all."""
    return alt.selection_point(name=_CHOICE, fields=["series"], bind="legend")


def chosen_series() -> alt.OpacityValue:
    """Marks of series that were not chosen step back."""
    return alt.OpacityValue(0.15, condition={"param": _CHOICE, "value": 1})


def _columns(names: Sequence[str], *, width: int) -> int:
    longest = max(len(name) for name in names) * _LETTER + _SYMBOL
    return max(1, min(len(names), int((width - 20) // longest)))
