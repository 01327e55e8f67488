"""Rules about the wording of one task."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from motivelab.bank.lint_words import ELSEWHERE, EVALUATIVE, NO_IMPERATIVE, NOT_EVALUATIVE, POLITE
from motivelab.bank.quoted import without_quotes
from motivelab.bank.words import words_in
from motivelab.schema.task import Task

SHORTEST = 6
LONGEST = 90

_NEUTRAL = re.compile("|".join(re.escape(phrase) for phrase in NOT_EVALUATIVE))
_POLITE = re.compile("|".join(rf"(?:{p})" if p.startswith("^") else rf"\b(?:{p})\b" for p in POLITE), re.IGNORECASE)
_ELSEWHERE = re.compile("|".join(rf"(?:{pattern})" for pattern in ELSEWHERE), re.IGNORECASE)
_ASKED = re.compile(r"[^\W\d_]\?(?=\s|$)")

Fault = tuple[str, str]
"""What is wrong, and the way out."""


def neutral(task: Task) -> Iterable[Fault]:
    """No word tells how the task feels or how hard it is (quotations and technical terms aside)."""
    words = words_in(_NEUTRAL.sub(" ", without_quotes(task.text).lower()))
    found = sorted({word for word in words if word in EVALUATIVE})
    if found:
        yield f"evaluative words {found!r}", "drop or replace them, since motivation for the task is what is asked"


def imperative(task: Task) -> Iterable[Fault]:
    """One mood: the bare imperative, without questions, politeness or casting."""
    text = without_quotes(task.text)
    first = next(iter(words_in(task.text)), "")
    if not first or first.lower() in NO_IMPERATIVE:
        yield f"begins with {first!r}", "begin with a command (Write, Prove, Sort, ...)"
    if not task.text[0].isupper():
        yield f"begins with {task.text[0]!r}", "begin with a capital letter"
    if _ASKED.search(text):
        yield "asks a question", "turn it into a command, or quote it if it is material"
    polite = _POLITE.search(text)
    if polite:
        yield f"says {polite.group()!r}", "leave only the bare command"


def self_contained(task: Task) -> Iterable[Fault]:
    """Nothing is needed that a respondent is not shown."""
    found = _ELSEWHERE.search(without_quotes(task.text))
    if found:
        yield f"points elsewhere ({found.group()!r})", "put what is needed into the text"


def length(task: Task) -> Iterable[Fault]:
    """Between `SHORTEST` and `LONGEST` words, quotations included."""
    n = len(words_in(task.text))
    if not SHORTEST <= n <= LONGEST:
        yield f"{n} words", f"keep to {SHORTEST} to {LONGEST} words"


def finished(task: Task) -> Iterable[Fault]:
    """One paragraph of single spaces that ends like a sentence, a quotation or code."""
    if re.search(r"[ \t]{2,}|\s+$|\n\s*\n\s*\n", task.text):
        yield "has runs of blanks", "use single spaces and at most one empty line"
    if task.text[-1] in ",:;-(" or (task.text[-1].isalnum() and "\n" not in task.text and ":" not in task.text):
        yield f"ends with {task.text[-12:]!r}", "end the sentence with a full stop"


def named_after_family(task: Task) -> Iterable[Fault]:
    """A task's id is its family's with a number or word appended, in lower case with hyphens.

    A task that is a family of its own may bear its name.
    """
    if not re.fullmatch(rf"{re.escape(task.family)}(-[a-z0-9]+)?", task.id):
        yield f"id {task.id!r} does not follow its family", f"call it {task.family}-1, {task.family}-2, ..."
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", task.family):
        yield f"family {task.family!r} is not in lower case with hyphens", "rename it like-this"


WORDING_RULES: tuple[Callable[[Task], Iterable[Fault]], ...] = (
    neutral,
    imperative,
    self_contained,
    length,
    finished,
    named_after_family,
)
