"""A time of day."""

from __future__ import annotations

import re

from motivelab.bank.answer_text import final_answer

_TIME = re.compile(r"(?<![\d:.])(\d{1,2})[:.](\d{2})(?!\d)\s*([ap])?\.?(?:m\b)?", re.IGNORECASE)


def check(answer: str, *, hour: int, minute: int) -> float:
    """1 where the last time of the concluding words is the one asked for, on a clock of 24 or of 12 hours.

    >>> check("It arrives at 2:05 p.m.", hour=14, minute=5), check("At 14:50.", hour=14, minute=5)
    (1.0, 0.0)
    """
    times = _times(final_answer(answer, holds=lambda span: bool(_times(span))))
    return float(bool(times) and times[-1] == (hour, minute))


def _times(text: str) -> list[tuple[int, int]]:
    found = []
    for hours, minutes, half in _TIME.findall(text):
        hour = int(hours)
        if half:
            hour = hour % 12 + (12 if half.lower() == "p" else 0)
        if hour < 24 and int(minutes) < 60:
            found.append((hour, int(minutes)))
    return found
