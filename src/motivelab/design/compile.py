"""Compiling a study: every trial, in columns, before the first call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from motivelab.design.block import Block
from motivelab.design.cells import block_cells, grids
from motivelab.design.deals import Deals
from motivelab.design.hashes import inputs_hash, plan_hash
from motivelab.design.identity import task_digests, trial_ids
from motivelab.design.layout import lay_out
from motivelab.design.pair_choice import chosen_pairs
from motivelab.design.rows import Rows, choice_rows, following_rows, task_rows
from motivelab.errors import PlanError
from motivelab.schema.stimuli import Stimuli
from motivelab.schema.trial import Cell
from motivelab.schema.trial_plan import TRIAL_SCHEMA, TrialPlan
from motivelab.studies.load import LoadedStudy


def compile_plan(loaded: LoadedStudy, stimuli: Stimuli) -> TrialPlan:
    """The trial plan of a study: the same study and stimuli give the same plan on every machine.

    Args:
        loaded: the study.
        stimuli: what it shows; see `motivelab.planning.gather`.

    Raises:
        PlanError: the study does not fit its stimuli, or two of its procedures ask the same; every fault is told.
    """
    study = loaded.study
    layout = lay_out(study, stimuli)
    if layout.faults:
        raise PlanError("\n".join(layout.faults))
    cells = block_cells(layout.blocks)
    trials = compile_trials(layout.blocks, cells, stimuli=stimuli, seed=study.seed)
    return TrialPlan(
        study=study,
        stimuli=stimuli,
        cells=cells,
        trials=trials,
        plan_hash=plan_hash(study, stimuli, trials["id"].to_numpy()),
        inputs_hash=inputs_hash(study, stimuli),
    )


def compile_trials(blocks: Sequence[Block], cells: Sequence[Cell], *, stimuli: Stimuli, seed: int) -> pl.DataFrame:
    """All trials of some blocks, in the order in which they are to be asked; see `schema.trial_plan.TRIAL_SCHEMA`.

    Tasks come in seeded order, all conditions of a task close together and themselves in seeded order within it; a
    trial that follows another comes after it, among those that follow the same one. A pair stands with its first task.

    Args:
        blocks: those that follow a performance come after it.
        cells: the cells of these blocks.
        stimuli: the tasks.
        seed: the study's.

    Raises:
        PlanError: two blocks ask the same, or a choice's pairs cannot be had.
    """
    _check_size(blocks, n_tasks=len(stimuli.tasks))
    deals = Deals(stimuli.tasks, seed=seed)
    conditions = tuple(dict.fromkeys(arm.condition for block in blocks for arm in block.arms))
    rows = _block_rows(blocks, stimuli=stimuli, deals=deals, conditions=conditions, seed=seed)
    starts = dict(zip(rows, np.cumsum([0, *map(len, rows.values())]).tolist(), strict=False))
    columns: dict[str, NDArray[Any]] = {
        name: np.concatenate([getattr(r, name) for r in rows.values()])
        for name in ("cell", "task", "other", "pair", "side", "order", "replicate", "part", "condition", "home")
    }
    parent = np.concatenate(
        [rows[block.name].parent + (starts[block.parent.name] if block.parent is not None else 0) for block in blocks]
    )
    ids = np.concatenate(list(_ids(blocks, rows, cells, stimuli=stimuli).values()))
    _check_unique(ids, blocks, rows)
    root = np.where(parent >= 0, parent, np.arange(len(parent)))
    home = columns.pop("home")
    place = deals.task_rank()[home] * len(conditions)
    place += deals.condition_rank(conditions)[home, columns.pop("condition")]
    asked_in = np.argsort(place * len(parent) + root, kind="stable")
    position = np.empty(len(parent), dtype=np.int64)
    position[asked_in] = np.arange(len(parent))
    moved = np.where(parent >= 0, position[parent], -1)
    columns |= {"id": ids, "parent": moved}
    return pl.DataFrame({name: columns[name][asked_in] for name in TRIAL_SCHEMA}, schema=TRIAL_SCHEMA)


MOST_TRIALS = 10_000_000
"""Trials that one plan may have; ten times the founding study's design, in about three gigabytes."""


