"""Read which of two tasks was chosen."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from motivelab.procedures.refusal import is_refusal
from motivelab.procedures.relaxed_json import Repeated, scan_objects
from motivelab.procedures.scale import bare_key, bare_label
from motivelab.procedures.thinking import without_thinking
from motivelab.schema.completion import Finish
from motivelab.schema.response import Response, Value

_KEYS = frozenset(
    {"choice", "chosen", "chosentask", "taskchoice", "task", "selection", "selected", "tasknumber", "answer"}
)
_REASONS = frozenset({"reason", "reasoning", "explanation", "rationale", "justification"})
_NEITHER = frozenset({"neither", "none", "neither task", "neither of them", "none of them", "no task"})
_NUMBER = re.compile(r"(?:task|option|choice)?\s*(?:number|no\.?|#)?\s*(?P<sign>-?)(?P<number>\d{1,6})(?:\.0+)?", re.I)
_WORDS = {"one": 1, "two": 2, "task one": 1, "task two": 2, "first": 1, "second": 2, "the first": 1, "the second": 2}
_CUE = re.compile(
    r"\b(?:choose|chose|choice|chosen|pick|picked|select|selected|prefer|opt for|(?:go|going|start|begin) with)\b"
    r"\W{0,6}(?:(?:is|to|do|be|for|on|with)\W{1,4}){0,3}(?:(?:task|option|number)\W{0,4})?\b(?P<number>[12])\b(?!\s*[.,]\d)",
    re.I,
)
_CUE_NEITHER = re.compile(
    r"\b(?:choose|choice|chosen|pick|select|opt for|go with)\b\W{0,6}(?:is\W{1,4})?neither\b", re.I
)
_TASK = re.compile(r"\btask\W{0,4}(?P<number>\d+)\b", re.I)
_BEGINS = re.compile(r"\W*(?P<number>[12])\b(?![.,/%]?\d|\s*[.)]\s)")
_REASON_LINE = re.compile(r"\A\W{0,20}(?:reason|because)\b[^\n]*", re.I)
_HEAD = 400
LOOKED_AT = 64_000
"""Of a longer reply only the first so many characters are looked at."""


def read_choice(text: str, finish: Finish, *, neither: bool) -> Response:
    """The position chosen, the reason, and whether work was begun; or why there is no choice.

    The first object with a choice counts, for what follows it is the work, which may hold objects of its own. Without
    one, a sentence that chooses ("I pick Task 2"), then a mention of one task alone, is looked for in the reply's first
    400 characters.

    Args:
        text: the reply.
        finish: why it ended.
        neither: whether "neither" was offered.
    """
    if finish == "filtered":
        return Response("filtered")
    if not text.strip():
        return Response("truncated" if finish == "length" else "empty")
    visible = without_thinking(text[:LOOKED_AT])
    for draft in scan_objects(visible, most=8).drafts:
        if _contradicts_itself(draft.values):
            return Response("unparsable")
        answer = _answer(draft.values)
        if answer is not None:
            return _response(answer, _reason(draft.values), visible[draft.end :], neither=neither, finish=finish)
    if "{" not in visible[:_HEAD]:
        number = _from_prose(visible[:_HEAD], neither=neither, cut_off=finish == "length" and len(visible) <= _HEAD)
        if number is not None and not (is_refusal(visible) and number != 0):
            rest = "" if "\n" not in visible.strip() else visible.strip().partition("\n")[2]
            return _response(number, None, rest, neither=neither, finish=finish)
    if is_refusal(visible):
        return Response("refusal")
    return Response("truncated" if finish == "length" else "unparsable")


def _answer(values: Mapping[str, Any]) -> int | None:
    for name, value in values.items():
        if bare_key(name[:40]) in _KEYS:
            return _number(value)
    return None


def _contradicts_itself(values: Mapping[str, Any]) -> bool:
    return any(
        isinstance(value, Repeated) and bare_key(name[:40]) in _KEYS and len({_number(v) for v in value.said}) > 1
        for name, value in values.items()
    )


def _number(value: Any) -> int | None:
    """A position from a JSON value: 1, "2", "Task 2", "neither"; anything else that is a number is kept as it is."""
    if isinstance(value, Repeated):
        value = value.said[0]
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 1e6 else None
    if isinstance(value, int):
        return value
    if not isinstance(value, str) or len(value) > 200:
        return None
    label = bare_label(value)
    if label in _NEITHER:
        return 0
    match = _NUMBER.fullmatch(label)
    if match is not None:
        return int(match["sign"] + match["number"])
    named = {int(found["number"][:6]) for found in _TASK.finditer(value)}
    return _WORDS.get(label) or (named.pop() if len(named) == 1 else None)


def _from_prose(head: str, *, neither: bool, cut_off: bool) -> int | None:
    if _CUE_NEITHER.search(head) or bare_label(head) in _NEITHER or (neither and bare_label(head) == "0"):
        return 0
    cue = _CUE.search(head)
    if cue is not None and not (cut_off and cue.end() == len(head)):
        return int(cue["number"])
    named = {int(found["number"][:6]) for found in _TASK.finditer(head)}
    if len(named) == 1 and not cut_off:
        return named.pop()
    begins = _BEGINS.match(head) if not named else None
    return int(begins["number"]) if begins is not None and not cut_off else None


def _reason(values: Mapping[str, Any]) -> str | None:
    found = (v for k, v in values.items() if bare_key(k[:40]) in _REASONS)
    return next((v for v in found if isinstance(v, str) and v), None)


def _response(choice: int, reason: str | None, rest: str, *, neither: bool, finish: Finish) -> Response:
    work = _REASON_LINE.sub("", rest, count=1)
    begun = any(c.isalnum() for c in work[:2000]) and not is_refusal(work)
    values: dict[str, Value] = {"choice": choice, "reason": reason, "begun": begun}
    offered = (0, 1, 2) if neither else (1, 2)
    return Response("answered" if choice in offered else "out_of_range", values)
