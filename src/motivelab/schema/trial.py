"""A trial: one question to one respondent under one condition, one replicate; and its cell of the design."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from motivelab.schema.digest import ID_SCHEME, content_digest
from motivelab.schema.instrument import Instrument, InstrumentWording, ResponseFormat
from motivelab.schema.manipulation import NO_MANIPULATION, ManipulationWording, Placement
from motivelab.schema.protocol import ProtocolPrompt
from motivelab.schema.respondent import Respondent
from motivelab.schema.task import Task
from motivelab.schema.trial_kinds import ProcedureKind, Readout, ReasonPosition

__all__ = ["Cell", "ProcedureKind", "Readout", "ReasonPosition", "Trial"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Cell:
    """All that trials of one cell of the design share; tasks, order, side and replicate vary within it.

    Attributes:
        respondent: who is asked (for judgements: the judge).
        procedure: name of the study's procedure block (`pre`, `breakdown`, `choice`, ...), a label.
        kind: which procedure gives, reads and fakes its trials.
        template: digest of the procedure's prompt templates, or of the protocol's prompt.
        condition: `none`, or the manipulation's id; for judgements that of the work judged, which the judge never sees.
        wording: text of the manipulation, or None in condition `none`.
        placement: where that text stands.
        instrument: what is asked, or None for performances and choices.
        instrument_wording: how it is asked, or None.
        format: on which scale, or None.
        reason: whether a free-text reason is asked, and on which side of the score.
        moment: `pre`, `post`, `similar`, or "" where there is none.
        neither: whether a choice offers "neither".
        max_tokens: output cap (a task's own cap goes before it, in performances).
        readout: how the answer is taken.
        parent: the cell of the trials that these follow, or None.
        prompt: what a protocol says in place of the procedure's templates, or None; `template` is its digest.
    """

    respondent: Respondent
    procedure: str
    kind: ProcedureKind
    template: str
    condition: str = NO_MANIPULATION
    wording: ManipulationWording | None = None
    placement: Placement = "before_task"
    instrument: Instrument | None = None
    instrument_wording: InstrumentWording | None = None
    format: ResponseFormat | None = None
    reason: ReasonPosition = "none"
    moment: str = ""
    neither: bool = False
    max_tokens: int = 256
    readout: Readout = "sampled"
    parent: Cell | None = None
    prompt: ProtocolPrompt | None = None

    @cached_property
    def digest(self) -> str:
        """Digest of everything here that shapes the prompt or the answer; labels do not enter.

        A judgement's own condition does not enter either: its stimulus is the work, named by the parent trial.
        """
        f, w = self.format, self.instrument_wording
        seen = self.kind != "judgement"
        return content_digest(
            [
                ID_SCHEME,
                self.respondent.digest,
                self.kind,
                self.template,
                self.wording.digest if self.wording is not None and seen else "",
                self.placement if self.wording is not None and seen else "",
                self.instrument.digest if self.instrument is not None else "",
                dict(w.stem) if w is not None and self.prompt is None else "",  # a protocol says it in its own prompt
                [
                    f.low,
                    f.high,
                    f.low_anchor,
                    f.high_anchor,
                    {str(k): v for k, v in f.labels.items()},
                    f.reversed,
                    f.does_not_apply,
                ]
                if f is not None
                else "",
                self.reason,
                self.moment,
                self.neither,
                self.max_tokens,
                self.readout,
            ]
        )


class Trial(NamedTuple):
    """One question to one respondent; made lazily from a row of the trial plan.

    Attributes:
        id: see `trial_digest`.
        cell: the cell of the design.
        task: the task asked about or given; in a choice the one shown first.
        other: in a choice the one shown second, else None.
        side: in a choice which position the manipulation is about (1 or 2), else 0.
        order: row of the balanced order square in which the items are shown.
        replicate: 0, 1, ...
        parent_id: id of the trial it follows, or None.
        work: the verbatim completion it follows, for post-task reports and judgements; "" where there is none.
    """

    id: int
    cell: Cell
    task: Task
    other: Task | None = None
    side: int = 0
    order: int = 0
    replicate: int = 0
    parent_id: int | None = None
    work: str = ""
