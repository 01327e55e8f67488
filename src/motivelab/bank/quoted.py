"""Quotations inside a task: material to work on, not the task's own voice."""

from __future__ import annotations

import re

_QUOTED = re.compile(
    r"```.*?```|`[^`]*`"
    r'|"[^"]*"|“[^”]*”'
    r"|(?<!\w)'(?:[^'\n]|(?<=\w)'(?=\w))*'(?!\w)"
    r"|‘[^’]*(?:(?<=\w)’(?=\w)[^’]*)*’(?!\w)",
    re.DOTALL,
)


def without_quotes(text: str, replacement: str = "") -> str:
    """The text with every quotation and code span replaced.

    >>> without_quotes("Don't translate 'it isn't fun' or `a?b`.", "_")
    "Don't translate _ or _."
    """
    return _QUOTED.sub(replacement, text)
