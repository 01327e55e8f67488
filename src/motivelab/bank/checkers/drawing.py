"""A drawing in characters, of a given size."""

from __future__ import annotations

from collections.abc import Sequence

from motivelab.bank.answer_text import work_of
from motivelab.bank.common_run import agreement


def check(answer: str, *, rows: Sequence[str]) -> float:
    """Share of the rows that are drawn exactly and in order; blanks at the end of a row do not count.

    >>> check("```\\n+-+\\n+-+\\n```", rows=["+-+", "+-+"])
    1.0
    """
    found = [line.rstrip() for line in work_of(answer).splitlines() if line.strip()]
    return agreement(found, list(rows))
