"""Judged performance: someone's work is rated by a rubric, blind to condition and author."""

from __future__ import annotations

from numpy.random import Generator

from motivelab.procedures.fence import fence_token, outside_fence
from motivelab.procedures.invented_scores import answer_with, invented_score
from motivelab.procedures.manner import Manner
from motivelab.procedures.per_cell import per_cell
from motivelab.procedures.procedure import Simulated
from motivelab.procedures.prompt import Prompt, PromptTemplate
from motivelab.procedures.protocol_words import protocol_words, shown_work
from motivelab.procedures.read_scores import SCORE_COLUMNS, read_plain, read_scores
from motivelab.procedures.scale import scale_of, shown_ids
from motivelab.procedures.system_turn import system_turn
from motivelab.procedures.thinking import visible_work
from motivelab.schema.column import Column
from motivelab.schema.completion import Finish
from motivelab.schema.instrument import Instrument
from motivelab.schema.latent import Latent
from motivelab.schema.message import Message
from motivelab.schema.response import Response
from motivelab.schema.trial import Cell, ProcedureKind, ReasonPosition, Trial

KIND: ProcedureKind = "judgement"
COLUMNS: tuple[Column, ...] = SCORE_COLUMNS
_TEMPLATE = PromptTemplate(KIND)
TEMPLATE_DIGEST: str = _TEMPLATE.digest
_OWN_PART = 0.4


@per_cell
def _prompt(cell: Cell, order: int) -> tuple[tuple[Message, ...], Prompt]:
    if cell.instrument is None or cell.instrument_wording is None or cell.format is None:
        raise ValueError(f"cell {cell.procedure!r} of kind {cell.kind!r} lacks a rubric, its wording or its format")
    ids = shown_ids(cell, order)
    items = {item.id: item for item in cell.instrument.items}
    if cell.prompt is not None:
        return system_turn(cell.respondent.system_prompt), protocol_words(cell.prompt, items=[items[i] for i in ids])
    prompt = _TEMPLATE.prompt(
        slots=("task", "work", "token"),
        stem=cell.instrument_wording.stem[""],
        criteria=[(i, items[i].at(""), sorted(items[i].anchors.items())) for i in ids],
        ids=ids,
        low=cell.format.low,
        high=cell.format.high,
        reason=cell.reason,
    )
    return system_turn(cell.respondent.system_prompt), prompt


def render(trial: Trial) -> tuple[Message, ...]:
    """The conversation to be sent for a trial.

    Only the task and the work tell trials of one judge, rubric and order apart, and both stand inside the fence; the
    condition and the author of the work are not looked at.
    """
    system, prompt = _prompt(trial.cell, trial.order)
    task, work = trial.task.text, shown_work(trial)
    filled = prompt.fill({"task": task, "work": work, "token": fence_token(task, work)})
    return (*system, Message("user", filled))


def parse(trial: Trial, text: str, finish: Finish) -> Response:
    """The ratings by criterion; what the reply quotes from between the marks is not read."""
    scale = scale_of(trial.cell)
    response = read_plain(text, scale=scale) if finish != "filtered" else None
    if response is not None:
        return response
    token = fence_token(trial.task.text, visible_work(trial.work))
    own = outside_fence(text, token=token)
    if text.strip() and not own.strip():
        return Response("truncated" if finish == "length" else "filtered" if finish == "filtered" else "unparsable")
    return read_scores(own, finish, scale=scale)


def default_max_tokens(instrument: Instrument | None = None, *, reason: ReasonPosition = "none") -> int:
    """Room for the ratings, a greeting and a reason."""
    items = len(instrument.items) if instrument is not None else 7
    return 64 + 16 * items + {"none": 0, "after": 160, "before": 400}[reason]


def simulate(
    trial: Trial, latent: Latent, rng: Generator, *, other: Latent | None = None, manner: Manner | None = None
) -> Simulated:
    """Possible ratings: `latent.quality` of the work's author, with a share of their own for each criterion."""
    cell = trial.cell
    if cell.instrument is None or cell.format is None:
        raise ValueError(f"cell {cell.procedure!r} of kind {cell.kind!r} lacks a rubric or its format")
    habits = manner or Manner()
    scores = {
        item.id: invented_score(
            latent.quality + _OWN_PART * float(rng.standard_normal()),
            rng,
            response_format=cell.format,
            reversed_item=item.reversed,
            manner=habits,
        )
        for item in cell.instrument.items
    }
    return answer_with(
        scores, shown_ids(cell, trial.order), rng, response_format=cell.format, reason=cell.reason, manner=habits
    )
