"""A Vega specification as an SVG element to stand in a page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import Any

import vl_convert


def to_svg(spec: Mapping[str, Any], *, words: str) -> str:
    """Draw a specification; nothing is loaded over the network.

    Args:
        spec: Vega, data inside.
        words: what it shows, for readers who do not see it; becomes the element's description.
    """
    svg = str(vl_convert.vega_to_svg(dict(spec), allowed_base_urls=[]))
    start = re.match(r"<svg[^>]*?viewBox=\"([^\"]+)\"[^>]*>", svg)
    if start is None:
        raise ValueError(f"the drawing is no SVG element with a view box: {svg[:80]!r}")
    _, _, width, height = start[1].split()
    inside = svg[start.end() :]
    # Names of clipping paths would clash with those of the page's other drawings; nothing here needs one.
    inside = re.sub(r"<defs>.*?</defs>", "", inside, flags=re.DOTALL)
    inside = re.sub(r' clip-path="[^"]*"', "", inside)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="{start[1]}" width="{width}" height="{height}"'
        f' aria-label="{escape(words)}">'
    )
    return head + inside
