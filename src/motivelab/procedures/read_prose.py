"""Answers given in words around or instead of a JSON object."""

from __future__ import annotations

import re
from dataclasses import dataclass

from motivelab.procedures.read_amount import Amount, Mark, amount_of, is_not_applicable, read_short_text
from motivelab.procedures.scale import AMOUNT, Scale, bare_key, bare_label

_AMOUNT = re.compile(AMOUNT, re.IGNORECASE)
_REASON_LINE = re.compile(
    r"[\W_]*(?:reason|reasoning|explanation|rationale|justification|why|comment)\b[\W_]*[:\-–—]", re.I
)
_REASON_INLINE = re.compile(r"\b(?:reason|reasoning|explanation|rationale|justification)\b[\s*_\"']{0,8}:.*", re.I)
_BECAUSE_FIRST = re.compile(r"(?:^|(?<=[.!?]\s))(?:because|since|as)\s[^,.!?;]*,", re.I)
_BECAUSE = re.compile(r"\b(?:because|since|given that|due to)\b.*?(?:[.!?;](?=\s|$)|$)", re.I)
_LABEL_LINE = re.compile(
    r"[\W_]*(?P<name>[A-Za-z][\w -]{0,40}?)[\s*_\"'`]{0,6}[:=|][\s*_\"'`]{0,6}(?P<answer>[^\n|]{1,120})"
)
_COUNTS = re.compile(
    r"\s+(?!(?:because|since|as|for|on|out|points?|percent|would|is|seems|i|and|but|here|in|at|or|to)\b)[a-z]", re.I
)
_LEAD = re.compile(
    r"(?:rate|rating|score|say|give|put|choose|be|is|around|about|go with)"
    r"\W+(?:it|this|that|a|an|at|as|of|around|about|\W)*$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Prose:
    """What a reply says in words.

    Attributes:
        amounts: answer by item.
        claimed: whether the numbers carry the item's name, or a verb of rating, or "out of"; a bare number in a refusal
            (a telephone number, say) is none.
        cut: whether the reply ends in a number that may go on.
    """

    amounts: dict[str, Amount]
    claimed: bool
    cut: bool


def read_prose(text: str, *, scale: Scale, cut_off: bool) -> Prose:
    """Answers in words: labelled ones ("Motivation: 85"; the last one of an item counts), else a number by itself.

    A number without label counts for a single item only, and only where it is the one number (or one number several
    times) outside the reason; two different ones say nothing. A number that counts something ("3 parts") is set aside.

    Args:
        text: the reply, reasoning taken out.
        scale: what is read.
        cut_off: whether the reply was ended by the output cap.
    """
    plain = _outside_reasons(text, scale=scale)
    end = len(plain.rstrip()) if cut_off and text.rstrip() == text else -1
    found: dict[str, Amount] = {}
    cut = False
    for match in scale.labelled.finditer(plain):
        if match.end() == end and plain[end - 1].isdigit():
            cut = True
        else:
            found[scale.keys[bare_key(match["name"])]] = amount_of(match, scale=scale)
    if scale.labels or scale.does_not_apply:
        found |= {k: v for k, v in _labelled_words(plain, scale=scale).items() if k not in found}
    if found or cut or len(scale.ids) > 1:
        return Prose(found, True, cut)
    return _by_itself(plain, scale=scale, end=end)


def _by_itself(plain: str, *, scale: Scale, end: int) -> Prose:
    item = scale.ids[0]
    label = bare_label(plain)
    if label in scale.labels:
        return Prose({item: scale.labels[label]}, True, False)
    if is_not_applicable(plain):
        return Prose({item: Mark.DOES_NOT_APPLY} if scale.does_not_apply else {}, True, False)
    amounts: set[Amount] = set()
    claimed = cut = False
    for match in _AMOUNT.finditer(plain):
        if match.end() == end and plain[end - 1].isdigit():
            cut = True
            continue
        lead = plain[max(0, match.start() - 40) : match.start()]
        own = bool(match["whole"] or match["percent"] or _LEAD.search(lead))
        if own or not _COUNTS.match(plain, match.end()):
            amounts.add(amount_of(match, scale=scale))
            claimed = claimed or own
    return Prose({item: amounts.pop()} if len(amounts) == 1 and not cut else {}, claimed, cut)


def _labelled_words(plain: str, *, scale: Scale) -> dict[str, Amount]:
    """Labels and "does not apply" after an item's name, a line each."""
    found: dict[str, Amount] = {}
    for line in plain.splitlines():
        match = _LABEL_LINE.match(line)
        item = scale.keys.get(bare_key(match["name"])) if match else None
        amount = read_short_text(match["answer"], scale=scale) if match and item is not None else None
        if item is not None and amount is not None:
            found[item] = amount
    return found


def _outside_reasons(text: str, *, scale: Scale) -> str:
    """The reply without the parts that give reasons and without restatements of the scale."""
    kept: list[str] = []
    in_reason = False
    for line in text.splitlines():
        if _REASON_LINE.match(line):
            in_reason = True
            continue
        if in_reason and not line.strip():
            in_reason = False
        if in_reason and not scale.labelled.search(line):
            continue
        in_reason = False
        outside = scale.restated.sub(" ", _REASON_INLINE.sub("", line))
        kept.append(_BECAUSE.sub(" ", _BECAUSE_FIRST.sub(" ", outside)))
    return "\n".join(kept)