def _check_size(blocks: Sequence[Block], *, n_tasks: int) -> None:
    """Refuse a plan that would not fit into memory, before it is laid out."""
    works: dict[str, int] = {}
    for block in blocks:
        per_arm = n_tasks * block.replicates * len(block.variants)
        if block.kind == "forced_choice":
            per_arm = (block.table.pairs or n_tasks) * block.replicates * len(block.variants)
        if block.parent is not None:
            per_arm *= block.parent.replicates * (len(block.parent.asked) if block.kind == "judgement" else 1)
        works[block.name] = per_arm * len(block.arms) * len(block.asked)
    if sum(works.values()) > MOST_TRIALS:
        largest = max(works, key=works.__getitem__)
        raise PlanError(
            f"the plan would have {sum(works.values()):,} trials or more, and {MOST_TRIALS:,} is the most; most of"
            f" them are of procedure {largest!r}. Ask for fewer replicates, tasks or conditions, or make two"
            " studies of it"
        )


def _block_rows(
    blocks: Sequence[Block], *, stimuli: Stimuli, deals: Deals, conditions: Sequence[str], seed: int
) -> dict[str, Rows]:
    out: dict[str, Rows] = {}
    grid = grids(blocks)
    for block in blocks:
        if block.parent is not None:
            parents = out[block.parent.name]
            out[block.name] = following_rows(
                block, block.parent, parents, grid[block.name], deals, conditions=conditions
            )
        elif block.kind == "forced_choice":
            pairs = chosen_pairs(block.table, stimuli=stimuli, seed=seed, where=block.name)
            out[block.name] = choice_rows(block, grid[block.name], deals, pairs=pairs, conditions=conditions)
        else:
            out[block.name] = task_rows(
                block, grid[block.name], deals, n_tasks=len(stimuli.tasks), conditions=conditions
            )
    return out


def _ids(
    blocks: Sequence[Block], rows: Mapping[str, Rows], cells: Sequence[Cell], *, stimuli: Stimuli
) -> dict[str, NDArray[np.int64]]:
    """Ids by block; parents come first, so that their ids can enter those of their children."""
    out: dict[str, NDArray[np.int64]] = {}
    tasks = {kind: task_digests(stimuli.tasks, kind=kind) for kind in dict.fromkeys(block.kind for block in blocks)}
    for block in blocks:
        own = rows[block.name]
        out[block.name] = trial_ids(
            cells,
            tasks[block.kind],
            cell=own.cell,
            task=own.task,
            other=own.other,
            side=own.side,
            order=own.order,
            replicate=own.replicate,
            parent_id=out[block.parent.name][own.parent] if block.parent is not None else None,
        )
    return out


def _check_unique(ids: NDArray[np.int64], blocks: Sequence[Block], rows: Mapping[str, Rows]) -> None:
    sorted_ids = np.sort(ids)
    repeated = np.unique(sorted_ids[1:][sorted_ids[1:] == sorted_ids[:-1]])
    if not len(repeated):
        return
    owner = np.repeat(np.arange(len(blocks)), [len(rows[block.name]) for block in blocks])
    where = np.flatnonzero(np.isin(ids, repeated))
    in_blocks = list(dict.fromkeys(blocks[i].name for i in owner[where].tolist()))
    if len(in_blocks) == 1:
        raise PlanError(
            f"two trials of procedure {in_blocks[0]!r} have one id by chance (odds of one in tens of millions); change"
            " the study's seed by one and plan again"
        )
    raise PlanError(
        f"procedures {' and '.join(map(repr, in_blocks))} ask the same: {len(repeated):,} trials would be one answer"
        " counted twice; drop one of them, raise `replicates` of the other, or make them differ"
    )
