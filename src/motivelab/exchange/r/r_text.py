"""Python values as R source that is nothing but data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

_LONGEST_LINE = 100


def r_string(text: str) -> str:
    r"""A text as an R string literal in ASCII; whatever it holds, it ends where it should.

    NUL, which R's strings cannot hold, becomes the symbol for it.

    Example:
        >>> print(r_string('say "hi" \\ ü'))
        "say \"hi\" \\ \u00fc"
    """
    return '"' + "".join(_escaped(c) for c in text.replace("\x00", "\N{SYMBOL FOR NULL}")) + '"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    if " " <= character <= "~":
        return character
    code = ord(character)
    if 0xD800 <= code <= 0xDFFF:  # half a character; R has none
        code = 0xFFFD
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def r_vector(texts: Iterable[str]) -> str:
    """Texts as an R character vector.

    Example:
        >>> r_vector(["none", "money"])
        'c("none", "money")'
    """
    items = [r_string(t) for t in texts]
    if not items:
        return "character(0)"
    line = f"c({', '.join(items)})"
    return line if len(line) <= _LONGEST_LINE else "c(\n    " + ",\n    ".join(items) + "\n  )"


def r_list(entries: Mapping[str, str]) -> str:
    """R source by name, as an R list.

    Example:
        >>> r_list({"a": "1"})
        'list(\\n  "a" = 1\\n)'
    """
    return "list(\n" + ",\n".join(f"  {r_string(name)} = {source}" for name, source in entries.items()) + "\n)"
