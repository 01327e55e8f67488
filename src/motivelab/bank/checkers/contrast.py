"""Colours that can be read on a background."""

from __future__ import annotations

import re

from motivelab.bank.answer_text import work_of

_COLOUR = re.compile(r"#([0-9a-fA-F]{6})\b")


def check(answer: str, *, background: str, ratio: float, count: int) -> float:
    """Share of `count` different colours whose contrast with `background` is at least `ratio`; surplus ones lower it.

    Contrast is WCAG's: (lighter + 0.05) / (darker + 0.05) of the relative luminances.

    >>> check("#000000, #123456", background="#ffffff", ratio=4.5, count=2)
    1.0
    """
    ground = background.lower().lstrip("#")
    found = {colour.lower() for colour in _COLOUR.findall(work_of(answer))} - {ground}
    good = sum(_contrast(colour, ground) >= ratio for colour in found)
    return good / max(count, len(found))


def _contrast(one: str, other: str) -> float:
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
