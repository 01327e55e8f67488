"""A sentence of the summary and where in the page it is borne out."""

from __future__ import annotations

from dataclasses import dataclass

from motivelab.analyses.protocol.analysis import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """What is said.

    Attributes:
        text: the sentence.
        section: name of the section that bears it out.
        short: the same for a terminal line, without the respondent's name; "" where it is not worth one.
        respondent: whom it is about, or "".
    """

    text: str
    section: str
    short: str = ""
    respondent: str = ""


def excludes(row: Row, value: float, *, alpha: float = 0.05) -> bool:
    """Whether an effect may be stated: the interval leaves the value out, and so does the p held for being many."""
    e = row.estimate
    if e.low is None or e.high is None or e.low <= value <= e.high:
        return False
    return e.p is None or e.p <= alpha


def within(row: Row, low: float, high: float) -> bool:
    """Whether the whole interval lies inside the given ends."""
    e = row.estimate
    return e.low is not None and e.high is not None and low < e.low and e.high < high
