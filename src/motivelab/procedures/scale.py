"""What a parser must know of a cell: which items, on which scale, how many of them suffice."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from motivelab.procedures.item_order import item_order
from motivelab.procedures.per_cell import per_cell
from motivelab.schema.instrument import Instrument, ResponseFormat
from motivelab.schema.trial import Cell

AMOUNT = (
    r"(?<![\w.,/%])(?P<number>[+\-−]?\d+(?:\.\d+)?)"
    r"(?:\s*(?P<percent>%)|\s*(?:/|out of)\s*(?P<whole>\d+(?:\.\d+)?))?(?![\w/%]|[.,]\d)"
)
"""A number standing by itself, perhaps with a percent sign or "out of" something."""

_GENERIC = ("score", "rating", "answer", "value", "number", "response")
_AROUND = (("", "score"), ("", "rating"), ("", "level"), ("overall", ""), ("my", ""), ("", ""))
_VERB = r"(?:\s+(?:is|was|would\s+be))?"
_JOIN = r"[\s:=|*_\"'`(–—→>-]{1,12}?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Items and response format of one cell.

    Attributes:
        ids: items in canonical order.
        quoted: the items as keys of a JSON object.
        keys: item by its name without case and punctuation, also with "score" after it and the like; for a single item
            also "score" alone.
        low: smallest number that can be answered.
        high: largest.
        labels: number by its label without case and outer punctuation.
        does_not_apply: whether that answer is offered.
        needed: how many items must be read for the response to count as answered.
        labelled: finds "Interest: 85" and the like in prose; group `name` is the item, or a generic word.
        restated: finds the scale itself ("from 1 to 100") in prose.
    """

    ids: tuple[str, ...]
    quoted: tuple[str, ...]
    keys: Mapping[str, str]
    low: int
    high: int
    labels: Mapping[str, int]
    does_not_apply: bool
    needed: int
    labelled: re.Pattern[str]
    restated: re.Pattern[str]

    def has(self, number: float) -> bool:
        """Whether the number lies on the scale, ends included."""
        return self.low <= number <= self.high


def scale(instrument: Instrument, response_format: ResponseFormat) -> Scale:
    """The scale of an instrument answered in a response format."""
    ids = tuple(item.id for item in instrument.items)
    keys = {f"{before}{bare_key(i)}{after}": i for i in ids for before, after in _AROUND}
    names = [re.escape(i).replace("_", r"[\s_-]?") for i in sorted(ids, key=len, reverse=True)]
    if len(ids) == 1:
        keys = {**dict.fromkeys(_GENERIC, ids[0]), **keys}
        names += _GENERIC
    low, high = response_format.low, response_format.high
    return Scale(
        ids=ids,
        quoted=tuple(f'"{i}"' for i in ids),
        keys=keys,
        low=low,
        high=high,
        labels={bare_label(text): number for number, text in response_format.labels.items()},
        does_not_apply=response_format.does_not_apply,
        needed=max(1, math.ceil(len(ids) * instrument.minimum_items - 1e-9)),
        labelled=re.compile(
            rf"(?<![\w-])(?P<name>{'|'.join(names)})(?:\s+(?:score|rating|level))?{_VERB}{_JOIN}{AMOUNT}", re.IGNORECASE
        ),
        restated=re.compile(rf"(?<![\w.]){low}\s*(?:to|through|-|–|—|and|\.\.)\s*{high}(?![\w.]*\d)", re.IGNORECASE),
    )


@per_cell
def _scale_of(cell: Cell, _: None) -> Scale:
    if cell.instrument is None or cell.format is None:
        raise ValueError(f"cell {cell.procedure!r} of kind {cell.kind!r} has no instrument or no format to be read on")
    return scale(cell.instrument, cell.format)


def scale_of(cell: Cell) -> Scale:
    """The scale on which a cell's trials are answered."""
    return _scale_of(cell, None)


def shown_ids(cell: Cell, order: int) -> tuple[str, ...]:
    """The items of a cell in the order in which a trial shows them."""
    ids = scale_of(cell).ids
    return tuple(ids[place] for place in item_order(len(ids), order))


def bare_key(text: str) -> str:
    """A JSON key without case, punctuation and bracketed remarks.

    >>> bare_key("Would_Happen (1-100)")
    'wouldhappen'
    """
    return "".join(c for c in text.partition("(")[0].partition("[")[0].casefold() if c.isalnum())


def bare_label(text: str) -> str:
    """A label without case and outer punctuation.

    >>> bare_label(' "Very true." ')
    'very true'
    """
    return text.casefold().strip(" \t\r\n\"'“”‘’.,;:!*_`")
