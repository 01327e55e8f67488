"""One answer in its cell of a JSON object or after its label: a number, a label, or "does not apply"."""

from __future__ import annotations

import math
import re
from enum import Enum
from typing import Any, TypeAlias

from motivelab.procedures.scale import AMOUNT, Scale, bare_key, bare_label


class Mark(Enum):
    """What can be read in place of a number."""

    DOES_NOT_APPLY = "does not apply"
    OTHER_SCALE = "a number on another scale"


Amount: TypeAlias = int | float | Mark

_AMOUNT = re.compile(AMOUNT, re.IGNORECASE)
_NOT_APPLICABLE = frozenset({"does not apply", "doesn't apply", "doesn’t apply", "not applicable", "n/a", "na"})
_INSIDE = ("score", "rating", "value", "answer", "number")
_LONGEST = 200


def amount_of(match: re.Match[str], *, scale: Scale) -> Amount:
    """The number that `AMOUNT` matched, or that it belongs to another scale.

    `85/100` and `85%` are 85 where the scale ends at 100; no other denominator than the scale's end is taken, and
    nothing is ever rescaled.
    """
    whole = "100" if match["percent"] else match["whole"]
    if whole is not None and float(whole) != scale.high:
        return Mark.OTHER_SCALE
    return plain_number(float(match["number"].replace("−", "-")))


def plain_number(value: float) -> int | float:
    """A whole number as integer, any other as float.

    >>> plain_number(85.0), plain_number(85.5)
    (85, 85.5)
    """
    return int(value) if math.isfinite(value) and value == int(value) and abs(value) < 1e15 else value


def read_amount(value: Any, *, scale: Scale) -> Amount | None:
    """What a JSON value says, or None where it says no single thing.

    Booleans are never numbers. A text may hold one number, a label of the scale, or "does not apply" where offered; an
    object may hold it under "score" or the like, a list as its only member.
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return plain_number(value) if math.isfinite(value) else None
    if isinstance(value, str):
        return read_short_text(value, scale=scale)
    if isinstance(value, list):
        return read_amount(value[0], scale=scale) if len(value) == 1 else None
    if isinstance(value, dict):
        found = (
            v for k, v in value.items() if bare_key(k[:_LONGEST]) in _INSIDE or bare_key(k[:_LONGEST]) in scale.keys
        )
        return next((a for a in (read_amount(v, scale=scale) for v in found) if a is not None), None)
    return None


def read_short_text(text: str, *, scale: Scale) -> Amount | None:
    """What a text that should be nothing but the answer says.

    Numbers that restate the scale do not count. Two different numbers say no single thing; the same number twice does.
    """
    if len(text) > _LONGEST:
        return None
    label = bare_label(text)
    if label in scale.labels:
        return scale.labels[label]
    if label in _NOT_APPLICABLE:
        return Mark.DOES_NOT_APPLY if scale.does_not_apply else None
    amounts = {amount_of(match, scale=scale) for match in _AMOUNT.finditer(scale.restated.sub(" ", text))}
    return amounts.pop() if len(amounts) == 1 else None


def is_not_applicable(text: str) -> bool:
    """Whether the text says "does not apply" and nothing else.

    >>> is_not_applicable("N/A.")
    True
    """
    return bare_label(text) in _NOT_APPLICABLE
