"""Columns that say where an observation stands in the design; several tables share them, each is declared here once."""

from __future__ import annotations

from typing import get_args

from motivelab.schema.column import Column
from motivelab.schema.instrument import Moment
from motivelab.schema.manipulation import Construct, Placement
from motivelab.schema.task import Compliance
from motivelab.schema.trial import ProcedureKind, Readout, ReasonPosition
from motivelab.schema.trial_plan import PARTS

_COLUMNS = (
    Column(
        name="trial_id",
        type="string",
        description="The trial: 16 hexadecimal digits, the same on every machine for the same study.",
    ),
    Column(
        name="respondent",
        type="category",
        description="Who was asked; in trials that are judgements, the judge.",
    ),
    Column(name="provider", type="category", description="Provider of the respondent; sim is a simulated one."),
    Column(name="model", type="category", description="Model id as asked for."),
    Column(
        name="settings",
        type="category",
        description="Sampling settings in one line; empty where all are the host's own.",
        nullable=True,
    ),
    Column(
        name="author",
        type="category",
        description="Respondent whose work is judged; empty where nothing is judged.",
        nullable=True,
    ),
    Column(name="procedure", type="category", description="Name of the study's procedure block, for instance pre."),
    Column(name="kind", type="category", description="Which procedure.", levels=get_args(ProcedureKind)),
    Column(
        name="moment",
        type="category",
        description="When a self-report was asked: before the task, after it, or after it about a similar one; "
        "empty for other procedures.",
        levels=get_args(Moment),
        nullable=True,
    ),
    Column(
        name="condition",
        type="category",
        description="Manipulation, or none; for judgements that of the work judged, which the judge does not see.",
    ),
    Column(
        name="construct",
        type="category",
        description="What the manipulation is meant to move; neutral for the control, empty in condition none.",
        levels=get_args(Construct),
        nullable=True,
    ),
    Column(
        name="dose",
        type="float",
        description="Amount that the manipulation names, signed; empty where it names none.",
        unit="US dollars",
        nullable=True,
    ),
    Column(
        name="wording",
        type="category",
        description="Which text of the manipulation; empty in condition none.",
        nullable=True,
    ),
    Column(
        name="placement",
        type="category",
        description="Where the manipulation's text stood; empty in condition none.",
        levels=get_args(Placement),
        nullable=True,
    ),
    Column(
        name="instrument",
        type="category",
        description="Questionnaire or rubric; empty for performances and choices.",
        nullable=True,
    ),
    Column(
        name="instrument_wording",
        type="category",
        description="Which wording of the instrument; empty where there is no instrument.",
        nullable=True,
    ),
    Column(
        name="format",
        type="category",
        description="Response format, for instance 1-100; empty where there is no instrument.",
        nullable=True,
    ),
    Column(
        name="reason_position",
        type="category",
        description="Whether a reason was asked for, and on which side of the score; empty without an instrument.",
        levels=get_args(ReasonPosition),
        nullable=True,
    ),
    Column(
        name="task",
        type="category",
        description="Task asked about, given or judged; in trials that are choices, the one shown first.",
    ),
    Column(name="family", type="category", description="Family of the task; the unit that is resampled."),
    Column(name="category", type="category", description="Home category of the task."),
    Column(
        name="categories",
        type="category",
        description="All categories of the task, the home category first, with | between them.",
        nullable=True,
    ),
    Column(
        name="expected_compliance",
        type="category",
        description="What can be expected of the task: that it can be done, may be refused, or cannot be done by a "
        "language model; empty where that is not known.",
        levels=get_args(Compliance),
        nullable=True,
    ),
    Column(
        name="units_asked",
        type="integer",
        description="Units of work that the task asks for, where it is a rung of an effort ladder; else empty.",
        unit="units",
        nullable=True,
    ),
    Column(name="readout", type="category", description="How the answer was taken.", levels=get_args(Readout)),
    Column(name="pair", type="integer", description="Number of the pair, whatever its order.", nullable=True),
    Column(
        name="manipulated_position",
        type="integer",
        description="Position (1 or 2) of the task that the manipulation is about; empty in condition none and outside "
        "choices.",
        nullable=True,
    ),
    Column(
        name="neither_offered",
        type="boolean",
        description="Whether a choice offered to take neither task; empty outside choices.",
        nullable=True,
    ),
    Column(name="replicate", type="integer", description="Which repetition of the same question, from 0."),
    Column(
        name="parent_trial_id",
        type="string",
        description="Performance that the trial follows (a report after the task, a judgement); empty where it follows "
        "none.",
        nullable=True,
    ),
    Column(
        name="part",
        type="category",
        description="The design as published (core), its neutral control, or the further orders and sides of choices.",
        levels=PARTS,
    ),
)

_BY_NAME = {column.name: column for column in _COLUMNS}


def design_columns(*names: str) -> tuple[Column, ...]:
    """The declarations of some shared columns, in the order asked for.

    Raises:
        KeyError: there is no such column.

    Example:
        >>> [column.type for column in design_columns("trial_id", "task")]
        ['string', 'category']
    """
    return tuple(_BY_NAME[name] for name in names)
