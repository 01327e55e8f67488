"""Objects in a reply that mean to be JSON: single or curly quotes, trailing commas, bare words, an end cut off."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

_DEPTH = 24
_OPENING = re.compile(r"\{(?=\s*(?:[\"“”„‟'‘’‚‛`}]|//|[A-Za-z_][\w-]*\s*:))")
_BLANK = re.compile(r"(?:\s+|//[^\n]*)*")
_WORD = re.compile(r"[A-Za-z_][\w-]*")
_BARE = re.compile(r"[^,}\]\[{\n\"“”]*")
_AFTER_STRING = re.compile(r"\s*(?:[,:}\]]|$)")
_INTEGER = re.compile(r"-?\d{1,15}")
_FLOAT = re.compile(r"-?\d{1,15}\.\d{1,15}(?:[eE][+-]?\d{1,3})?")
_DOUBLE, _SINGLE = '"“”„‟', "'‘’‚‛`"
_QUOTE = {quote: re.compile(rf"[\\{family}]") for family in (_DOUBLE, _SINGLE) for quote in family}
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_LITERALS = {"true": True, "false": False, "null": None, "none": None}


_DIFFERENT = 8


@dataclass(frozen=True, slots=True)
class Repeated:
    """In place of a value, where an object gives one key several.

    Attributes:
        said: the different ones in order, at most eight.
    """

    said: tuple[Any, ...]


@dataclass(slots=True)
class Draft:
    """One object of a reply.

    Attributes:
        begin: position of its opening brace.
        values: its pairs, as far as they could be read whole; `Repeated` where a key stands with different values.
        end: position after it, or where it breaks off.
        complete: False where it breaks off or goes wrong; then `values` are those before that point.
    """

    begin: int
    values: dict[str, Any] = field(default_factory=dict)
    end: int = 0
    complete: bool = False


@dataclass(slots=True)
class Scan:
    """All objects of a reply in order, and how many characters were visited to find them."""

    drafts: list[Draft]
    visited: int


class _BrokenError(Exception):
    """The text goes on otherwise than an object does, at `place`."""

    def __init__(self, place: int) -> None:
        self.place = place


def scan_objects(text: str, *, most: int | None = None) -> Scan:
    """Every outermost object, complete or not; only a brace after which a key or an end stands opens one.

    Where an object goes wrong, the search goes on after its opening brace, for what looked like an object may have been
    prose. Once four times the text's length has been visited it goes on where the object went wrong, so that no text
    takes more than linear time.

    Args:
        text: a reply.
        most: after so many objects the rest is left alone.

    >>> [d.values for d in scan_objects("Sure: {'motivation': 85,} or {motivation: 9").drafts]
    [{'motivation': 85}, {}]
    """
    drafts: list[Draft] = []
    visited, allowance = 0, 4 * len(text) + 1000
    opening = _OPENING.search(text)
    while opening is not None and (most is None or len(drafts) < most):
        at = opening.start()
        draft = Draft(at)
        try:
            draft.end = _object(text, at, draft.values, 0)
            draft.complete = True
        except _BrokenError as broken:
            draft.end = max(broken.place, at + 1)
        drafts.append(draft)
        visited += draft.end - at
        opening = _OPENING.search(text, draft.end if draft.complete or visited > allowance else at + 1)
    return Scan(drafts, visited)


def _object(text: str, at: int, values: dict[str, Any], depth: int) -> int:
    if depth > _DEPTH:
        raise _BrokenError(at)
    at = _blank(text, at + 1)
    while at < len(text):
        if text[at] == "}":
            return at + 1
        key, at = _key(text, at)
        at = _blank(text, at)
        if text[at : at + 1] != ":":
            raise _BrokenError(at)
        slot: dict[str, Any] = {}
        try:
            at = _value(text, _blank(text, at + 1), slot, key, depth)
        finally:
            if slot:
                _put(values, key, slot[key])
        at = _blank(text, at)
        if text[at : at + 1] == ",":
            at = _blank(text, at + 1)
    raise _BrokenError(at)


def _put(values: dict[str, Any], key: str, value: Any) -> None:
    old = values.get(key, values)
    if old is values:
        values[key] = value
        return
    said = old.said if isinstance(old, Repeated) else (old,)
    if len(said) < _DIFFERENT and not any(type(value) is type(v) and value == v for v in said):
        values[key] = Repeated((*said, value))


def _key(text: str, at: int) -> tuple[str, int]:
    if text[at] in _QUOTE:
        return _string(text, at)
    word = _WORD.match(text, at)
    if word is None:
        raise _BrokenError(at)
    return word[0], word.end()


def _value(text: str, at: int, values: dict[str, Any], key: str, depth: int) -> int:
    if at >= len(text):
        raise _BrokenError(at)
    first = text[at]
    if first == "{":
        inner: dict[str, Any] = {}
        values[key] = inner
        return _object(text, at, inner, depth + 1)
    if first == "[":
        return _array(text, at, values, key, depth)
    if first in _QUOTE:
        values[key], at = _string(text, at)
        return at
    bare = _bare(text, at)
    values[key] = bare.value
    return bare.end


def _array(text: str, at: int, values: dict[str, Any], key: str, depth: int) -> int:
    if depth > _DEPTH:
        raise _BrokenError(at)
    members: list[Any] = []
    at = _blank(text, at + 1)
    while at < len(text):
        if text[at] == "]":
            values[key] = members
            return at + 1
        slot: dict[str, Any] = {}
        at = _blank(text, _value(text, at, slot, "", depth + 1))
        members.append(slot[""])
        if text[at : at + 1] == ",":
            at = _blank(text, at + 1)
    raise _BrokenError(at)


@dataclass(slots=True)
class _Bare:
    value: Any
    end: int


def _bare(text: str, at: int) -> _Bare:
    match = _BARE.match(text, at)
    end = match.end() if match else at
    token = text[at:end].partition("//")[0].strip()
    if not token or end == len(text):  # what the text ends in may have been cut off
        raise _BrokenError(end)
    if text[end] == "," and text[end + 1 : end + 2].isdigit():  # 1,000 is not 1
        raise _BrokenError(end)
    if _INTEGER.fullmatch(token):
        return _Bare(int(token), end)
    if _FLOAT.fullmatch(token):
        return _Bare(float(token), end)
    return _Bare(_LITERALS.get(token.lower(), token), end)


def _string(text: str, at: int) -> tuple[str, int]:
    """A quoted string: it ends at a quote after which an object goes on, so quotes and apostrophes may stand in it."""
    quote = _QUOTE[text[at]]
    begin, place = at + 1, at + 1
    while (mark := quote.search(text, place)) is not None:
        if mark[0] == "\\":
            place = mark.end() + 1
        elif _AFTER_STRING.match(text, mark.end()):
            return _ESCAPE.sub(_unescaped, text[begin : mark.start()]), mark.end()
        else:
            place = mark.end()
    raise _BrokenError(len(text))


def _unescaped(escape: re.Match[str]) -> str:
    code = escape[1]
    if len(code) == 1:
        return _ESCAPED.get(code, code)
    number = int(code[1:], 16)
    return "\ufffd" if 0xD800 <= number <= 0xDFFF else chr(number)


def _blank(text: str, at: int) -> int:
    blank = _BLANK.match(text, at)
    return blank.end() if blank else at
