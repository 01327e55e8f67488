"""The program that makes figures answer to a pointer: Vega, from the package that drew them, never off the net."""

from __future__ import annotations

import re
from functools import cache
from importlib.metadata import version

import vl_convert

from motivelab.report.kept_text import kept_text

_SNIPPET = "window.motivelabEmbed = vegaEmbed;"
_EDITION = 1
"""To be raised with the snippet, or with how the bundle is made fit for the page."""


@cache
def figure_runtime() -> str:
    """The program as text that may stand in a script element; bundled once a version, for that takes seconds.

    Vega's own way to run expressions makes functions out of text, which the page's policy forbids; the interpreter that
    comes with vega-embed (`ast: true`) does without.

    Example:
        >>> "</script" in figure_runtime().lower()
        False
    """
    return kept_text(f"vega-{version('vl-convert-python')}-{_EDITION}.js", _bundled)


def _bundled() -> str:
    text = str(vl_convert.javascript_bundle(_SNIPPET)).replace("\r\n", "\n").replace("\r", "\n")
    # In strings and regular expressions of JavaScript a backslash before these characters changes nothing.
    return re.sub("</(?=script)", r"<\\/", text, flags=re.IGNORECASE).replace("<!--", r"<\!--")
