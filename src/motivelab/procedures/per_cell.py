"""What is worked out once for a cell of the design and kept for as long as the cell lives."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar
from weakref import WeakKeyDictionary

from motivelab.schema.trial import Cell

Key = TypeVar("Key", bound=Hashable)
Made = TypeVar("Made")


def per_cell(make: Callable[[Cell, Key], Made]) -> Callable[[Cell, Key], Made]:
    """Keep the results of a function of a cell and a key; cells are told apart by identity and are not kept alive.

    What is made must not hold the cell, or neither would ever be let go.

    Example:
        >>> @per_cell
        ... def label(cell, side):
        ...     print("made")
        ...     return f"{cell.procedure} {side}"
        >>> from motivelab.schema.respondent import Respondent
        >>> who = Respondent(name="a", provider="sim", model="coherent")
        >>> cell = Cell(respondent=who, procedure="choice", kind="forced_choice", template="")
        >>> label(cell, 1) == label(cell, 1)
        made
        True
    """
    kept: WeakKeyDictionary[Cell, dict[Key, Made]] = WeakKeyDictionary()

    def made(cell: Cell, key: Key) -> Made:
        of_cell = kept.get(cell)
        if of_cell is None:
            of_cell = kept[cell] = {}
        if key not in of_cell:
            of_cell[key] = make(cell, key)
        return of_cell[key]

    return made
