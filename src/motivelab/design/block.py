"""A procedure block of a study with all its choices made."""

from __future__ import annotations

from dataclasses import dataclass

from motivelab.schema.instrument import Instrument, InstrumentWording, ResponseFormat
from motivelab.schema.manipulation import ManipulationWording, Placement
from motivelab.schema.protocol import ProtocolPrompt
from motivelab.schema.respondent import Respondent
from motivelab.schema.study import ProcedureTable
from motivelab.schema.trial import ProcedureKind, Readout, ReasonPosition


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """A condition in one placement.

    Attributes:
        condition: `none` or a manipulation's id.
        control: whether it is the neutral control.
        placement: where the manipulation's text stands.
        wordings: its texts, dealt to tasks or pairs in balance; `(None,)` in condition `none`.
    """

    condition: str
    control: bool = False
    placement: Placement = "before_task"
    wordings: tuple[ManipulationWording | None, ...] = (None,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """What a block crosses beside arms and respondents: a response format, a place of the reason, a "neither".

    The output cap goes with it: it leaves room for the reason, where one is asked for.
    """

    format: ResponseFormat | None = None
    reason: ReasonPosition = "none"
    neither: bool = False
    max_tokens: int = 256


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Block:
    """One `[[procedures]]` table, resolved.

    Attributes:
        name: its label.
        position: its place among the study's procedures.
        kind: which procedure.
        template: digest of the procedure's templates, or of the protocol's prompt.
        table: as written.
        asked: respondents, or for judgements the judges.
        arms: conditions and placements; those of a block that follows another are some of that other's.
        variants: crossed with everything, at least one.
        instrument: what is asked, or None.
        instrument_wordings: dealt to tasks in balance; `(None,)` where there is no instrument.
        moment: of a self-report, else "".
        n_orders: rows of the item-order square.
        parent: the performance block it follows, or None.
        prompt: what a protocol says in place of the templates, or None.
    """

    name: str
    position: int
    kind: ProcedureKind
    template: str
    table: ProcedureTable
    asked: tuple[Respondent, ...]
    arms: tuple[Arm, ...]
    variants: tuple[Variant, ...]
    instrument: Instrument | None = None
    instrument_wordings: tuple[InstrumentWording | None, ...] = (None,)
    moment: str = ""
    n_orders: int = 1
    parent: Block | None = None
    prompt: ProtocolPrompt | None = None

    @property
    def replicates(self) -> int:
        """How often each of its questions is asked."""
        return self.table.replicates

    @property
    def readout(self) -> Readout:
        """How answers are taken."""
        return self.table.readout
