"""Scoring: from the numbers that were answered to keyed values and subscale scores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from motivelab.schema.instrument import Instrument, Item, ResponseFormat

Floats = NDArray[np.float64]
Number = TypeVar("Number", float, Floats)


def keyed(value: Number, item: Item, response_format: ResponseFormat) -> Number:
    """The value turned so that higher means more of the item's subscale, still in the units of the format.

    A reversed item and a reversed format each turn it round (low + high - value); both together leave it as it is.

    Args:
        value: number answered, or an array of them (NaN stays NaN).
        item: which item.
        response_format: the scale it was answered on.

    Example:
        >>> scale = ResponseFormat(id="0-10", low=0, high=10)
        >>> keyed(2.0, Item(id="a", text={"": "..."}, subscale="s", reversed=True), scale)
        8.0
    """
    if item.reversed == response_format.reversed:
        return value
    return response_format.low + response_format.high - value


@dataclass(frozen=True, slots=True)
class SubscaleScores:
    """Scores of one subscale.

    Attributes:
        scores: mean of the keyed items answered, in the units of the format; NaN where too few were. Shape (n,).
        answered: how many of the items were answered. Shape (n,).
        items: ids of its items.
    """

    scores: Floats
    answered: NDArray[np.int64]
    items: tuple[str, ...]


def subscale_scores(
    values: Mapping[str, Floats], instrument: Instrument, response_format: ResponseFormat
) -> dict[str, SubscaleScores]:
    """The instrument's subscales, scored by its own rule for missing items.

    A subscale is scored where at least the share `instrument.minimum_items` of its items was answered, and then is the
    mean of those; nothing is imputed.

    Args:
        values: numbers answered by item, as read (not keyed); NaN where an item was not answered. Each of shape (n,).
        instrument: its items, keying and missing-item rule.
        response_format: the scale they were answered on.

    Returns:
        Scores by subscale, in the order in which the subscales first appear; higher means more of the subscale.

    Raises:
        KeyError: an item has no values.
        ValueError: the items differ in length.

    Example:
        >>> from motivelab.instruments.load import load_instrument
        >>> breakdown = load_instrument("breakdown")
        >>> answers = {i.id: np.array([1.0, np.nan]) for i in breakdown.items}
        >>> subscale_scores(answers, breakdown, breakdown.format("1-100-reversed"))["interest"].scores
        array([100.,  nan])
    """
    groups: dict[str, list[Item]] = {}
    for item in instrument.items:
        groups.setdefault(item.subscale, []).append(item)
    found: dict[str, SubscaleScores] = {}
    for subscale, items in groups.items():
        block = np.stack([keyed(np.asarray(values[i.id], dtype=np.float64), i, response_format) for i in items])
        present = ~np.isnan(block)
        answered = present.sum(axis=0)
        enough = answered >= max(1.0, instrument.minimum_items * len(items) - 1e-9)
        total = np.where(present, block, 0.0).sum(axis=0)
        scores = np.where(enough, total / np.maximum(answered, 1), np.nan)
        found[subscale] = SubscaleScores(scores, answered.astype(np.int64), tuple(i.id for i in items))
    return found
