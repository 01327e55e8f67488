"""Print the coverage of other errors over shared families than those that the library took (docs/adr/0010)."""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Mapping
from typing import TypeAlias

import numpy as np
from coverage_choices import pairs, pairs_truth, share_truth
from numpy.typing import NDArray
from scipy import special

from motivelab.numerics.area_under_curve import area_moves, area_under_curve
from motivelab.numerics.cluster_jackknife import jackknife_df
from motivelab.numerics.dyadic_jackknife import logit_moves, mean_moves
from motivelab.numerics.dyads import dyads, node_sums, pair_sums
from motivelab.numerics.logit import fit_logit

Floats: TypeAlias = NDArray[np.float64]


def told(
    y: Floats, x: Floats, first: NDArray[np.int64], second: NDArray[np.int64]
) -> tuple[Floats, Mapping[str, Floats]]:
    """Slope, AUC and share, and the half width of each by every kind of error (of the AUC on its own scale)."""
    d = dyads(first, second)
    n = d.n_nodes
    design = np.column_stack([np.ones(len(y)), x])
    fit = fit_logit(design, y, names=["position", "slope"])
    p = fit.probabilities
    scores = design * (y - p)[:, None]
    area, right = area_under_curve(x, y), (y == (x > 0)).astype(np.float64)
    value = np.array([fit.coefficients[1], area.value, right.mean()])
    moves = logit_moves(design, scores, p * (1 - p), fit.bread, d)[:, 1:]
    moves = np.column_stack([moves, area_moves(area, x, y, d), mean_moves(right, d)])
    rows = np.column_stack([(scores @ fit.bread)[:, 1], area.influence, (right - right.mean()) / len(y)])
    between = (pair_sums(rows, d) ** 2).sum(axis=0)
    alone = between * d.n_pairs / (d.n_pairs - 1)
    published = n / (n - 1) * ((node_sums(rows, d) ** 2).sum(axis=0) - between)
    nodes = (n - 1) / n * (moves**2).sum(axis=0)
    held = np.maximum(nodes - between, alone)
    counted, plain = jackknife_df(moves), np.full(3, n - 1.0)
    kinds = {
        "dyadic sum": (np.maximum(published, 0.0), plain),
        "held above pairs": (np.maximum(published, alone), plain),
        "left out": (np.maximum(nodes - between, 0.0), plain),
        "both": (held, plain),
        "both, df of the first sum": (held, counted),
        "both, own df": (held, np.maximum(counted * np.minimum(held / nodes, 1.0) ** 2, 1.0)),
    }
    return value, {kind: special.stdtrit(df, 0.975) * np.sqrt(v) for kind, (v, df) in kinds.items()}


def main() -> None:
    """Count data sets with families of unknown liking."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--families", type=int, default=25)
    words.add_argument("--trials", type=int, default=300)
    words.add_argument("--sets", type=int, default=1000)
    given = words.parse_args()
    big, rng = pairs_truth(), np.random.default_rng(given.families)
    truth = np.array([big.slope.value / big.sd_difference, big.auc.value, share_truth()])
    held: dict[str, list[NDArray[np.bool_]]] = defaultdict(list)
    for _ in range(given.sets):
        value, half = told(*pairs(rng, given.families, given.trials))
        for kind, width in half.items():
            held[kind].append(np.abs(value - truth) <= width)
    print(f"{given.families} families, {given.trials} trials: slope, auc, share")
    for kind, found in held.items():
        print(f"{kind:26}", *(f"{share:.3f}" for share in np.mean(found, axis=0)))


if __name__ == "__main__":
    main()
