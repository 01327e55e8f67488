"""Coverage of means, contrasts, correlations and answer styles. Writes docs/coverage/contrasts.csv."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from coverage_tally import Tally
from numpy.typing import NDArray

from motivelab.numerics.cluster_resampling import cluster_weights
from motivelab.stats.cluster_bootstrap import cluster_bootstrap
from motivelab.stats.correlation import correlation
from motivelab.stats.dependent_correlations import dependent_correlations
from motivelab.stats.disattenuated_correlation import disattenuated_correlation
from motivelab.stats.equivalence_test import equivalence_test
from motivelab.stats.heaping import heaping
from motivelab.stats.mean import mean
from motivelab.stats.paired_contrast import paired_contrast
from motivelab.stats.partial_correlation import partial_correlation
from motivelab.stats.proportion import proportion
from motivelab.stats.response_style import response_style
from motivelab.stats.variance_decomposition import variance_decomposition
from motivelab.stats.within_between_correlation import within_between_correlation

Floats: TypeAlias = NDArray[np.float64]
N = int(os.environ.get("NSETS", "4000"))
RNG = np.random.default_rng(20260601)
KEYING = np.array([1, 1, 1, -1, -1, -1])


@dataclass(frozen=True)
class Run:
    """One respondent's run: families of tasks under two conditions.

    Attributes:
        families: how many.
        size: tasks a family; with `unequal`, between one and twice that.
        skewed: whether families' effects and levels are exponential instead of normal.
        heaped: whether answers are rounded to multiples of 5 and cut to 1 to 100.
        unequal: whether families differ in size.
    """

    families: int
    size: int = 4
    skewed: bool = False
    heaped: bool = False
    unequal: bool = False

    def draw(self, families: int) -> dict[str, Floats]:
        """Columns of one data set."""
        sizes = RNG.integers(1, 2 * self.size, families) if self.unequal else np.full(families, self.size)
        f = np.repeat(np.arange(families), sizes)
        n = len(f)
        odd = RNG.exponential(1, (families, 2)) - 1 if self.skewed else RNG.normal(size=(families, 2))
        true = 68 - 7 * odd[f, 0] + RNG.normal(0, 5, n)
        moved = true + (4 + 5 * odd[f, 1]) + RNG.normal(0, 3, n)
        answers = [c + RNG.normal(0, 4, n) for c in (true, true, moved)]
        if self.heaped:
            answers = [np.clip(np.round(c / 5) * 5, 1, 100) for c in answers]
        work = 0.5 * true + RNG.normal(0, 4, families)[f] + RNG.normal(0, 5, n)
        refused = RNG.random(n) < 1 / (1 + np.exp(2.2 + 0.1 * (true - 68)))
        return {
            "f": f.astype(float),
            "x1": answers[0],
            "x2": answers[1],
            "y": answers[2],
            "work": work,
            "work2": work + RNG.normal(0, 4, n),
            "length": 0.6 * work + RNG.normal(0, 5, n),
            "refused": refused * 1.0,
        }


REGIMES = {
    "264 families x 4, heaped and skewed": Run(264, skewed=True, heaped=True),
    "40 families x 4, normal": Run(40),
    "40 families, unequal, skewed, heaped": Run(40, skewed=True, heaped=True, unequal=True),
    "8 families x 4, skewed (few clusters)": Run(8, skewed=True),
}


def truths(run: Run) -> dict[str, float]:
    """Plug-in values on a very large run."""
    d = run.draw(30_000)
    f = d["f"].astype(np.int64)
    counts = np.bincount(f)
    gap = np.bincount(f, weights=d["y"] - d["x1"]) / counts
    wb = within_between_correlation(d["x1"], d["work"], clusters=f)
    v = np.unique(d["x1"], return_counts=True)[1] / len(f)
    return {
        "mean": float(d["x1"].mean()),
        "refused": float(d["refused"].mean()),
        "difference": float((d["y"] - d["x1"]).mean()),
        "d_z": float(gap.mean() / gap.std()),
        "d_av": float((d["y"] - d["x1"]).mean() / np.sqrt((d["x1"].var() + d["y"].var()) / 2)),
        "total": wb.total.value,
        "within": wb.within.value,
        "between": wb.between.value,
        "partial": partial_correlation(d["x1"], d["work"], given=d["length"]).value,
        "disattenuated": disattenuated_correlation(
            np.column_stack([d["x1"], d["x2"]]), np.column_stack([d["work"], d["work2"]])
        ).value,
        "m5": float((d["x1"] % 5 == 0).mean()),
        "modal": float(v.max()),
        "entropy": float(-(v * np.log2(v)).sum()),
    }


def contrasts(tally: Tally) -> None:
    """Everything computed from the rows of one respondent."""
    for regime, run in REGIMES.items():
        truth = truths(run)
        fixed = cluster_weights(np.repeat(np.arange(run.families), run.size).tolist(), n_resamples=499, rng=RNG)
        for _ in range(N):
            d = run.draw(run.families)
            f = d["f"].astype(np.int64)
            w = cluster_weights(f.tolist(), n_resamples=499, rng=RNG) if run.unequal else fixed
            tally.add(regime, mean(d["x1"], clusters=f), truth["mean"], name="mean, t")
            tally.add(regime, mean(d["x1"], clusters=w), truth["mean"], name="mean, bootstrap")
            tally.add(regime, proportion(d["refused"], clusters=f), truth["refused"])
            both = np.stack([d["x1"], d["y"]])
            for how in ("studentized", "percentile"):
                b = cluster_bootstrap(
                    both,
                    clusters=w,
                    conditions=[0, 1],
                    reference=0,
                    interval="studentized" if how == "studentized" else "percentile",
                )
                tally.add(regime, b.estimates[0][0], truth["difference"], name=f"cluster_bootstrap, {how}")
            for how, c in (("t", f), ("bootstrap", w)):
                p = paired_contrast(d["y"], d["x1"], clusters=c)
                tally.add(regime, p.difference, truth["difference"], name=f"paired difference, {how}")
                tally.add(regime, p.d_z, truth["d_z"], name=f"d_z, {how}") if not run.unequal else None
                tally.add(regime, p.d_av, truth["d_av"], name=f"d_av, {how}")
                tally.add(regime, correlation(d["x1"], d["work"], clusters=c), truth["total"], name=f"pearson_r, {how}")
                r = disattenuated_correlation(
                    np.column_stack([d["x1"], d["x2"]]), np.column_stack([d["work"], d["work2"]]), clusters=c
                )
                tally.add(regime, r, truth["disattenuated"], name=f"r_disattenuated, {how}")
            e = equivalence_test(d["y"] - d["x1"], bounds=(-1, 1), clusters=f)
            tally.add(regime, e.difference, truth["difference"], name="equivalence_test (90%)")
            p_r = partial_correlation(d["x1"], d["work"], given=d["length"], clusters=f)
            tally.add(regime, p_r, truth["partial"])
            wb = within_between_correlation(d["x1"], d["work"], clusters=f)
            tally.add(regime, wb.within, truth["within"])
            if not run.unequal:
                tally.add(regime, wb.between, truth["between"])
            if run.heaped:
                h = heaping(d["x1"], low=1, high=100, clusters=f)
                tally.add(regime, h.modal_share, truth["modal"])
                tally.add(regime, h.entropy, truth["entropy"])
                miss = proportion(d["x1"] % 10 == 0, clusters=f)
                tally.add(regime, miss, truth.setdefault("m10", _share(run, 10)), name="share on multiples of 10")
        tally.said(regime)


def _share(run: Run, step: int) -> float:
    return float((run.draw(30_000)["x1"] % step == 0).mean())


def rows(tally: Tally) -> None:
    """Statistics of independent rows."""
    regime = "60 independent items"
    chol = np.linalg.cholesky(np.array([[1, 0.6, 0.3], [0.6, 1, 0.5], [0.3, 0.5, 1]]))
    for _ in range(N):
        z = RNG.normal(size=(60, 3)) @ chol.T
        tally.add(regime, dependent_correlations(np.corrcoef(z.T), n=60), 0.3, name="dependent_correlations")
        tally.add(regime, correlation(z[:, 0], z[:, 1]), 0.6, name="pearson_r, Fisher")
        tally.add(
            regime,
            partial_correlation(z[:, 0], z[:, 1], given=z[:, 2]),
            (0.6 - 0.15) / np.sqrt(0.91 * 0.75),
            name="partial_r, Fisher",
        )
        c = paired_contrast(z[:, 0] + 0.5, z[:, 1])
        tally.add(regime, c.d_z, 0.5 / np.sqrt(0.8), name="d_z, noncentral t")
        tally.add(regime, c.d_av, 0.5, name="d_av, noncentral t")
        ones = RNG.random(60) < 0.1
        tally.add(regime, proportion(ones), 0.1, name="proportion, Wilson")
        tally.add(regime, proportion(ones, method="clopper_pearson"), 0.1, name="proportion, Clopper-Pearson")
    tally.said(regime)


def styles(tally: Tally) -> None:
    """Answer sheets of one respondent over task families."""

    def sheets(families: int) -> tuple[Floats, NDArray[np.int64]]:
        f = np.repeat(np.arange(families), 4)
        content = (RNG.exponential(1, families) - 1)[f][:, None] * KEYING
        return np.clip(np.round(4.4 + content + RNG.normal(0, 1, (len(f), 6))), 1, 7), f

    big, bf = sheets(100_000)
    truth = response_style(big, low=1, high=7, keying=KEYING, clusters=bf)
    for families in (40, 8):
        regime = f"{families} families x 4 answer sheets" + (" (few clusters)" if families < 10 else "")
        for _ in range(N):
            x, f = sheets(families)
            s = response_style(x, low=1, high=7, keying=KEYING, clusters=f)
            for e, t in (
                (s.extreme, truth.extreme),
                (s.midpoint, truth.midpoint),
                (s.acquiescence, truth.acquiescence),
            ):
                if e is not None and t is not None:
                    tally.add(regime, e, t.value)
        tally.said(regime)


def variances(tally: Tally) -> None:
    """Nested variance components."""
    for families, skewed in ((120, False), (120, True), (12, False)):
        regime = f"{families} families x 3 tasks x 2 draws" + (", skewed" if skewed else "")
        regime += " (few clusters)" if families < 30 else ""
        f, t = np.repeat(np.arange(families), 6), np.repeat(np.arange(families * 3), 2)
        for _ in range(N // 2):
            level = RNG.exponential(4, families) if skewed else RNG.normal(0, 4, families)
            y = level[f] + RNG.normal(0, 3, families * 3)[t] + RNG.normal(0, 2, len(f))
            v = variance_decomposition(y, nesting={"family": f, "task": t}, rng=RNG, n_resamples=599)
            for name, truth in (("family", 16.0), ("task", 9.0), ("residual", 4.0)):
                tally.add(regime, v.components[name], truth, name=f"variance, {name}")
                tally.add(regime, v.shares[name], truth / 29, name=f"variance share, {name}")
        tally.said(regime)


if __name__ == "__main__":
    counted = Tally()
    rows(counted)
    styles(counted)
    variances(counted)
    contrasts(counted)
    counted.write("contrasts")
