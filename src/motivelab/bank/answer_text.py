"""What of a reply is the answer, and what is talk around it."""

from __future__ import annotations

import re
from collections.abc import Callable

_THOUGHT = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL | re.IGNORECASE)
_FENCE = re.compile(r"^[ \t]*(```+|~~~+)[^\n`]*\n(.*?)(?:^[ \t]*\1[`~]*[ \t]*$|\Z)", re.DOTALL | re.MULTILINE)
_OPENING = re.compile(
    r"\s*(sure|certainly|of course|absolutely|okay|ok|alright|great|gladly|happy to|here(?:'s|’s| is| are| you)|below|"
    r"i(?:'ll|’ll| will| have)|let me|let us|let's|let’s|the following|this is|my answer)\b[^\n]*",
    re.IGNORECASE,
)
_INTERJECTION = re.compile(
    r"(?:sure|certainly|of course|absolutely|okay|ok|alright|great|gladly)\s?[!,.:]", re.IGNORECASE
)
_CLOSING = re.compile(
    r"\s*(let me know|i hope|hope (?:this|that|it)|feel free|would you|do you (?:want|need)|if you(?:'d|’d| would| want"
    r"| need| have| like)|happy to|i can also|i'm happy|i’m happy|enjoy|note(?: that)?\b|is there anything)[^\n]*",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"'“*`(\d])|\n+")
_BOXED = re.compile(r"\\boxed\{((?:[^{}]|\{[^{}]*\})*)\}")
_MARKED = re.compile(
    r"\b(?:answer|result|solution)\b[*_ ]{0,4}(?::|=|\bis\b)[*_\s:]{0,8}(?=([^\n]{1,400}))", re.IGNORECASE
)
_BOLD = re.compile(r"\*\*([^*]+)\*\*|__([^_]+)__")
_SET_OFF = re.compile(r"(?:\*\*|[\"“`]|(?<!\w)['‘])([^*\"“”`'‘’\n]{1,60})(?:\*\*|[\"”`]|['’](?!\w))")
_SHORT = 4


def without_thought(answer: str) -> str:
    """The reply without a visible chain of thought in think tags.

    >>> without_thought("<think>7 or 8?</think>8")
    '8'
    """
    return _THOUGHT.sub("", answer).strip()


def work_of(answer: str) -> str:
    """The piece of work in a reply: what stands in its last code fence, else the reply without talk around it.

    Lines of greeting or announcement fall at the beginning ("Sure, here is ..."), offers and wishes at the end.

    Example:
        >>> work_of("Sure! Here is the list:\\n\\n1, 2, 3\\n\\nLet me know if you need more.")
        '1, 2, 3'
        >>> work_of("Here:\\n```text\\n1, 2\\n```\\nDone.")
        '1, 2'
    """
    answer = without_thought(answer)
    fenced = [match[2].strip("\n") for match in _FENCE.finditer(answer)]
    if fenced:
        return fenced[-1]
    lines = answer.splitlines()
    while lines and (not lines[-1].strip() or (len(lines) > 1 and _CLOSING.fullmatch(lines[-1]))):
        lines.pop()
    while lines and (not lines[0].strip() or _opens(lines)):
        lines.pop(0)
    return "\n".join(lines)


def final_answer(answer: str, *, holds: Callable[[str], bool] = bool) -> str:
    """The words in which a reply commits itself to a short answer.

    In this order: a LaTeX box; what follows "answer:" or "the answer is" (the last such); the only line of a fence; a
    first line or sentence of at most four words that is no greeting; the last bold words; the concluding sentence,
    offers and wishes left out.

    Args:
        answer: the reply.
        holds: whether a span can hold an answer of the kind sought; spans that cannot are passed over.

    Returns:
        The span, without emphasis; empty where nothing qualifies.

    Example:
        >>> final_answer("Let us see. 347 times 29 is 10,063. Let me know if you want another!")
        '347 times 29 is 10,063.'
        >>> final_answer("First 4, then 5.\\n\\n**Answer:** 9")
        '9'
    """
    answer = without_thought(answer)
    marked = [_first_sentence(_plain(match)) for match in _MARKED.findall(answer)]
    fenced = [match[2].strip() for match in _FENCE.finditer(answer)]
    sentences = [_plain(part) for part in _SENTENCE.split(answer) if not _CLOSING.fullmatch(part)]
    sentences = [part for part in sentences if part] or [_plain(answer)]
    bold = [_plain(one or other) for one, other in _BOLD.findall(answer)]
    spans = (
        *reversed(_BOXED.findall(answer)),
        *reversed(marked),
        *(part for part in fenced[-1:] if "\n" not in part),
        *(part for part in sentences[:1] if _is_bare(part)),
        *(part for part in bold[:-4:-1] if len(part.split()) <= 2 * _SHORT and part[-1:] != ":"),
        *reversed(sentences),
    )
    return next((span for span in spans if span and holds(span)), "")


def opening_claim(answer: str) -> str:
    """The one piece set off (quoted, bold or as code) at the end of the first sentence, empty where there is none.

    >>> opening_claim("The plural is **oxen**. It is one of few plurals in -en.")
    'oxen'
    """
    first = _SENTENCE.split(without_thought(answer), maxsplit=1)[0]
    pieces = _SET_OFF.findall(first)
    return pieces[0] if len(pieces) == 1 and first.rstrip(" .!*`\"'”").endswith(pieces[0]) else ""


def bare_line(line: str) -> str:
    """A line without bullet, number, table bars, emphasis and outer blanks.

    >>> bare_line("  3) **Ada**  "), bare_line("- 12"), bare_line("12")
    ('Ada', '12', '12')
    """
    line = re.sub(r"^\s*(?:[-*•+]\s+|\(?\d{1,3}[.):]\s+|#+\s+|>\s+)", "", line)
    return _plain(line)


def _opens(lines: list[str]) -> bool:
    """Whether the first line only announces what follows: by a colon, an interjection, or a paragraph of its own."""
    line = lines[0].strip()
    if len(lines) == 1:
        return False
    apart = not lines[1].strip() or bool(_INTERJECTION.match(line))
    return (line.endswith(":") and len(line.split()) > 2) or (apart and bool(_OPENING.fullmatch(line)))


def _is_bare(sentence: str) -> bool:
    short = len(sentence.split()) <= _SHORT and sentence[-1:] not in ("", ":", "#")
    return short and not _OPENING.fullmatch(sentence)


def _plain(text: str) -> str:
    """Without paired emphasis; a lone asterisk may be a multiplication and stays."""
    text = _BOLD.sub(r"\1\2", text)
    text = re.sub(r"(?<![\w*`])([*_`])(?=\S)([^*_`\n]*[^\s*_`])\1(?![\w*`])", r"\2", text)
    return text.strip(" |\t\n*`")


def _first_sentence(text: str) -> str:
    return re.split(r"(?<=[.!?])\s+(?=[A-Z])", text, maxsplit=1)[0]
