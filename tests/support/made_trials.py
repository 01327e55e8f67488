"""Trials for the tests of this room."""

from __future__ import annotations

from motivelab.instruments.load import load_instrument
from motivelab.schema.latent import Latent
from motivelab.schema.manipulation import ManipulationWording, Placement
from motivelab.schema.respondent import Respondent
from motivelab.schema.task import Task
from motivelab.schema.trial import Cell, ReasonPosition, Trial

TASK = Task(id="count-1", family="count", categories=("logic",), text="Count to {{ 3 }} & back, <b>slowly</b>.")
OTHER = Task(id="poem-1", family="poem", categories=("writing",), text='Write a poem about the word "rain".')
WORDING = ManipulationWording(
    id="money-1", text="You will be paid well.", pair_text="You will be paid well for {task}.", match="neutral-01"
)
LATENT = Latent(
    want=0.4, able=0.2, want_after=0.1, interest=0.5, challenge=0.1, value=0.6, mastery=0.2, fear=-0.4, complies=0.9,
    quality=0.3, tokens=300.0,
)  # fmt: skip


def respondent(*, system_prompt: str = "") -> Respondent:
    return Respondent(name="one", provider="sim", model="coherent", system_prompt=system_prompt)


def report_cell(
    instrument: str = "motivation",
    response_format: str = "1-100",
    *,
    wording: str = "direct",
    reason: ReasonPosition = "after",
    moment: str = "pre",
    manipulation: ManipulationWording | None = None,
    placement: Placement = "before_task",
    system_prompt: str = "",
    parent: Cell | None = None,
) -> Cell:
    asked = load_instrument(instrument)
    return Cell(
        respondent=respondent(system_prompt=system_prompt),
        procedure="report",
        kind="self_report",
        template="t",
        condition="none" if manipulation is None else "money",
        wording=manipulation,
        placement=placement,
        instrument=asked,
        instrument_wording=asked.wording(wording),
        format=asked.format(response_format),
        reason=reason,
        moment=moment,
        parent=parent,
    )


def performance_cell(
    *, manipulation: ManipulationWording | None = None, placement: Placement = "before_task", system_prompt: str = ""
) -> Cell:
    return Cell(
        respondent=respondent(system_prompt=system_prompt),
        procedure="performance",
        kind="performance",
        template="t",
        condition="none" if manipulation is None else "money",
        wording=manipulation,
        placement=placement,
        max_tokens=1000,
    )


def choice_cell(
    *,
    neither: bool = False,
    manipulation: ManipulationWording | None = None,
    placement: Placement = "before_task",
) -> Cell:
    return Cell(
        respondent=respondent(),
        procedure="choice",
        kind="forced_choice",
        template="t",
        condition="none" if manipulation is None else "money",
        wording=manipulation,
        placement=placement,
        neither=neither,
        reason="after",
        max_tokens=400,
    )


def judge_cell(
    *, wording: str = "rate", reason: ReasonPosition = "none", condition: str = "none", parent: Cell | None = None
) -> Cell:
    rubric = load_instrument("work_quality")
    return Cell(
        respondent=respondent(),
        procedure="judgement",
        kind="judgement",
        template="t",
        condition=condition,
        instrument=rubric,
        instrument_wording=rubric.wording(wording),
        format=rubric.formats[0],
        reason=reason,
        parent=parent,
    )


def trial(cell: Cell, *, order: int = 0, side: int = 0, work: str = "", task: Task = TASK) -> Trial:
    other = OTHER if cell.kind == "forced_choice" else None
    return Trial(id=1, cell=cell, task=task, other=other, side=side, order=order, work=work)
