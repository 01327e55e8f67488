"""What a procedure block asks: instrument, wordings, formats, places of the reason, "neither"."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

from motivelab.design.block import Variant
from motivelab.design.names import instrument_name, moment_of
from motivelab.errors import choices
from motivelab.procedures.item_order import n_orders
from motivelab.schema.instrument import Instrument, InstrumentWording, ResponseFormat
from motivelab.schema.stimuli import Stimuli
from motivelab.schema.study import ProcedureTable
from motivelab.schema.trial import ReasonPosition


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """A block's questions and what is wrong with them.

    Attributes:
        instrument: or None for performances and choices.
        wordings: dealt to tasks; `(None,)` without an instrument.
        variants: formats, places of the reason and "neither", crossed; never empty.
        moment: of a self-report, else "".
        n_orders: rows of the item-order square.
        faults: one sentence each.
    """

    instrument: Instrument | None = None
    wordings: tuple[InstrumentWording | None, ...] = (None,)
    variants: tuple[Variant, ...] = (Variant(),)
    moment: str = ""
    n_orders: int = 1
    faults: tuple[str, ...] = ()


def resolve_questions(table: ProcedureTable, *, stimuli: Stimuli, where: str) -> Questions:
    """The questions of one block.

    Args:
        table: the block as written.
        stimuli: holds the instruments used.
        where: the block's place, for faults.
    """
    if table.kind == "performance":
        return Questions()
    if table.kind == "forced_choice":
        return _choice(table, where=where)
    name = instrument_name(table) or ""
    instrument = stimuli.instruments.get(name)
    if instrument is None:
        return Questions(faults=(f"{where}.instrument = {name!r}: {choices(name, stimuli.instruments)}",))
    kind = "rubric" if table.kind == "judgement" else "self_report"
    if instrument.kind != kind:
        return Questions(
            faults=(
                f"{where}.instrument = {name!r}: a {instrument.kind}, and a {table.kind} takes a {kind};"
                f" see `motivelab list instruments`",
            )
        )
    moment = moment_of(table)
    wordings, faults = _wordings(table, instrument, moment=moment, where=where)
    formats, told = _formats(table, instrument, where=where)
    reasons, more = _reasons(table, instrument, where=where)
    return Questions(
        instrument=instrument,
        wordings=wordings,
        variants=tuple(Variant(format=f, reason=r) for f, r in product(formats, reasons)) or (Variant(),),
        moment=moment,
        n_orders=n_orders(len(instrument.items)),
        faults=(*faults, *told, *more),
    )


def _choice(table: ProcedureTable, *, where: str) -> Questions:
    offered = table.neither if table.neither is not None else [False]
    if not offered or len(set(offered)) < len(offered):
        return Questions(faults=(f"{where}.neither = {offered!r}: write true, false, or [false, true] for both",))
    return Questions(variants=tuple(Variant(neither=neither) for neither in offered))


def _wordings(
    table: ProcedureTable, instrument: Instrument, *, moment: str, where: str
) -> tuple[tuple[InstrumentWording, ...], tuple[str, ...]]:
    able = [wording for wording in instrument.wordings if moment in wording.stem]
    if not able:
        return (), (
            f"{where}.moment = {moment!r}: instrument {instrument.id!r} cannot be asked then; it has wordings for:"
            f" {', '.join(instrument.moments)}",
        )
    if table.instrument_wordings is None:
        return tuple(able), ()
    known = {wording.id: wording for wording in able}
    listed = list(dict.fromkeys(table.instrument_wordings))
    faults = [
        f"{where}.instrument_wordings: instrument {instrument.id!r} has no wording {name!r}"
        f"{f' at moment {moment!r}' if moment else ''}; {choices(name, known)}"
        for name in listed
        if name not in known
    ]
    if not listed:
        faults.append(f"{where}.instrument_wordings = []: name at least one; {choices('', known)}")
    return tuple(known[name] for name in listed if name in known), tuple(faults)


def _formats(
    table: ProcedureTable, instrument: Instrument, *, where: str
) -> tuple[tuple[ResponseFormat, ...], tuple[str, ...]]:
    known = {form.id: form for form in instrument.formats}
    listed = list(dict.fromkeys(table.formats)) if table.formats is not None else [instrument.formats[0].id]
    faults = [
        f"{where}.formats: instrument {instrument.id!r} has no format {name!r}; {choices(name, known)}"
        for name in listed
        if name not in known
    ]
    if not listed:
        faults.append(f"{where}.formats = []: name at least one; {choices('', known)}")
    return tuple(known[name] for name in listed if name in known), tuple(faults)


def _reasons(
    table: ProcedureTable, instrument: Instrument, *, where: str
) -> tuple[tuple[ReasonPosition, ...], tuple[str, ...]]:
    if table.reason is None:
        return (("after",) if table.kind == "self_report" and len(instrument.items) == 1 else ("none",)), ()
    if not table.reason:
        return (), (f"{where}.reason = []: name at least one of: after, before, none",)
    return tuple(dict.fromkeys(table.reason)), ()
