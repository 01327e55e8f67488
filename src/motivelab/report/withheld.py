"""Words of a scale that may not be passed on are struck out wherever they are quoted."""

from __future__ import annotations

import re
from collections.abc import Iterable

from motivelab.schema.instrument import Instrument

_RUN = 3
_WORD = re.compile(r"\w+")


def scale_texts(instrument: Instrument) -> tuple[str, ...]:
    """Every text of an instrument that a respondent reads: items, anchors, stems, labels."""
    items = [t for i in instrument.items for t in (*i.text.values(), *i.anchors.values())]
    stems = [t for w in instrument.wordings for t in w.stem.values()]
    ends = [t for f in instrument.formats for t in (f.low_anchor, f.high_anchor, *f.labels.values())]
    return tuple(filter(None, (*items, *stems, *ends)))


def without_quotes(text: str, texts: Iterable[str]) -> str:
    """A text with every run of three words that one of the others holds struck out; shorter ones as a whole.

    Example:
        >>> without_quotes("I felt Zest for the morning!", ["zest for the morning"])
        'I felt …!'
    """
    runs: set[tuple[str, ...]] = set()
    for other in texts:
        words = [w.lower() for w in _WORD.findall(other)]
        length = min(_RUN, len(words))
        runs |= {tuple(words[i : i + length]) for i in range(len(words) - length + 1)} if length > 1 else set()
    found = list(_WORD.finditer(text))
    words = [m[0].lower() for m in found]
    struck = [False] * len(found)
    for length in {len(run) for run in runs}:
        for i in range(len(words) - length + 1):
            if tuple(words[i : i + length]) in runs:
                struck[i : i + length] = [True] * length
    out, at = [], 0
    for i, match in enumerate(found):
        if struck[i]:
            if not (i and struck[i - 1]):
                out += [text[at : match.start()], "…"]
            at = match.end()
    return "".join([*out, text[at:]])
