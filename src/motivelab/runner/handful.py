"""A handful of trials that shows every procedure at work, for trying a study before running it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from motivelab.schema.trial_plan import TrialPlan


def handful(plan: TrialPlan, *, n: int) -> NDArray[np.int64]:
    """Rows of the plan to try: the procedures in turn, for each respondent in turn, the works they follow included.

    The same plan gives the same rows, so that trying twice asks nothing twice.

    Args:
        plan: the compiled plan.
        n: how many; a few more where the last one follows a work.
    """
    cell, parent = plan.columns["cell"], plan.columns["parent"]
    first_of: dict[tuple[str, str], int] = {}
    _, firsts = np.unique(cell, return_index=True)
    for row in np.sort(firsts).tolist():
        c = plan.cells[cell[row]]
        first_of.setdefault((c.procedure, c.respondent.name), row)
    by_procedure: dict[str, list[int]] = {}
    for (procedure, _), row in first_of.items():
        by_procedure.setdefault(procedure, []).append(row)
    in_turn: list[int] = []
    for turn in range(max(map(len, by_procedure.values()), default=0)):
        in_turn += [rows[turn] for rows in by_procedure.values() if turn < len(rows)]
    chosen: list[int] = []
    for row in [*in_turn, *range(len(plan))]:
        if len(chosen) >= n:
            break
        before = int(parent[row])
        chosen += [r for r in (before, row) if r >= 0 and r not in chosen]
    return np.array(chosen, dtype=np.int64)
