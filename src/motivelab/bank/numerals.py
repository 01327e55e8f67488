"""Numbers as people and models write them."""

from __future__ import annotations

import math
import re
import unicodedata

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    " seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_WORDS = {word: n for n, word in enumerate(_UNITS.split(" "))} | {
    word: 10 * n for n, word in enumerate(_TENS.split(" "), start=2)
}
_WORD_NUMBER = re.compile(
    rf"\b(?:(?P<tens>{_TENS.replace(' ', '|')})(?:[\s-](?P<unit>{'|'.join(_UNITS.split(' ')[1:10])}))?"
    rf"|(?P<small>{_UNITS.replace(' ', '|')}))\b",
    re.IGNORECASE,
)
_NUMERAL = re.compile(
    r"(?P<minus>(?<![\w)\]])-(?=[\d.]))?"
    r"(?P<whole>(?<![\w^])(?:\d{1,3}(?:[,']\d{3})+(?!\d)|\d+))?"
    r"(?P<decimals>(?<=\d)\.\d+|(?<![\d.])\.\d+)?"
    r"(?:\s?(?:[eE]|[x×*·]\s?10\s?(?:\^|\*\*)?\s?\{?)(?P<exponent>[+-]?\d+)\}?)?"
    r"(?:\s?/\s?(?P<denominator>\d{1,12})(?!\d|\s?/))?"
)
_SUPERSCRIPT = re.compile("[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_GROUP_SPACE = re.compile("(?<=\\d)[\u2009\u202f\u00a0](?=\\d{3}(?!\\d))")
_FRACTION = re.compile(r"\\[dt]?frac\{(-?\d+)\}\{(\d+)\}")


def numbers_in(text: str, *, words: bool = True) -> list[float]:
    """Every number of a text, in order; number words too unless `words` is false.

    Read are digits with thousands separators (`10,063`, or a thin or no-break space), decimals with a point, a minus
    sign in either typography, powers of ten (`1.2e5`, `1.2 x 10^5`), fractions (`3/4`, also in LaTeX), and the English
    number words up to ninety-nine.

    Example:
        >>> numbers_in("Between 1,250 and −3.5, that is twenty-one or 3/4 of 2 × 10^3.")
        [1250.0, -3.5, 21.0, 0.75, 2000.0]
    """
    text = _SUPERSCRIPT.sub(lambda match: "^" + match.group(), text)
    text = _GROUP_SPACE.sub(",", text)
    text = unicodedata.normalize("NFKC", text).replace("−", "-")
    text = _FRACTION.sub(r" \1/\2 ", text).replace("{,}", ",")
    spelt = _WORD_NUMBER.finditer(text) if words else ()
    found = [(match.start(), _word_value(match)) for match in spelt]
    found += [
        (match.start(), _value(match)) for match in _NUMERAL.finditer(text) if match["whole"] or match["decimals"]
    ]
    return [value for _, value in sorted(found)]


def _word_value(match: re.Match[str]) -> float:
    if match["small"]:
        return float(_WORDS[match["small"].lower()])
    return float(_WORDS[match["tens"].lower()] + (_WORDS[match["unit"].lower()] if match["unit"] else 0))


def _value(match: re.Match[str]) -> float:
    whole = re.sub(r"\D", "", match["whole"] or "0")
    value = float(whole + (match["decimals"] or ""))
    if match["exponent"]:
        # Past the range of a double a power of ten says nothing that could be right.
        power = int(match["exponent"][:5])
        value = value * 10.0**power if -300 <= power <= 280 else math.inf
    if match["denominator"] and int(match["denominator"]):
        value /= int(match["denominator"])
    return -value if match["minus"] else value
