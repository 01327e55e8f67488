"""One panel of a figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """What is drawn for one respondent, or for all of them.

    Attributes:
        title: whom or what it is about.
        svg: an SVG element, to stand in a page, for print and where no script runs; its texts are escaped.
        words: what it shows, for those who do not see it.
        spec: the same drawing as a Vega specification, data inside, ready for JSON. Colours are `currentColor`, CSS
            variables or hexadecimal, so that the SVG renderer shows it in a page's own colours. Tooltips are texts.
        width: pixels; wider panels than a telephone's screen scroll there.
    """

    title: str
    svg: str
    words: str
    spec: Mapping[str, Any]
    width: int
