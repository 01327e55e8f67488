"""Work that a simulated respondent hands in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from numpy.random import Generator
from scipy.special import ndtr

from motivelab.procedures.invented_phrases import REFUSALS, SENTENCES
from motivelab.schema.latent import Latent
from motivelab.schema.task import Task

CHARACTERS_PER_TOKEN = 4
"""Roughly, for English text."""

_ENDLESS = tuple(f"{sentence} " for sentence in SENTENCES)
_POOL = "".join(_ENDLESS)


@dataclass(frozen=True, slots=True)
class InventedWork:
    """Work as sent.

    Attributes:
        text: without blanks at its ends.
        finish: `length` where the cap ended it.
        complied: False where it is a refusal.
    """

    text: str
    finish: Literal["stop", "length"]
    complied: bool


def invented_work(task: Task, latent: Latent, rng: Generator, *, cap: int) -> InventedWork:
    """Work by a respondent with known truth.

    It is a refusal with probability 1 - `latent.complies`. Its length scatters around `latent.tokens` by a factor of
    about 1.3. Where the task can be checked, the right answer stands in it with a probability that grows with
    `latent.quality`; on an effort ladder so many numbered units are done as the length allows.
    """
    if rng.random() >= latent.complies:
        return _cut(REFUSALS[int(rng.integers(len(REFUSALS)))], cap, complied=False)
    tokens = max(8.0, latent.tokens * float(rng.lognormal(0.0, 0.25)))
    opening = _opening(task, latent, rng, tokens)
    wanted = int(tokens * CHARACTERS_PER_TOKEN) - len(opening)
    if wanted <= 0:
        return _cut(opening, cap, complied=True)
    begin = len("".join(_ENDLESS[: int(rng.integers(len(_ENDLESS)))]))
    body = (_POOL[begin:] + _POOL * (wanted // len(_POOL) + 1))[:wanted]
    return _cut(f"{opening}{body}", cap, complied=True)


def _opening(task: Task, latent: Latent, rng: Generator, tokens: float) -> str:
    right = rng.random() < ndtr(latent.quality + 0.5)
    check = task.check
    if check is not None and check.kind == "exact" and right:
        return f"The answer is {check.accept[0]}. "
    if check is not None and check.kind == "numeric" and check.value is not None and right:
        return f"The answer is {check.value:g}. "
    if task.ladder is not None:
        done = min(task.ladder.units, int(tokens // max(1, task.ladder.tokens_per_unit // 2)) + 1)
        return "".join(f"{n}. {SENTENCES[n % len(SENTENCES)]}\n" for n in range(1, done + 1))
    return ""


def _cut(text: str, cap: int, *, complied: bool) -> InventedWork:
    room = cap * CHARACTERS_PER_TOKEN
    if len(text) <= room:
        return InventedWork(text.strip(), "stop", complied)
    return InventedWork(text[:room].strip(), "length", complied)
