"""A day of the calendar."""

from __future__ import annotations

import re
from datetime import date

from motivelab.bank.answer_text import final_answer

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = rf"(?:{'|'.join(_MONTHS)})[a-z]*\.?"
_ISO = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
_DAY_FIRST = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?\s+({_NAMED}),?\s+(\d{{4}})\b", re.IGNORECASE)
_MONTH_FIRST = re.compile(rf"\b({_NAMED})\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})\b", re.IGNORECASE)


def check(answer: str, *, iso: str) -> float:
    """1 where the last date of the concluding words is the day `iso` (YYYY-MM-DD), in ISO or with the month's name.

    Dates in digits alone other than ISO are not read, since 5/6 is two days.

    >>> check("That will be Friday, 1 March 2024.", iso="2024-03-01"), check("March 2nd, 2024", iso="2024-03-01")
    (1.0, 0.0)
    """
    dates = _dates(final_answer(answer, holds=lambda span: bool(_dates(span))))
    return float(bool(dates) and dates[-1] == date.fromisoformat(iso))


def _dates(text: str) -> list[date]:
    found = [(m.start(), m[1], m[2], m[3]) for m in _ISO.finditer(text)]
    found += [(m.start(), m[3], _month(m[2]), m[1]) for m in _DAY_FIRST.finditer(text)]
    found += [(m.start(), m[3], _month(m[1]), m[2]) for m in _MONTH_FIRST.finditer(text)]
    return [day for _, *parts in sorted(found) if (day := _day(*parts))]


def _month(name: str) -> str:
    return str(_MONTHS.index(name[:3].lower()) + 1)


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
