"""Scores that a simulated respondent gives, in the many forms in which they come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import orjson
from numpy.random import Generator
from scipy.special import ndtr

from motivelab.procedures.invented_phrases import REASONS, REFUSALS, UNREADABLE
from motivelab.procedures.manner import Manner
from motivelab.procedures.procedure import Simulated
from motivelab.schema.instrument import ResponseFormat
from motivelab.schema.response import NonresponseReason, Response, Value
from motivelab.schema.trial import ReasonPosition

_HEAPS = 20


def invented_score(
    z: float, rng: Generator, *, response_format: ResponseFormat, reversed_item: bool, manner: Manner
) -> int:
    """The number by which a latent value (standard normal, higher means more) is reported.

    The scale's ends are approached along the normal distribution function; long scales are heaped.
    """
    low, high = response_format.low, response_format.high
    felt = (z if not reversed_item else -z) + manner.leniency * (1 if not reversed_item else -1)
    share = float(ndtr(0.8 * (felt + manner.noise * float(rng.standard_normal()))))
    number = round(low + (high - low) * share)
    if high - low >= _HEAPS and rng.random() < manner.heaping:
        step = max(2, round((high - low) / _HEAPS))
        number = min(high, max(low, step * round(number / step)))
    return low + high - number if response_format.reversed else number


def answer_with(
    scores: Mapping[str, int],
    shown: Sequence[str],
    rng: Generator,
    *,
    response_format: ResponseFormat,
    reason: ReasonPosition,
    manner: Manner,
) -> Simulated:
    """Scores as a model would send them, or one of the ways of giving none.

    Args:
        scores: by item, in canonical order.
        shown: the items in the order shown, which is that of the answer.
        rng: source of chance.
        response_format: the scale.
        reason: whether and where a reason is given.
        manner: the respondent's habits.
    """
    chance = float(rng.random())
    for cause, share in manner.nonresponse.items():
        if chance < share:
            return _nonresponse(cause, scores, shown, rng, response_format=response_format, reason=reason)
        chance -= share
    why = REASONS[int(rng.integers(len(REASONS)))] if reason != "none" else None
    text = _dressed(_ordered(scores, shown, why=why, first=reason == "before"), rng, high=response_format.high)
    return _simulated(text, "stop", Response("answered", _values(scores, why)))


def _nonresponse(
    cause: NonresponseReason,
    scores: Mapping[str, int],
    shown: Sequence[str],
    rng: Generator,
    *,
    response_format: ResponseFormat,
    reason: ReasonPosition,
) -> Simulated:
    if cause == "filtered":
        return Simulated(text="", finish="filtered", response=Response("filtered"), output_tokens=0)
    if cause == "empty":
        return Simulated(text="", finish="stop", response=Response("empty"), output_tokens=0)
    if cause == "refusal":
        return _simulated(REFUSALS[int(rng.integers(len(REFUSALS)))], "stop", Response("refusal"))
    if cause == "unparsable":
        return _simulated(UNREADABLE[int(rng.integers(len(UNREADABLE)))], "stop", Response("unparsable"))
    if cause == "truncated":
        opening = '{"reason": "It is hard to' if reason == "before" else f'{{"{shown[0]}": '
        return _simulated(opening, "length", Response("truncated"))
    beyond = {**scores, shown[0]: response_format.high + int(rng.integers(1, 50))}
    text = orjson.dumps(_ordered(beyond, shown, why=None, first=False)).decode()
    return _simulated(text, "stop", Response("out_of_range", _values(beyond, None)))


def _values(scores: Mapping[str, int], why: str | None) -> dict[str, Value]:
    return {**scores, "reason": why, "does_not_apply": False}


def _simulated(text: str, finish: Literal["stop", "length"], response: Response) -> Simulated:
    return Simulated(text=text, finish=finish, response=response, output_tokens=len(text) // 4 + 1)


def _ordered(scores: Mapping[str, int], shown: Sequence[str], *, why: str | None, first: bool) -> dict[str, int | str]:
    numbers: dict[str, int | str] = {item: scores[item] for item in shown}
    if why is None:
        return numbers
    return {"reason": why, **numbers} if first else {**numbers, "reason": why}


def _dressed(answer: dict[str, int | str], rng: Generator, *, high: int) -> str:
    """The answer as JSON, mostly plain, sometimes in another of its usual dresses."""
    plain = orjson.dumps(answer).decode()
    chance = rng.random()
    if chance < 0.7:
        return plain
    if chance < 0.78:
        return f"```json\n{plain}\n```"
    if chance < 0.84:
        return f"Here is my answer:\n\n{plain}"
    if chance < 0.89:
        return f"<think>Say 12? Or {{more}}? Let me see.</think>\n{plain}"
    if chance < 0.93:
        return f"{plain[:-1]},}}"
    if chance < 0.97:
        other = orjson.dumps({k: v if isinstance(v, str) else 1 for k, v in answer.items()}).decode()
        return f"{other}\nOn second thought:\n{plain}"
    return orjson.dumps({k: v if isinstance(v, str) else f"{v}/{high}" for k, v in answer.items()}).decode()
