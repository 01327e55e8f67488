"""Which of a protocol's prompts a procedure block shows, and whether the block asks no more than that prompt does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from motivelab.design.block import Arm
from motivelab.design.names import moment_of
from motivelab.design.questions import Questions
from motivelab.schema.protocol import Protocol, ProtocolPrompt
from motivelab.schema.stimuli import Stimuli
from motivelab.schema.study import ProcedureTable


@dataclass(frozen=True, slots=True)
class Said:
    """A block's prompt, or None without a protocol, and what is wrong with it."""

    prompt: ProtocolPrompt | None = None
    faults: tuple[str, ...] = ()


def resolve_prompt(
    table: ProcedureTable, *, stimuli: Stimuli, arms: Sequence[Arm], questions: Questions, where: str
) -> Said:
    """The protocol's prompt for a block.

    What a prompt fixes cannot be varied: the place of the manipulation and of the reason, and whether "neither" is
    offered. A block that varies it is at fault.

    Args:
        table: the block as written.
        stimuli: holds the protocol, if the study has one.
        arms: the block's, resolved.
        questions: the block's, resolved.
        where: its place, for faults.
    """
    protocol = stimuli.protocol
    if protocol is None or questions.faults:
        return Said()
    instrument = questions.instrument.id if questions.instrument is not None else ""
    prompt = protocol.prompt(table.kind, instrument=instrument, moment=moment_of(table))
    if prompt is None:
        return Said(faults=(f"{where}: {_unsaid(protocol, table, instrument=instrument)}",))
    return Said(prompt, tuple(f"{where}{fault}" for fault in _beyond(prompt, protocol, arms, questions)))


def _unsaid(protocol: Protocol, table: ProcedureTable, *, instrument: str) -> str:
    asked = " ".join(part for part in (table.kind, instrument, moment_of(table)) if part)
    known = ", ".join(" ".join(part for part in (p.kind, p.instrument, p.moment) if part) for p in protocol.prompts)
    return f"protocol {protocol.id!r} has no prompt for {asked}; it has: {known}. Change `instrument` or `moment`"


def _beyond(prompt: ProtocolPrompt, protocol: Protocol, arms: Sequence[Arm], questions: Questions) -> Iterator[str]:
    placed = {arm.placement for arm in arms if arm.wordings != (None,)}
    if placed - {"before_task"}:
        yield f': protocol {protocol.id!r} fixes where a manipulation stands; write placements = ["before_task"]'
    if any(variant.neither for variant in questions.variants):
        yield f'.neither: protocol {protocol.id!r} does not offer "neither"; leave the key out'
    reasons = {variant.reason for variant in questions.variants}
    if reasons != {prompt.reason}:
        yield (
            f".reason: protocol {protocol.id!r} asks this with reason = {prompt.reason!r}; write reason ="
            f' ["{prompt.reason}"]'
        )
