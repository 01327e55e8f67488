"""Conditions of a procedure block, with their placements and wordings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from motivelab.design.block import Arm, Block
from motivelab.errors import choices
from motivelab.schema.manipulation import NO_MANIPULATION, Manipulation, ManipulationWording
from motivelab.schema.stimuli import Stimuli
from motivelab.schema.study import ManipulationsTable, ProcedureTable


@dataclass(frozen=True, slots=True)
class Arms:
    """A block's arms, in the study's order of conditions, and what is wrong with them."""

    all: tuple[Arm, ...]
    faults: tuple[str, ...]


def resolve_arms(
    table: ProcedureTable, chosen: ManipulationsTable, *, stimuli: Stimuli, parent: Block | None, where: str
) -> Arms:
    """The arms of one block.

    A block has the conditions it names, and the neutral control wherever it has a manipulation (unless the study does
    without). A block that follows a performance has the performance's arms of those conditions: a conversation goes on
    under the condition it began with. Choices take the wordings that have a text for pairs.

    Args:
        table: the block as written.
        chosen: the study's `[manipulations]`.
        stimuli: holds the manipulations used, the control included.
        parent: the performance that is followed, or None.
        where: the block's place, for faults.
    """
    known = (NO_MANIPULATION, *stimuli.manipulations)
    if parent is not None:
        known = tuple(dict.fromkeys(arm.condition for arm in parent.arms))
    if table.conditions == "all":
        named: tuple[str, ...] = known
    else:
        named = tuple(dict.fromkeys(table.conditions))
    faults = [
        f"{where}.conditions: {_unknown(name, known=known, stimuli=stimuli, parent=parent)}"
        for name in named
        if name not in known
    ]
    if not named:
        faults.append(f"{where}.conditions = []: name at least one; {choices('', known)}")
    control = next((m.id for m in stimuli.manipulations.values() if m.control), None)
    if chosen.control and control in known and any(name not in (NO_MANIPULATION, control) for name in named):
        named = (*named, control) if control is not None else named
    conditions = [name for name in known if name in named]
    if parent is not None:
        return Arms(tuple(arm for arm in parent.arms if arm.condition in conditions), tuple(faults))
    arms: list[Arm] = []
    for name in conditions:
        if name == NO_MANIPULATION:
            arms.append(Arm(condition=name))
            continue
        manipulation = stimuli.manipulations[name]
        wordings = used_wordings(manipulation, chosen)
        if table.kind == "forced_choice":
            wordings = tuple(wording for wording in wordings if wording.pair_text)
        if not wordings:
            faults.append(_wordless(manipulation, table, chosen=chosen, every=stimuli.manipulations, where=where))
        arms.extend(
            Arm(condition=name, control=manipulation.control, placement=placement, wordings=wordings)
            for placement in dict.fromkeys(chosen.placements)
        )
    if not chosen.placements:
        faults.append(f"manipulations.placements = []: name at least one; {choices('', _PLACEMENTS)}")
    return Arms(tuple(arms), tuple(faults))


_PLACEMENTS = ("before_task", "after_task", "system")


def used_wordings(manipulation: Manipulation, chosen: ManipulationsTable) -> tuple[ManipulationWording, ...]:
    """The wordings of a manipulation that a study uses.

    The study's list restricts the manipulations whose wordings it names; the others, the control among them, keep all.
    """
    listed = set(chosen.wordings or ())
    own = tuple(w for w in manipulation.wordings if w.id in listed)
    return own or manipulation.wordings


def wording_faults(chosen: ManipulationsTable, manipulations: Mapping[str, Manipulation]) -> Iterator[str]:
    """Wordings that the study names and no manipulation of it has."""
    known = [w.id for m in manipulations.values() for w in m.wordings]
    for name in chosen.wordings or ():
        if name not in known:
            yield f"manipulations.wordings: no manipulation in use has a wording {name!r}; {choices(name, known)}"


def _unknown(name: str, *, known: tuple[str, ...], stimuli: Stimuli, parent: Block | None) -> str:
    if parent is not None and name in (NO_MANIPULATION, *stimuli.manipulations):
        return (
            f"{name!r} is not a condition of the performance {parent.name!r} that this block follows; add it there, or"
            f" keep to: {', '.join(known)}"
        )
    return f"{name!r} is not a condition of this study; {choices(name, known)}. Add it to manipulations.use first"


def _wordless(
    manipulation: Manipulation,
    table: ProcedureTable,
    *,
    chosen: ManipulationsTable,
    every: Mapping[str, Manipulation],
    where: str,
) -> str:
    if table.kind != "forced_choice":
        return f"{where}: manipulation {manipulation.id!r} has no wording; add one to its file"
    able = [m.id for m in every.values() if any(w.pair_text for w in used_wordings(m, chosen))]
    return (
        f"{where}: manipulation {manipulation.id!r} has no wording for choices (`pair_text`); give its file one, or"
        f" name in `conditions` only: {', '.join([NO_MANIPULATION, *able])}"
    )
