"""How well a score tells ones from zeros: the area under the ROC curve, row by row and without each node."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from motivelab.numerics.dyads import Dyads, rows_by_node

Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AreaUnderCurve:
    """The area and what each row adds to it.

    Attributes:
        value: chance that a one scores above a zero, ties half.
        beaten: (n,) of a one, the zeros below it; of a zero, the ones above it; ties half.
        influence: (n,) first-order part of each row in the area; sums to 0.
    """

    value: float
    beaten: Floats
    influence: Floats


def area_under_curve(score: Floats, ones: Floats) -> AreaUnderCurve:
    """Mann and Whitney's count over pairs of a one and a zero, by ranks.

    Example:
        >>> area_under_curve(np.array([1.0, 2.0, 2.0, 3.0]), np.array([0.0, 0.0, 1.0, 1.0])).value
        0.875

    In R:
        `pROC::auc(ones, score, direction = "<")`; the variance of independent rows from `influence` is DeLong's up to
        n/(n - 1) in each kind.

    Reference:
        DeLong, DeLong and Clarke-Pearson (1988), Biometrics 44, 837-845.
    """
    won = ones == 1
    n_won, n_lost = int(won.sum()), int((~won).sum())
    above = stats.rankdata(score)
    above[won] -= stats.rankdata(score[won])
    above[~won] -= stats.rankdata(score[~won])
    beaten = np.where(won, above, n_won - above)
    value = float(beaten[won].sum()) / n_won / n_lost
    influence = np.where(won, (beaten / n_lost - value) / n_won, (beaten / n_won - value) / n_lost)
    return AreaUnderCurve(value=value, beaten=beaten, influence=influence)


def area_moves(area: AreaUnderCurve, score: Floats, ones: Floats, d: Dyads) -> Floats:
    """(N, 1) how far the area moves without each node; NaN where no one or no zero is left."""
    total = float(area.beaten[ones == 1].sum())
    n_won = float(ones.sum())
    moves = np.full((d.n_nodes, 1), np.nan)
    for node, rows in enumerate(rows_by_node(d)):
        y = ones[rows]
        inside = float(y.sum())
        won, lost = n_won - inside, len(ones) - n_won - (len(rows) - inside)
        if won > 0 and lost > 0:
            # Pairs of a one and a zero that both touch the node were taken off twice.
            both = float(stats.rankdata(score[rows])[y == 1].sum()) - inside * (inside + 1) / 2
            moves[node] = (total - float(area.beaten[rows].sum()) + both) / (won * lost) - area.value
    return moves
