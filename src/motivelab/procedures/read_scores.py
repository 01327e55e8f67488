"""Read the scores of a self-report or a rubric out of a reply: the ladder from plain JSON down to prose."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from motivelab.procedures.read_amount import Amount, Mark, read_amount
from motivelab.procedures.read_prose import read_prose
from motivelab.procedures.refusal import is_refusal
from motivelab.procedures.relaxed_json import Draft, Repeated, scan_objects
from motivelab.procedures.scale import Scale, bare_key
from motivelab.procedures.thinking import without_thinking
from motivelab.schema.column import Column
from motivelab.schema.completion import Finish
from motivelab.schema.response import Response, Value

SCORE_COLUMNS: tuple[Column, ...] = (
    Column(
        name="reason",
        type="string",
        description="The reason given, verbatim; empty where none was asked or read.",
        nullable=True,
    ),
    Column(
        name="does_not_apply",
        type="boolean",
        description="Whether an item was answered with 'does not apply'; its score is empty then.",
    ),
)
"""What a response of scores holds beside the items."""

LOOKED_AT = 64_000
"""Of a longer reply only the last so many characters are looked at; no answer is that long."""

_REASONS = ("reason", "reasoning", "explanation", "rationale", "justification", "comment")
_NESTED = 3


@dataclass(slots=True)
class _Reading:
    """Answers by item as far as they were read, the reason, and whether one object gives an item two answers."""

    amounts: dict[str, Amount]
    reason: str | None = None
    contradictory: bool = False


def read_scores(text: str, finish: Finish, *, scale: Scale) -> Response:
    """The scores that a reply gives, or why there are none.

    Scores are looked for as plain JSON, as objects anywhere in the reply (the last complete one that answers enough
    items, else the last incomplete one that does), then in words. See docs/parsing.md for the cases, one by one.
    """
    if finish == "filtered":
        return Response("filtered")
    response = read_plain(text, scale=scale)
    if response is not None:
        return response
    if not text.strip():
        return Response("truncated" if finish == "length" else "empty")
    visible = without_thinking(text[-LOOKED_AT:])
    drafts = scan_objects(visible).drafts if "{" in visible else []
    reading = _from_objects(drafts, scale=scale)
    cut = False
    if reading is None:
        prose = read_prose(_outside_objects(visible, drafts), scale=scale, cut_off=finish == "length")
        cut = prose.cut
        trusted = prose.claimed or (finish != "length" and not _refuses(visible, drafts))
        if len(prose.amounts) >= scale.needed and trusted:
            reading = _Reading(prose.amounts)
    if reading is not None:
        return Response("unparsable") if reading.contradictory else _response(reading, scale=scale)
    if not cut and _refuses(visible, drafts):
        return Response("refusal")
    return Response("truncated" if finish == "length" else "unparsable")


def read_plain(text: str, *, scale: Scale) -> Response | None:
    """The fast way: exactly the object that was asked for, every item named once, a whole number on the scale."""
    if text[:1] != "{":
        return None
    try:
        found = orjson.loads(text)
    except ValueError:
        return None
    if len(found) - ("reason" in found) != len(scale.ids):
        return None
    # Of a key that stands twice the decoder keeps the last without a word; then there are more colons than keys.
    if text.count(":") > len(found) and any(text.count(quoted) > 1 for quoted in scale.quoted):
        return None
    low, high = scale.low, scale.high
    values: dict[str, Value] = {}
    for item in scale.ids:
        number = found.get(item)
        if type(number) is not int or not low <= number <= high:
            return None
        values[item] = number
    reason = found.get("reason")
    values["reason"] = reason if type(reason) is str and reason else None
    values["does_not_apply"] = False
    return Response("answered", values)


def _from_objects(drafts: Sequence[Draft], *, scale: Scale) -> _Reading | None:
    for complete in (True, False):
        for draft in reversed(drafts):
            if draft.complete is complete and draft.values:
                reading = _read_object(draft.values, scale=scale)
                if reading.contradictory or len(reading.amounts) >= scale.needed:
                    return reading
    return None


def _read_object(values: Mapping[str, Any], *, scale: Scale) -> _Reading:
    reading = _Reading({})
    _collect(values, reading, scale=scale, depth=0)
    return reading


def _collect(values: Mapping[str, Any], reading: _Reading, *, scale: Scale, depth: int) -> None:
    nested: list[Mapping[str, Any]] = []
    exact: set[str] = set()
    for name, value in values.items():
        key = bare_key(name[:80])
        item = scale.keys.get(key)
        if item is not None and not (isinstance(value, dict) and key != bare_key(item)):
            amounts = {read_amount(v, scale=scale) for v in (value.said if isinstance(value, Repeated) else (value,))}
            own_name = key == bare_key(item)
            amount = amounts.pop()
            if amounts or (own_name and item in exact and amount != reading.amounts[item]):
                reading.contradictory = True
            if amount is not None and (own_name or item not in exact):
                reading.amounts[item] = amount
                if own_name:
                    exact.add(item)
            if isinstance(value, dict):
                nested.append({k: v for k, v in value.items() if bare_key(k[:80]) in _REASONS})
        elif key in _REASONS and isinstance(value, str | Repeated):
            said = value if isinstance(value, str) else value.said[-1]
            reading.reason = said if isinstance(said, str) and said else None
        elif isinstance(value, dict):
            nested.append(value)
    if depth < _NESTED:
        for inner in nested:
            before = dict(reading.amounts)
            _collect(inner, reading, scale=scale, depth=depth + 1)
            reading.amounts |= before


def _refuses(text: str, drafts: Sequence[Draft]) -> bool:
    """Whether the reply refuses, in its own words or in those of an object's texts."""
    if is_refusal(_outside_objects(text, drafts)):
        return True
    return any(is_refusal(v) for draft in drafts[:8] for v in draft.values.values() if isinstance(v, str))


def _outside_objects(text: str, drafts: Sequence[Draft]) -> str:
    """The reply without its objects, so that what stands in them is not read a second time as prose."""
    kept: list[str] = []
    end = 0
    for draft in drafts:
        if draft.begin >= end:
            kept.append(text[end : draft.begin])
        end = max(end, draft.end)
    kept.append(text[end:])
    return " ".join(kept)


def _response(reading: _Reading, *, scale: Scale) -> Response:
    values: dict[str, Value] = {}
    outside = not_applicable = False
    for item in scale.ids:
        amount = reading.amounts.get(item)
        if isinstance(amount, Mark) or amount is None:
            outside = outside or amount is Mark.OTHER_SCALE
            not_applicable = not_applicable or amount is Mark.DOES_NOT_APPLY
            values[item] = None
        else:
            outside = outside or not scale.has(amount)
            values[item] = amount if math.isfinite(amount) and abs(amount) < 1e15 else None
    values["reason"] = reading.reason
    values["does_not_apply"] = not_applicable
    return Response("out_of_range" if outside else "answered", values)
