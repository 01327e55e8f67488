"""Performance: the task is given and done."""

from __future__ import annotations

from numpy.random import Generator

from motivelab.procedures.invented_work import invented_work
from motivelab.procedures.manner import Manner
from motivelab.procedures.per_cell import per_cell
from motivelab.procedures.procedure import Simulated
from motivelab.procedures.prompt import Prompt, PromptTemplate
from motivelab.procedures.protocol_words import protocol_words
from motivelab.procedures.refusal import is_refusal
from motivelab.procedures.system_turn import system_turn
from motivelab.procedures.thinking import visible_work
from motivelab.schema.column import Column
from motivelab.schema.completion import Finish
from motivelab.schema.instrument import Instrument
from motivelab.schema.latent import Latent
from motivelab.schema.message import Message
from motivelab.schema.response import Response
from motivelab.schema.task import Task
from motivelab.schema.trial import Cell, ProcedureKind, ReasonPosition, Trial

KIND: ProcedureKind = "performance"
COLUMNS: tuple[Column, ...] = (
    Column(name="complied", type="boolean", description="Whether work was handed in, as against a refusal of it."),
    Column(name="truncated", type="boolean", description="Whether the work was cut off at the output cap."),
    Column(
        name="characters",
        type="integer",
        description="Length of the work, marked reasoning left out.",
        unit="characters",
    ),
    Column(name="words", type="integer", description="Length of the work, marked reasoning left out.", unit="words"),
)
_TEMPLATE = PromptTemplate(KIND)
TEMPLATE_DIGEST: str = _TEMPLATE.digest


@per_cell
def _prompt(cell: Cell, _: None) -> tuple[tuple[Message, ...], Prompt]:
    text = cell.wording.text if cell.wording is not None else ""
    if cell.prompt is not None:
        return system_turn(cell.respondent.system_prompt), protocol_words(cell.prompt, text=text)
    prompt = _TEMPLATE.prompt(
        slots=("task",),
        before=text if cell.placement == "before_task" else "",
        after=text if cell.placement == "after_task" else "",
    )
    return system_turn(cell.respondent.system_prompt, text if cell.placement == "system" else ""), prompt


def conversation(cell: Cell, task: Task) -> tuple[Message, ...]:
    """The turns by which a task is given; a post-task report begins with exactly these.

    Args:
        cell: the performance's cell of the design.
        task: what is given.
    """
    system, prompt = _prompt(cell, None)
    return (*system, Message("user", prompt.fill({"task": task.text})))


def render(trial: Trial) -> tuple[Message, ...]:
    """The conversation to be sent for a trial."""
    return conversation(trial.cell, trial.task)


def parse(trial: Trial, text: str, finish: Finish) -> Response:
    """Whether work was done and how much; work that is refused or cut off is an answer, with flags."""
    if finish == "filtered":
        return Response("filtered")
    work = visible_work(text)
    if not work:
        return Response("empty")
    return Response(
        "answered",
        {
            "complied": not is_refusal(work),
            "truncated": finish == "length",
            "characters": len(work),
            "words": len(work.split()),
        },
    )


def token_cap(trial: Trial) -> int:
    """The output cap of a trial: the task's own, else its ladder's, else the cell's."""
    task = trial.task
    if task.max_tokens is not None:
        return task.max_tokens
    return task.ladder.token_cap if task.ladder is not None else trial.cell.max_tokens


def default_max_tokens(instrument: Instrument | None = None, *, reason: ReasonPosition = "none") -> int:
    """Room for the work."""
    return 1000


def simulate(
    trial: Trial, latent: Latent, rng: Generator, *, other: Latent | None = None, manner: Manner | None = None
) -> Simulated:
    """Possible work: as long as `latent.tokens` says, cut at the cap, or a refusal."""
    habits = manner or Manner()
    chance = rng.random()
    if chance < habits.nonresponse["filtered"]:
        return Simulated(text="", finish="filtered", response=Response("filtered"), output_tokens=0)
    if chance < habits.nonresponse["filtered"] + habits.nonresponse["empty"]:
        return Simulated(text="", finish="stop", response=Response("empty"), output_tokens=0)
    work = invented_work(trial.task, latent, rng, cap=token_cap(trial))
    values = {
        "complied": work.complied,
        "truncated": work.finish == "length",
        "characters": len(work.text),
        "words": len(work.text.split()),
    }
    text = work.text
    if work.finish == "stop" and rng.random() < 0.05:
        text = f"<think>First the parts, then the order of 1 to 3 of them.</think>\n\n{text}"
    return Simulated(
        text=text, finish=work.finish, response=Response("answered", values), output_tokens=len(text) // 4 + 1
    )
