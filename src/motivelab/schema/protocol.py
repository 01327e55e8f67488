"""A protocol: the prompts of another study, word for word, shown in place of the procedures' own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from motivelab.schema.digest import content_digest
from motivelab.schema.instrument import Instrument
from motivelab.schema.manipulation import Manipulation
from motivelab.schema.trial_kinds import ProcedureKind, ReasonPosition


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """How a rubric's criteria are written out, in the order in which a trial shows them.

    Attributes:
        slot: the slot of the prompt that the list stands in.
        pieces: one entry, text and slot names in turn; slots are `number` (from 1), `id` and `text`.
        joint: between two entries.
        head: show only so many entries and the last one; None shows all.
        gap: in place of the entries that are not shown.
    """

    slot: str
    pieces: tuple[str, ...]
    joint: str
    head: int | None = None
    gap: str = ""


@dataclass(frozen=True, kw_only=True)
class ProtocolPrompt:
    """What is said for one kind of question.

    Attributes:
        kind: the procedure that it is said in.
        pieces: text and slot names in turn, beginning and ending with text; slots are `manipulation`, those of the
            listings, and `task`, `work`, or in a choice `first` and `second`.
        instrument: id of the instrument it asks, "" where there is none.
        moment: of a self-report, else "".
        reason: whether it asks for a reason, and on which side of the score.
        manipulated: what stands in the slot `manipulation` where there is one: pieces around the slot `text`.
        label: what a task's number stands behind in a choice ("Task ").
        listings: a rubric's criteria.
    """

    kind: ProcedureKind
    pieces: tuple[str, ...]
    instrument: str = ""
    moment: str = ""
    reason: ReasonPosition = "none"
    manipulated: tuple[str, ...] = ("", "text", "")
    label: str = ""
    listings: tuple[Listing, ...] = ()

    @cached_property
    def digest(self) -> str:
        """Digest of all that shapes what is said; it stands in a trial's identity where a template's would."""
        listings = [[x.slot, x.pieces, x.joint, x.head, x.gap] for x in self.listings]
        return content_digest(["protocol", self.kind, self.pieces, self.manipulated, self.label, listings])


@dataclass(frozen=True, kw_only=True)
class Protocol:
    """Another study's prompts with what they ask about.

    Attributes:
        id: its name in study files, equal to its file's.
        title: a label for people.
        source: where its texts come from.
        prompts: at most one for each procedure, instrument and moment.
        instruments: what its prompts ask; ids of their own.
        manipulations: its conditions; ids of their own.
        pairs: its choices, as ids of the tasks shown first and second.
        sides: for each pair which position a manipulation is about, 1 or 2.
    """

    id: str
    title: str
    source: str
    prompts: tuple[ProtocolPrompt, ...]
    instruments: tuple[Instrument, ...] = ()
    manipulations: tuple[Manipulation, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    sides: tuple[int, ...] = ()

    @cached_property
    def digest(self) -> str:
        """Digest of what its prompts say; instruments, manipulations and pairs enter a study by themselves."""
        return content_digest([[p.kind, p.instrument, p.moment, p.reason, p.digest] for p in self.prompts])

    def prompt(self, kind: ProcedureKind, *, instrument: str = "", moment: str = "") -> ProtocolPrompt | None:
        """The prompt for a question, or None where the protocol does not ask it."""
        asked = (kind, instrument, moment)
        return next((p for p in self.prompts if (p.kind, p.instrument, p.moment) == asked), None)
