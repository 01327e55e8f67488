"""A host's words made fit for an error message: one short line, no control characters, no keys."""

from __future__ import annotations

import re

from motivelab.providers.wire.key import Key

MOST = 400
"""Most characters of a host's message that are shown."""

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
_SECRETS = re.compile(
    r"(?i)\b(?:sk|gsk|xai|pk|rk)[-_][A-Za-z0-9_\-]{12,}"
    r"|\bAIza[A-Za-z0-9_\-]{20,}"
    r"|(?<=bearer )[^\s\"',;]{8,}"
    r"|(?<=key=)[^\s\"'&]{8,}"
)


def struck(text: str, key: Key | None) -> str:
    """The text with the key, and whatever else looks like one, replaced by `***`.

    Example:
        >>> struck("no such key: not-a-real-key", Key("not-a-real-key", source="X"))
        'no such key: ***'
    """
    if key is not None:
        text = text.replace(key.reveal(), "***")
    return _SECRETS.sub("***", text)


def plain_text(text: str, key: Key | None = None) -> str:
    r"""One line of at most `MOST` characters, without control characters, direction marks or keys.

    Example:
        >>> plain_text("no\x1b[31m\r\nway")
        'no [31m way'
    """
    # The key is struck out before and after the cleaning: a control character inside must not save it.
    line = _CONTROLS.sub(" ", struck(text[: 64 * MOST], key)).strip()
    line = struck(line, key)
    return line if len(line) <= MOST else line[: MOST - 1] + "…"
