"""JSON that some hosts send though it is none: halves of characters, where an output cap fell between them."""

from __future__ import annotations

import re

_HALF = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F][0-9a-fA-F]{2})"
    rb"|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}"
)


def mended(data: bytes) -> bytes:
    r"""A body with the escape of a lone surrogate replaced by that of the replacement character.

    Example:
        >>> mended(b'"cut \\ud83d"'), mended(b'"whole \\ud83d\\ude00"')
        (b'"cut \\ufffd"', b'"whole \\ud83d\\ude00"')
    """
    if b"\\ud" not in data and b"\\uD" not in data:
        return data
    return _HALF.sub(rb"\\ufffd", data)
