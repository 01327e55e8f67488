"""A model's words as they may stand in a page: nothing hidden, nothing endless."""

from __future__ import annotations

import re

_PICTURES = {c: chr(0x2400 + c) for c in range(0x20) if chr(c) not in "\n\t"} | {0x7F: "\u2421"}
# Marks that turn the reading direction, join or split letters unseen, or end a line for some programs and not others;
# C1 controls; halves of characters, which no encoding can write.
_UNSEEN = re.compile(
    r"[\x80-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]|[\U000e0000-\U000e007f]"
)


def visible_text(text: str, *, limit: int | None = None) -> str:
    """The text with what cannot be seen made visible, and its middle left out, with a note, where it is long.

    Controls become their pictures (NUL ␀), other unseen characters their code in brackets; line breaks and tabs stay.

    Args:
        text: as it was written.
        limit: most characters to keep; beginning and end stay, since a question often stands at the end.

    Example:
        >>> visible_text("a\\x00b\\u202e"), visible_text("x" * 100, limit=10)
        ('a␀b[U+202E]', 'xxxxxxx [… 90 characters left out …] xxx')
    """
    if limit is not None and len(text) > limit:
        head = -(-limit * 7 // 10)
        left_out = f" [… {len(text) - limit:,} characters left out …] "
        return f"{visible_text(text[:head])}{left_out}{visible_text(text[len(text) - limit + head :])}"
    shown = text.replace("\r\n", "\n").translate(_PICTURES)
    return _UNSEEN.sub(lambda m: f"[U+{ord(m[0]):04X}]", shown)
