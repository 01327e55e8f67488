"""Scoring an answer without a judge: how right it is, and how many units of a ladder it did."""

from __future__ import annotations

import inspect
import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache
from types import ModuleType

from motivelab.bank.answer_text import final_answer, opening_claim
from motivelab.bank.numerals import numbers_in
from motivelab.discovery import load_module
from motivelab.errors import InputError, StimulusError
from motivelab.schema.task import AnswerCheck, Task

_OUTER = " \t\n.,;:!?'\"`“”‘’()[]{}$*_"
_DENIED = re.compile(r"\b(?:not|never|than|instead of|or|except|no longer)\W+(?:the\W+|an?\W+)?$|n['’]t\W+(?:be\W+)?$")
_BASE = re.compile("[₀₁₂₃₄₅₆₇₈₉]+")
_CLOSE = 1e-9


def score_answer(task: Task, answer: str) -> float:
    """How right an answer is, from 0 (not at all, or none given) to 1 (fully).

    Exact and numeric checks read the words in which the reply commits itself (see `answer_text.final_answer`) and give
    0 or 1; a named checker may give shares of the work.

    Raises:
        StimulusError: the task has no check, or names a checker that does not exist or take these arguments.

    Example:
        >>> check = AnswerCheck(kind="numeric", value=10063)
        >>> task = Task(id="p-1", family="p", categories=("mathematics",), text="Multiply 347 by 29.", check=check)
        >>> score_answer(task, "Gladly! 347 x 29 = **10,063**. Shall I explain?"), score_answer(task, "10,036")
        (1.0, 0.0)
    """
    check = task.check
    if check is None:
        raise StimulusError(f"task {task.id!r} has no check; give it one, or have its answers judged")
    if check.kind == "exact":
        return float(_is_exact(check, answer))
    if check.kind == "numeric":
        return float(_is_number(check, answer, prompt=task.text))
    score = float(bound_function("checkers", check.function, check.arguments, task=task)(answer))
    return min(1.0, max(0.0, score))


def count_units(task: Task, answer: str) -> int:
    """How many units of a ladder's work an answer did; what exceeds the rung counts too where the counter sees it.

    Raises:
        StimulusError: the task is no rung, or names a counter that does not exist or take these arguments.
    """
    if task.ladder is None:
        raise StimulusError(f"task {task.id!r} is no rung of a ladder; take one of the bank 'ladders'")
    count = bound_function("counters", task.ladder.counter, task.ladder.arguments, task=task)
    return int(count(answer))


def bound_function(
    room: str, name: str, arguments: tuple[tuple[str, object], ...], *, task: Task
) -> Callable[[str], float]:
    """The checker (`check`) or counter (`count`) of a name, its arguments filled in.

    Args:
        room: `checkers` or `counters`.
        name: the file's name without its ending.
        arguments: what the task gives it.
        task: whose it is, for the error.

    Raises:
        StimulusError: there is none of that name, or it does not take these arguments.
    """
    what = room.removesuffix("s")
    try:
        module = _module(room, name)
    except InputError as error:
        raise StimulusError(f"task {task.id!r}: {error}") from error
    function: Callable[..., float] = module.check if room == "checkers" else module.count
    given = dict(arguments)
    try:
        inspect.signature(function).bind("", **given)
    except TypeError as error:
        parameters = ", ".join(list(inspect.signature(function).parameters)[1:])
        raise StimulusError(
            f"task {task.id!r}: {what} {name!r} does not take the arguments {sorted(given)!r} ({error});"
            f" it takes: {parameters}"
        ) from error
    return lambda answer: function(answer, **given)


@cache
def _module(room: str, name: str) -> ModuleType:
    """Looking a file up in its folder takes longer than most checks."""
    return load_module(f"motivelab.bank.{room}", name, what=room.removesuffix("s"))


@lru_cache(maxsize=4096)
def _asked(prompt: str) -> tuple[float, ...]:
    """The numbers of a task, which is scored as often as it was done."""
    return tuple(numbers_in(prompt))


def _is_exact(check: AnswerCheck, answer: str) -> bool:
    span, claim = _folded(final_answer(answer)), _folded(opening_claim(answer))
    for accepted in map(_folded, check.accept):
        if accepted in (span, claim) or (accepted.strip(_OUTER) and span.strip(_OUTER) == accepted.strip(_OUTER)):
            return True
        # A sentence commits itself to its last words, unless they deny ("..., not Sydney").
        said = re.search(rf"(?<!\w){re.escape(accepted)}(?!\w)[{re.escape(_OUTER)}]*$", span)
        if said and not _DENIED.search(span[: said.start()]):
            return True
    return False


def _is_number(check: AnswerCheck, answer: str, *, prompt: str) -> bool:
    span = final_answer(answer, holds=lambda text: bool(numbers_in(text)))
    # What stands in brackets at the end explains: "604,800 (7 x 24 x 60 x 60)".
    outside = re.sub(r"\([^()]*\)", "", span)
    after = re.split(r"[=≈]", outside if numbers_in(outside) else span)[-1]
    # Beside digits a number word is a pronoun or an article ("the larger one is 12").
    numbers = numbers_in(after, words=False) or numbers_in(span, words=False) or numbers_in(after) or numbers_in(span)
    asked = _asked(prompt)
    # A concluding sentence often repeats the question's numbers; the new one is the answer.
    fresh = [number for number in numbers if number not in asked] or numbers
    value = check.value if check.value is not None else float("nan")
    return bool(fresh) and abs(fresh[-1] - value) <= check.tolerance + _CLOSE * max(1.0, abs(value))


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", _BASE.sub("", text)).casefold().split())
