"""Data written as JSON."""

from __future__ import annotations

import json

from motivelab.bank.answer_text import work_of


def check(answer: str, *, expected: str) -> float:
    """1 for JSON that says the same as `expected` (itself JSON), for objects else the share of right keys.

    The order of keys and the layout do not matter.

    >>> check('{"b": [1, 2], "a": null}', expected='{"a": null, "b": [1, 2]}')
    1.0
    """
    text = work_of(answer)
    starts = [place for place in (text.find("{"), text.find("[")) if place >= 0]
    if not starts:
        return 0.0
    try:
        found, _ = json.JSONDecoder().raw_decode(text[min(starts) :])
    except (json.JSONDecodeError, RecursionError):
        return 0.0
    wanted = json.loads(expected)
    if _same(found, wanted):
        return 1.0
    if not isinstance(found, dict) or not isinstance(wanted, dict):
        return 0.0
    right = sum(key in found and _same(found[key], value) for key, value in wanted.items())
    return right / max(len(found), len(wanted), right + 1)


def _same(one: object, other: object) -> bool:
    """Equality that tells true from 1, as JSON does."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
