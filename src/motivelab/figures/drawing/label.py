"""Names of any length as labels: broken into lines, cut where even those are too many."""

from __future__ import annotations

import textwrap

_CUT = "…"

BROKEN = r"split(datum.label, '\n')"
"""How a drawing breaks a label that `lines` made."""


def lines(text: str, *, letters: int = 18, most: int = 5) -> str:
    r"""A name in lines of so many letters, to be split at line breaks by the drawing; the whole stands in a tooltip.

    Example:
        >>> lines("a condition with a long name")
        'a condition with a\nlong name'
        >>> lines("one two three", letters=5, most=2)
        'one\ntwo …'
    """
    found = textwrap.wrap(text, letters, break_long_words=True) or [""]
    if len(found) > most:
        found = [*found[: most - 1], f"{found[most - 1][: letters - 2]} {_CUT}"]
    return "\n".join(found)


def cut(text: str, *, letters: int) -> str:
    """A name in one line of at most so many letters.

    Example:
        >>> cut("a condition with a long name", letters=12)
        'a condition…'
    """
    return text if len(text) <= letters else text[: letters - 1].rstrip() + _CUT


def cut_apart(texts: list[str], *, letters: int) -> dict[str, str]:
    """One line for each name, cut where too long and numbered where two would read the same.

    Example:
        >>> cut_apart(["provider/model-a", "provider/model-b"], letters=9)
        {'provider/model-a': 'provider… 1', 'provider/model-b': 'provider… 2'}
    """
    short = {text: cut(text, letters=letters) for text in dict.fromkeys(texts)}
    shared = list(short.values())
    found: dict[str, str] = {}
    seen: dict[str, int] = {}
    for text, label in short.items():
        seen[label] = seen.get(label, 0) + 1
        found[text] = f"{label} {seen[label]}" if shared.count(label) > 1 else label
    return found
