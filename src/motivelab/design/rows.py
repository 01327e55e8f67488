"""The rows of one procedure block, as columns: crossing done by broadcasting, never row by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from motivelab.design.block import Arm, Block
from motivelab.design.cells import Grid
from motivelab.design.deals import Deals
from motivelab.design.pairs import Pairs

Column = NDArray[np.int64]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Rows:
    """A block's rows, one array a column (see `schema.trial_plan.TRIAL_SCHEMA`), with what children need.

    Attributes:
        condition: position of the row's condition among the study's.
        home: the task that the row stands with in the plan: its own, or the first one of its pair as drawn.
        parent: position of the parent in its block's rows, or -1.
        shape: for performances, the sizes of (respondents, arms, tasks, replicates) that the rows run over.
    """

    cell: Column
    task: Column
    other: Column
    pair: Column
    side: Column
    order: Column
    replicate: Column
    part: Column
    condition: Column
    home: Column
    parent: Column
    shape: tuple[int, int, int, int] = (0, 0, 0, 0)

    def __len__(self) -> int:
        return len(self.cell)


def task_rows(block: Block, grid: Grid, deals: Deals, *, n_tasks: int, conditions: Sequence[str]) -> Rows:
    """Rows of a block about one task at a time that follows nothing: asked x arms x variants x tasks x replicates."""
    shape = (len(block.asked), len(block.arms), len(block.variants), n_tasks, block.replicates)
    asked, arm, variant, task, replicate = _axes(shape)
    context = _contexts(block.arms, deals, n_tasks=n_tasks)[arm, task]
    asking = deals.asking(len(block.instrument_wordings))[task]
    orders = np.stack([deals.order(a.condition, block.n_orders, block.replicates) for a in block.arms])
    return _filled(
        shape,
        cell=grid.at(asked, context, variant, asking),
        task=task,
        order=orders[arm, task, replicate],
        replicate=replicate,
        part=_arm_parts(block.arms)[arm],
        condition=_arm_conditions(block.arms, conditions)[arm],
        performance_shape=(shape[0], shape[1], shape[3], shape[4]),
    )


def following_rows(
    block: Block, parent: Block, parents: Rows, grid: Grid, deals: Deals, *, conditions: Sequence[str]
) -> Rows:
    """Rows of a block that follows a performance: for judgements judges x, then parents x variants x replicates."""
    n_respondents, n_arms, n_tasks, n_parent = parents.shape
    kept = [position for position, arm in enumerate(parent.arms) if arm in block.arms]
    rows = np.arange(len(parents)).reshape(n_respondents, n_arms, n_tasks, n_parent)[:, kept]
    judges = len(block.asked) if block.kind == "judgement" else 1
    shape = (judges, n_respondents, len(kept), n_tasks, n_parent, len(block.variants), block.replicates)
    judge, respondent, arm, task, again, variant, replicate = _axes(shape)
    arms = [parent.arms[position] for position in kept]
    per_respondent = sum(len(a.wordings) for a in arms)
    context = respondent * per_respondent + _contexts(arms, deals, n_tasks=n_tasks)[arm, task]
    asking = deals.asking(len(block.instrument_wordings))[task]
    orders = np.stack([deals.order(a.condition, block.n_orders, n_parent * block.replicates) for a in arms])
    return _filled(
        shape,
        cell=grid.at(judge, context, variant, asking),
        task=task,
        order=orders[arm, task, again * block.replicates + replicate],
        replicate=replicate,
        part=_arm_parts(arms)[arm],
        condition=_arm_conditions(arms, conditions)[arm],
        parent=rows[respondent, arm, task, again],
    )


def choice_rows(block: Block, grid: Grid, deals: Deals, *, pairs: Pairs, conditions: Sequence[str]) -> Rows:
    """Rows of a choice: asked x variants x pairs x presentations x replicates, arm by arm.

    A presentation is an order of the two tasks and, where a manipulation is about one of them, which. The canonical
    one is the pair as drawn and the side dealt to it; it belongs to the core (or the control), the others
    counterbalance it. With one side only, the manipulation stays with its task when the order is turned round.
    """
    table, pieces, offset = block.table, [], 0
    for arm in block.arms:
        named = arm.wordings != (None,)
        presentations = _presentations(named=named, orders=table.orders, sides=table.sides)
        wording, side_dealt = deals.pair_wording(arm.condition, len(arm.wordings), pairs=len(pairs))
        side_dealt = pairs.side if pairs.side is not None else side_dealt
        shape = (len(block.asked), len(block.variants), len(pairs), len(presentations), block.replicates)
        asked, variant, pair, presentation, replicate = _axes(shape)
        turned = np.array([p[0] for p in presentations])[presentation]
        away = np.array([p[1] for p in presentations])[presentation]
        target = np.where(away == 1, 3 - side_dealt[pair], side_dealt[pair])  # 1: the pair's first task, 2: its second
        side = np.where(turned == 1, 3 - target, target) if named else np.zeros(1, dtype=np.int64)
        canonical = (turned == 0) & (away == 0)
        part = np.where(canonical, 0, 2) if not arm.control else np.ones(1, dtype=np.int64)
        pieces.append(
            _filled(
                shape,
                cell=grid.at(asked, offset + wording[pair], variant, np.zeros(1, dtype=np.int64)),
                task=np.where(turned == 1, pairs.second[pair], pairs.first[pair]),
                other=np.where(turned == 1, pairs.first[pair], pairs.second[pair]),
                home=pairs.first[pair],
                pair=pair,
                side=side,
                replicate=replicate,
                part=part,
                condition=np.full(1, conditions.index(arm.condition)),
            )
        )
        offset += len(arm.wordings)
    return _stacked(pieces)


def _stacked(pieces: Sequence[Rows]) -> Rows:
    def column(name: str) -> Column:
        return np.concatenate([getattr(piece, name) for piece in pieces])

    return Rows(
        cell=column("cell"),
        task=column("task"),
        other=column("other"),
        pair=column("pair"),
        side=column("side"),
        order=column("order"),
        replicate=column("replicate"),
        part=column("part"),
        condition=column("condition"),
        home=column("home"),
        parent=column("parent"),
    )


def _presentations(*, named: bool, orders: str, sides: str) -> list[tuple[int, int]]:
    """Turned round or not, and about the other task or not; the canonical one first."""
    turns = (0, 1) if orders == "both" else (0,)
    others = (0, 1) if named and sides == "both" else (0,)
    return [(turned, away) for turned in turns for away in others]


def _axes(shape: tuple[int, ...]) -> tuple[Column, ...]:
    """The index along each axis, shaped to broadcast."""
    return np.ix_(*(np.arange(n) for n in shape))


def _contexts(arms: Sequence[Arm], deals: Deals, *, n_tasks: int) -> Column:
    """Position of a task's context (arm and wording) among a respondent's, shape (arms, tasks)."""
    out = np.empty((len(arms), n_tasks), dtype=np.int64)
    offset = 0
    for position, arm in enumerate(arms):
        out[position] = offset + deals.wording(arm.condition, len(arm.wordings))
        offset += len(arm.wordings)
    return out


def _arm_parts(arms: Sequence[Arm]) -> Column:
    return np.array([int(arm.control) for arm in arms])


def _arm_conditions(arms: Sequence[Arm], conditions: Sequence[str]) -> Column:
    return np.array([conditions.index(arm.condition) for arm in arms])


def _filled(
    shape: tuple[int, ...],
    *,
    cell: Column,
    task: Column,
    replicate: Column,
    part: Column,
    condition: Column,
    home: Column | None = None,
    order: Column | None = None,
    other: Column | None = None,
    pair: Column | None = None,
    side: Column | None = None,
    parent: Column | None = None,
    performance_shape: tuple[int, int, int, int] = (0, 0, 0, 0),
) -> Rows:
    """Columns broadcast to a block's shape and laid flat; what does not vary is filled in."""
    zero, none = np.zeros(1, dtype=np.int64), np.full(1, -1)

    def flat(column: Column | None, otherwise: Column = zero) -> Column:
        return np.broadcast_to(otherwise if column is None else column, shape).reshape(-1)

    return Rows(
        cell=flat(cell),
        task=flat(task),
        other=flat(other, none),
        pair=flat(pair, none),
        side=flat(side),
        order=flat(order),
        replicate=flat(replicate),
        part=flat(part),
        condition=flat(condition),
        home=flat(task if home is None else home),
        parent=flat(parent, none),
        shape=performance_shape,
    )
