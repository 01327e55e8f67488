"""The cells of a design, in a fixed order, and where a block's cells stand in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from motivelab.design.block import Block
from motivelab.design.layout import lay_out
from motivelab.errors import PlanError
from motivelab.schema.stimuli import Stimuli
from motivelab.schema.study import Study
from motivelab.schema.trial import Cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Where a block's cells stand: one regular grid, counted like the digits of a number.

    A block's cells run over those asked (respondents or judges), then over contexts, then variants, then instrument
    wordings. The contexts of a block of its own are arm by arm the wordings; those of a block that follows a
    performance are the performance's cells with one of the block's arms.

    Attributes:
        start: position of the block's first cell.
        asked: how many are asked (1 for a follow-up report: who is asked stands in the context).
        contexts: how many contexts.
        variants: how many variants.
        wordings: how many instrument wordings.
    """

    start: int
    asked: int
    contexts: int
    variants: int
    wordings: int

    def __len__(self) -> int:
        return self.asked * self.contexts * self.variants * self.wordings

    def at(
        self,
        asked: NDArray[np.int64],
        context: NDArray[np.int64],
        variant: NDArray[np.int64],
        wording: NDArray[np.int64],
    ) -> NDArray[np.int64]:
        """Positions of cells; the arguments broadcast."""
        before = (asked * self.contexts + context) * self.variants + variant
        return np.asarray(self.start + before * self.wordings + wording, dtype=np.int64)


def cells(study: Study, stimuli: Stimuli) -> tuple[Cell, ...]:
    """Every cell of a study's design; the trial plan's `cell` column points into it.

    It depends on study and stimuli alone, so that it need not be stored with the plan.

    Raises:
        PlanError: the study does not fit its stimuli; every fault is told.
    """
    layout = lay_out(study, stimuli)
    if layout.faults:
        raise PlanError("\n".join(layout.faults))
    return block_cells(layout.blocks)


def grids(blocks: Sequence[Block]) -> dict[str, Grid]:
    """The grid of every block, by its name."""
    out: dict[str, Grid] = {}
    start = 0
    for block in blocks:
        asked, contexts = len(block.asked), sum(len(arm.wordings) for arm in block.arms)
        if block.parent is not None:
            contexts *= len(block.parent.asked)
            asked = asked if block.kind == "judgement" else 1
        grid = Grid(
            start=start,
            asked=asked,
            contexts=contexts,
            variants=len(block.variants),
            wordings=len(block.instrument_wordings),
        )
        out[block.name] = grid
        start += len(grid)
    return out


def block_cells(blocks: Sequence[Block]) -> tuple[Cell, ...]:
    """The cells of blocks, in the order of their grids."""
    out: list[Cell] = []
    begins: dict[str, int] = {}
    for block in blocks:
        begins[block.name] = len(out)
        if block.parent is None:
            out.extend(_own(block))
        else:
            start = begins[block.parent.name]
            length = len(block.parent.asked) * sum(len(arm.wordings) for arm in block.parent.arms)
            out.extend(_following(block, [c for c in out[start : start + length] if _shared(c, block)]))
    return tuple(out)


def _shared(parent: Cell, block: Block) -> bool:
    return any(arm.condition == parent.condition for arm in block.arms)


def _own(block: Block) -> Iterator[Cell]:
    for respondent in block.asked:
        for arm in block.arms:
            for wording in arm.wordings:
                for variant in block.variants:
                    for asking in block.instrument_wordings:
                        yield Cell(
                            respondent=respondent,
                            procedure=block.name,
                            kind=block.kind,
                            template=block.template,
                            condition=arm.condition,
                            wording=wording,
                            placement=arm.placement,
                            instrument=block.instrument,
                            instrument_wording=asking,
                            format=variant.format,
                            reason=variant.reason,
                            moment=block.moment,
                            neither=variant.neither,
                            max_tokens=variant.max_tokens,
                            readout=block.readout,
                            prompt=block.prompt,
                        )


def _following(block: Block, parents: Sequence[Cell]) -> Iterator[Cell]:
    judges = block.asked if block.kind == "judgement" else (None,)
    for judge in judges:
        for parent in parents:
            for variant in block.variants:
                for asking in block.instrument_wordings:
                    yield Cell(
                        respondent=judge or parent.respondent,
                        procedure=block.name,
                        kind=block.kind,
                        template=block.template,
                        condition=parent.condition,
                        wording=parent.wording,
                        placement=parent.placement,
                        instrument=block.instrument,
                        instrument_wording=asking,
                        format=variant.format,
                        reason=variant.reason,
                        moment=block.moment,
                        max_tokens=variant.max_tokens,
                        readout=block.readout,
                        parent=parent,
                        prompt=block.prompt,
                    )
