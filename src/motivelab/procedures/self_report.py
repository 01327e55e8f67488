"""Self-report: how motivated, before the task, after it, or for a similar one; one item or many."""

from __future__ import annotations

from numpy.random import Generator

from motivelab.procedures import performance
from motivelab.procedures.invented_scores import answer_with, invented_score
from motivelab.procedures.manner import Manner
from motivelab.procedures.per_cell import per_cell
from motivelab.procedures.procedure import Simulated
from motivelab.procedures.prompt import Prompt, PromptTemplate
from motivelab.procedures.protocol_words import protocol_words, shown_work
from motivelab.procedures.read_scores import SCORE_COLUMNS, read_scores
from motivelab.procedures.scale import scale_of, shown_ids
from motivelab.procedures.system_turn import system_turn
from motivelab.schema.column import Column
from motivelab.schema.completion import Finish
from motivelab.schema.instrument import Instrument, InstrumentWording, ResponseFormat
from motivelab.schema.latent import Latent
from motivelab.schema.message import Message
from motivelab.schema.response import Response
from motivelab.schema.trial import Cell, ProcedureKind, ReasonPosition, Trial

KIND: ProcedureKind = "self_report"
COLUMNS: tuple[Column, ...] = SCORE_COLUMNS
_TEMPLATE = PromptTemplate(KIND)
TEMPLATE_DIGEST: str = _TEMPLATE.digest
_SIMILAR_CARRIES = 0.8


@per_cell
def _prompt(cell: Cell, order: int) -> tuple[tuple[Message, ...], Prompt]:
    instrument, wording, response_format = _asked(cell)
    ids = shown_ids(cell, order)
    moment = cell.moment or "pre"
    text = cell.wording.text if cell.wording is not None and moment == "pre" else ""
    if cell.prompt is not None:
        return system_turn(cell.respondent.system_prompt), protocol_words(cell.prompt, text=text)
    item_texts = {item.id: item.at(moment) for item in instrument.items}
    prompt = _TEMPLATE.prompt(
        slots=("task",),
        stem=wording.stem[moment],
        questions=[(i, item_texts[i]) for i in ids if item_texts[i]],
        ids=ids,
        several=len(ids) > 1,
        low=response_format.low,
        high=response_format.high,
        low_anchor=response_format.low_anchor,
        high_anchor=response_format.high_anchor,
        labels=sorted(response_format.labels.items()),
        does_not_apply=response_format.does_not_apply,
        reason=cell.reason,
        moment=moment,
        before=text if cell.placement == "before_task" else "",
        after=text if cell.placement == "after_task" else "",
    )
    return system_turn(cell.respondent.system_prompt, text if cell.placement == "system" else ""), prompt


def _asked(cell: Cell) -> tuple[Instrument, InstrumentWording, ResponseFormat]:
    if cell.instrument is None or cell.instrument_wording is None or cell.format is None:
        raise ValueError(
            f"cell {cell.procedure!r} of kind {cell.kind!r} lacks an instrument, its wording or its format"
        )
    return cell.instrument, cell.instrument_wording, cell.format


def render(trial: Trial) -> tuple[Message, ...]:
    """The conversation to be sent for a trial.

    After the work, it is the conversation in which the task was given, the work (marked reasoning left out), and the
    question.
    """
    cell = trial.cell
    system, prompt = _prompt(cell, trial.order)
    if cell.moment in ("post", "similar"):
        given = performance.conversation(cell.parent or cell, trial.task)
        return (*given, Message("assistant", shown_work(trial)), Message("user", prompt.fill({})))
    return (*system, Message("user", prompt.fill({"task": trial.task.text})))


def parse(trial: Trial, text: str, finish: Finish) -> Response:
    """The scores by item, the reason, and whether an item was said not to apply."""
    return read_scores(text, finish, scale=scale_of(trial.cell))


def default_max_tokens(instrument: Instrument | None = None, *, reason: ReasonPosition = "none") -> int:
    """Room for the numbers, a greeting, and a reason several times as long as asked for (more where it comes first)."""
    items = len(instrument.items) if instrument is not None else 1
    return 64 + 16 * items + {"none": 0, "after": 160, "before": 400}[reason]


def simulate(
    trial: Trial, latent: Latent, rng: Generator, *, other: Latent | None = None, manner: Manner | None = None
) -> Simulated:
    """A possible report: each item's latent facet with noise, on the scale, heaped, keyed as the item is."""
    habits = manner or Manner()
    instrument, _, response_format = _asked(trial.cell)
    scores = {
        item.id: invented_score(
            _facet(item.subscale, trial.cell, latent),
            rng,
            response_format=response_format,
            reversed_item=item.reversed,
            manner=habits,
        )
        for item in instrument.items
    }
    return answer_with(
        scores,
        shown_ids(trial.cell, trial.order),
        rng,
        response_format=response_format,
        reason=trial.cell.reason,
        manner=habits,
    )


def _facet(subscale: str, cell: Cell, latent: Latent) -> float:
    """The latent value behind a subscale at the cell's moment; others report the manipulation."""
    change = latent.want_after - latent.want
    change *= {"post": 1.0, "similar": _SIMILAR_CARRIES}.get(cell.moment, 0.0)
    match subscale:
        case "motivation":
            return latent.want + change
        case "interest":
            return latent.interest + change
        case "challenge":
            return latent.challenge + change
        case "value":
            return latent.value + change
        case "mastery":
            return latent.mastery
        case "fear":
            return latent.fear
    manipulated = cell.wording is not None and cell.wording.match != ""
    return 1.0 if manipulated else -1.0
