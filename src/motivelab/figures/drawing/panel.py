"""One panel of a figure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """What is drawn for one respondent.

    Attributes:
        title: whom or what it is about.
        svg: an SVG element, to stand in a page; its texts are escaped.
        words: what it shows, for those who do not see it.
    """

    title: str
    svg: str
    words: str
