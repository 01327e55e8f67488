"""A reply read as a list."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Sequence

from motivelab.bank.answer_text import bare_line, final_answer, work_of
from motivelab.bank.common_run import agreement

_BRACKETED = re.compile(r"[\[{(]([^\[\]{}()]+)[\]})]\W*$")
_PARTING = re.compile(r"\s*(?:[,;]|->|→|⟶|>|<|\||\band\b)\s*")
_CLAUSE = re.compile(r"^.*?\b(?:is|are|gives?|yields?)\s+(?=\S)")


def items_of(answer: str) -> list[str]:
    """The entries of the work as a list: one a line without bullet or number; or one line, parted by commas or arrows.

    Example:
        >>> items_of("1. pear\\n2. **fig**"), items_of("These are pear, fig and plum.")
        (['pear', 'fig'], ['pear', 'fig', 'plum'])
    """
    lines = [line for line in map(bare_line, work_of(answer).splitlines()) if line]
    return _parted(lines[0]) if len(lines) == 1 else lines


def best_agreement(
    answer: str, wanted: Sequence[Hashable], *, read: Callable[[Sequence[str]], Sequence[Hashable]]
) -> float:
    """How far a reply agrees with a list, in the better of two readings: the whole work, or its concluding words alone.

    Args:
        answer: the reply.
        wanted: the entries in order.
        read: turns entries as written into what is compared.

    Example:
        >>> best_agreement("Ada is ahead of Bo.\\n\\nSo: Ada, Bo", ["ada", "bo"], read=lambda i: [x.lower() for x in i])
        1.0
    """
    readings = (items_of(answer), _parted(final_answer(answer)))
    return max(agreement(read(reading), wanted) for reading in readings)


def _parted(line: str) -> list[str]:
    bracketed = _BRACKETED.search(line)
    line = bracketed[1] if bracketed else _CLAUSE.sub("", line.rsplit(":", 1)[-1].strip(), count=1)
    return [entry for part in _PARTING.split(line.strip(" .[]()")) if (entry := part.strip(" \"'.{}"))]
