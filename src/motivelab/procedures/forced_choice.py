"""Forced choice: one of two tasks is picked and begun."""

from __future__ import annotations

import math
from typing import Any

import orjson
from numpy.random import Generator

from motivelab.procedures.invented_phrases import REASONS, REFUSALS, SENTENCES, UNREADABLE
from motivelab.procedures.manner import Manner
from motivelab.procedures.per_cell import per_cell
from motivelab.procedures.procedure import Simulated
from motivelab.procedures.prompt import Prompt, PromptTemplate
from motivelab.procedures.protocol_words import protocol_words
from motivelab.procedures.read_choice import read_choice
from motivelab.procedures.system_turn import system_turn
from motivelab.schema.column import Column
from motivelab.schema.completion import Finish
from motivelab.schema.instrument import Instrument
from motivelab.schema.latent import Latent
from motivelab.schema.message import Message
from motivelab.schema.response import Response, Value
from motivelab.schema.trial import Cell, ProcedureKind, ReasonPosition, Trial

KIND: ProcedureKind = "forced_choice"
COLUMNS: tuple[Column, ...] = (
    Column(
        name="choice",
        type="integer",
        description="Position of the chosen task as shown: 1 or 2; 0 for neither, where that was offered.",
        nullable=True,
    ),
    Column(
        name="reason",
        type="string",
        description="The reason given, verbatim; empty where none was read.",
        nullable=True,
    ),
    Column(name="begun", type="boolean", description="Whether work on it follows the choice."),
)
_TEMPLATE = PromptTemplate(KIND)
TEMPLATE_DIGEST: str = _TEMPLATE.digest


@per_cell
def _prompt(cell: Cell, side: int) -> tuple[tuple[Message, ...], Prompt]:
    text = ""
    if cell.wording is not None:
        label = cell.prompt.label if cell.prompt is not None else "Task "
        text = cell.wording.pair_text.replace("{task}", f"{label}{side}")
    if cell.prompt is not None:
        return system_turn(cell.respondent.system_prompt), protocol_words(cell.prompt, text=text)
    prompt = _TEMPLATE.prompt(
        slots=("first", "second"),
        neither=cell.neither,
        before=text if cell.placement == "before_task" else "",
        after=text if cell.placement == "after_task" else "",
    )
    return system_turn(cell.respondent.system_prompt, text if cell.placement == "system" else ""), prompt


def render(trial: Trial) -> tuple[Message, ...]:
    """The conversation to be sent for a trial; the manipulation names the task at position `trial.side`."""
    if trial.other is None:
        raise ValueError(f"trial {trial.id} of cell {trial.cell.procedure!r} offers no second task")
    system, prompt = _prompt(trial.cell, trial.side)
    return (*system, Message("user", prompt.fill({"first": trial.task.text, "second": trial.other.text})))


def parse(trial: Trial, text: str, finish: Finish) -> Response:
    """The position chosen, the reason, and whether work was begun."""
    return read_choice(text, finish, neither=trial.cell.neither)


def default_max_tokens(instrument: Instrument | None = None, *, reason: ReasonPosition = "none") -> int:
    """Room for the choice, the reason and a beginning of the work."""
    return 400


def simulate(
    trial: Trial, latent: Latent, rng: Generator, *, other: Latent | None = None, manner: Manner | None = None
) -> Simulated:
    """A possible choice: logistic in the difference of the two wants, with a bias to the first position.

    `latent` is the truth about the first task, `other` about the second; where it is absent the second is average.
    """
    habits = manner or Manner()
    chance = float(rng.random())
    for cause, share in habits.nonresponse.items():
        if chance < share:
            return _nonresponse(cause, rng)
        chance -= share
    second = other.want if other is not None else 0.0
    odds = 1.7 * (latent.want - second) + habits.first_bias
    choice = 1 if rng.random() < 1 / (1 + math.exp(-max(-30.0, min(30.0, odds)))) else 2
    if trial.cell.neither and max(latent.want, second) < habits.neither_below:
        choice = 0
    why = REASONS[int(rng.integers(len(REASONS)))]
    begun = choice != 0 and rng.random() < 0.95
    return _simulated(_dressed({"choice": choice, "reason": why}, rng, begun=begun), choice, why, begun=begun)


def _dressed(answer: dict[str, Any], rng: Generator, *, begun: bool) -> str:
    plain = orjson.dumps(answer).decode()
    chance = rng.random()
    head = plain if chance < 0.75 else f"```json\n{plain}\n```" if chance < 0.9 else f"My choice:\n{plain}"
    if not begun:
        return head
    start = int(rng.integers(len(SENTENCES)))
    work = " ".join(SENTENCES[(start + n) % len(SENTENCES)] for n in range(int(rng.integers(2, 8))))
    return f"{head}\n\n{work}"


def _simulated(text: str, choice: int, why: str, *, begun: bool) -> Simulated:
    values: dict[str, Value] = {"choice": choice, "reason": why, "begun": begun}
    return Simulated(text=text, finish="stop", response=Response("answered", values), output_tokens=len(text) // 4 + 1)


def _nonresponse(cause: str, rng: Generator) -> Simulated:
    match cause:
        case "filtered":
            return Simulated(text="", finish="filtered", response=Response("filtered"), output_tokens=0)
        case "empty":
            return Simulated(text="", finish="stop", response=Response("empty"), output_tokens=0)
        case "refusal":
            text = REFUSALS[int(rng.integers(len(REFUSALS)))]
            return Simulated(text=text, finish="stop", response=Response("refusal"), output_tokens=len(text) // 4 + 1)
        case "truncated":
            return Simulated(text='{"choice": ', finish="length", response=Response("truncated"), output_tokens=3)
        case "out_of_range":
            values: dict[str, Value] = {"choice": 3, "reason": None, "begun": False}
            return Simulated(
                text='{"choice": 3}', finish="stop", response=Response("out_of_range", values), output_tokens=4
            )
    text = UNREADABLE[int(rng.integers(len(UNREADABLE)))]
    return Simulated(text=text, finish="stop", response=Response("unparsable"), output_tokens=len(text) // 4 + 1)
