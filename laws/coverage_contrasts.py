"""Coverage of means, contrasts, correlations and answer styles. Writes docs/coverage/contrasts.csv."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from typing import TypeAlias

import numpy as np
from coverage_run import Add, Regime, run
from numpy.typing import NDArray

from motivelab.numerics.cluster_resampling import cluster_weights
from motivelab.stats.cluster_bootstrap import cluster_bootstrap
from motivelab.stats.correlation import correlation
from motivelab.stats.dependent_correlations import dependent_correlations
from motivelab.stats.disattenuated_correlation import disattenuated_correlation
from motivelab.stats.equivalence_test import equivalence_test
from motivelab.stats.heaping import heaping
from motivelab.stats.mean import mean
from motivelab.stats.paired_contrast import StandardisedInterval, paired_contrast
from motivelab.stats.partial_correlation import partial_correlation
from motivelab.stats.pooled_mean import pooled_mean, pooled_spread
from motivelab.stats.proportion import proportion
from motivelab.stats.response_style import ResponseStyle, response_style
from motivelab.stats.variance_decomposition import variance_decomposition
from motivelab.stats.within_between_correlation import within_between_correlation

Floats: TypeAlias = NDArray[np.float64]
Generator: TypeAlias = np.random.Generator
KINDS: tuple[StandardisedInterval, ...] = ("noncentral_t", "jackknife")
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

    def draw(self, rng: Generator, families: int) -> dict[str, Floats]:
        """Columns of one data set."""
        sizes = rng.integers(1, 2 * self.size, families) if self.unequal else np.full(families, self.size)
        f = np.repeat(np.arange(families), sizes)
        n = len(f)
        odd = rng.exponential(1, (families, 2)) - 1 if self.skewed else rng.normal(size=(families, 2))
        true = 68 - 7 * odd[f, 0] + rng.normal(0, 5, n)
        moved = true + (4 + 5 * odd[f, 1]) + rng.normal(0, 3, n)
        answers = [c + rng.normal(0, 4, n) for c in (true, true, moved)]
        if self.heaped:
            answers = [np.clip(np.round(c / 5) * 5, 1, 100) for c in answers]
        work = 0.5 * true + rng.normal(0, 4, families)[f] + rng.normal(0, 5, n)
        refused = rng.random(n) < 1 / (1 + np.exp(2.2 + 0.1 * (true - 68)))
        return {
            "f": f.astype(float),
            "x1": answers[0],
            "x2": answers[1],
            "y": answers[2],
            "work": work,
            "work2": work + rng.normal(0, 4, n),
            "length": 0.6 * work + rng.normal(0, 5, n),
            "refused": refused * 1.0,
        }


RUNS = {
    "264 families x 4, heaped and skewed": Run(264, skewed=True, heaped=True),
    "40 families x 4, normal": Run(40),
    "40 families, unequal, skewed, heaped": Run(40, skewed=True, heaped=True, unequal=True),
    "8 families x 4, skewed (few clusters)": Run(8, skewed=True),
}


@cache
def truths(table: Run) -> dict[str, float]:
    """Plug-in values on a very large run."""
    d = table.draw(np.random.default_rng(1), 60_000)
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
        "ranks": correlation(d["x1"], d["work"], kind="spearman").value,
        "within": wb.within.value,
        "between": wb.between.value,
        "partial": partial_correlation(d["x1"], d["work"], given=d["length"]).value,
        "disattenuated": disattenuated_correlation(
            np.column_stack([d["x1"], d["x2"]]), np.column_stack([d["work"], d["work2"]])
        ).value,
        "m10": float((d["x1"] % 10 == 0).mean()),
        "modal": float(v.max()),
        "entropy": float(-(v * np.log2(v)).sum()),
    }


def contrasts(add: Add, rng: Generator, sets: int, *, table: Run) -> None:
    """Everything computed from the rows of one respondent."""
    truth = truths(table)
    fixed = cluster_weights(np.repeat(np.arange(table.families), table.size).tolist(), n_resamples=1000, rng=rng)
    for _ in range(sets):
        d = table.draw(rng, table.families)
        f = d["f"].astype(np.int64)
        w = cluster_weights(f.tolist(), n_resamples=1000, rng=rng) if table.unequal else fixed
        add(mean(d["x1"], clusters=f), truth["mean"], name="mean, t")
        add(mean(d["x1"], clusters=w), truth["mean"], name="mean, bootstrap")
        add(proportion(d["refused"], clusters=f), truth["refused"])
        both = np.stack([d["x1"], d["y"]])
        b = cluster_bootstrap(both, clusters=w, conditions=[0, 1], reference=0)
        add(b.estimates[0][0], truth["difference"], name="cluster_bootstrap, studentized")
        b = cluster_bootstrap(both, clusters=w, conditions=[0, 1], reference=0, interval="percentile")
        add(b.estimates[0][0], truth["difference"], name="cluster_bootstrap, percentile")
        p = paired_contrast(d["y"], d["x1"], clusters=f)
        add(p.difference, truth["difference"], name="paired difference, t")
        add(p.d_av, truth["d_av"], name="d_av, jackknife")
        q = paired_contrast(d["y"], d["x1"], clusters=w)
        add(q.difference, truth["difference"], name="paired difference, bootstrap")
        if not table.unequal:
            add(p.d_z, truth["d_z"], name="d_z, noncentral t")
            j = paired_contrast(d["y"], d["x1"], clusters=f, d_z_interval="jackknife")
            add(j.d_z, truth["d_z"], name="d_z, jackknife")
            add(q.d_z, truth["d_z"], name="d_z, bootstrap")
        add(correlation(d["x1"], d["work"], clusters=f), truth["total"], name="pearson_r, jackknife")
        add(
            correlation(d["x1"], d["work"], clusters=f, kind="spearman"), truth["ranks"], name="spearman_rho, jackknife"
        )
        pair = np.column_stack([d["x1"], d["x2"]]), np.column_stack([d["work"], d["work2"]])
        r = disattenuated_correlation(*pair, clusters=f)
        add(r, truth["disattenuated"], name="r_disattenuated, jackknife")
        e = equivalence_test(d["y"] - d["x1"], bounds=(-1, 1), clusters=f)
        add(e.difference, truth["difference"], name="equivalence_test (90%)")
        add(partial_correlation(d["x1"], d["work"], given=d["length"], clusters=f), truth["partial"])
        wb = within_between_correlation(d["x1"], d["work"], clusters=f)
        add(wb.within, truth["within"])
        if not table.unequal:
            add(wb.between, truth["between"])
        if table.heaped:
            h = heaping(d["x1"], low=1, high=100, clusters=f)
            add(h.modal_share, truth["modal"])
            add(h.entropy, truth["entropy"])
            add(proportion(d["x1"] % 10 == 0, clusters=f), truth["m10"], name="share on multiples of 10")


def rows(add: Add, rng: Generator, sets: int) -> None:
    """Statistics of independent rows."""
    chol = np.linalg.cholesky(np.array([[1, 0.6, 0.3], [0.6, 1, 0.5], [0.3, 0.5, 1]]))
    for _ in range(sets):
        z = rng.normal(size=(60, 3)) @ chol.T
        add(dependent_correlations(np.corrcoef(z.T), n=60), 0.3, name="dependent_correlations")
        add(correlation(z[:, 0], z[:, 1]), 0.6, name="pearson_r, Fisher")
        close = 0.9 * z[:, 0] + np.sqrt(0.19) * rng.normal(size=60)
        for column, r in ((z[:, 1], 0.6), (close, 0.9)):
            # Rank correlation of a bivariate normal.
            truth = 6 / np.pi * np.arcsin(r / 2)
            add(correlation(z[:, 0], column, kind="spearman"), truth, name=f"spearman_rho, {truth:.2f}")
        partialled = partial_correlation(z[:, 0], z[:, 1], given=z[:, 2])
        add(partialled, (0.6 - 0.15) / np.sqrt(0.91 * 0.75), name="partial_r, Fisher")
        c = paired_contrast(z[:, 0] + 0.5, z[:, 1])
        add(c.d_z, 0.5 / np.sqrt(0.8), name="d_z, noncentral t")
        add(c.d_av, 0.5, name="d_av, jackknife over rows")
        c = paired_contrast(z[:, 0] + 0.5, z[:, 1], d_z_interval="jackknife", d_av_interval="noncentral_t")
        add(c.d_z, 0.5 / np.sqrt(0.8), name="d_z, jackknife over rows")
        add(c.d_av, 0.5, name="d_av, noncentral t")
        ones = rng.random(60) < 0.1
        add(proportion(ones), 0.1, name="proportion, Wilson")
        add(proportion(ones, method="clopper_pearson"), 0.1, name="proportion, Clopper-Pearson")


def skewed_rows(add: Add, rng: Generator, sets: int, *, along: bool) -> None:
    """Paired differences with an exponential tail along their mean or against it."""
    tail, middle = (1, -0.5) if along else (-1, 1.5)
    for _ in range(sets):
        b = rng.normal(size=40)
        a = b + middle + tail * rng.exponential(1, 40)
        for kind in KINDS:
            c = paired_contrast(a, b, d_z_interval=kind, d_av_interval=kind)
            name = "noncentral t" if kind == "noncentral_t" else "jackknife over rows"
            add(c.d_z, 0.5, name=f"d_z, {name}")
            add(c.d_av, 0.5 / np.sqrt(1.5), name=f"d_av, {name}")


def sheets(rng: Generator, families: int) -> tuple[Floats, NDArray[np.int64]]:
    """Answer sheets of one respondent over task families, and their families."""
    f = np.repeat(np.arange(families), 4)
    content = (rng.exponential(1, families) - 1)[f][:, None] * KEYING
    return np.clip(np.round(4.4 + content + rng.normal(0, 1, (len(f), 6))), 1, 7), f


@cache
def style_truth() -> ResponseStyle:
    """Shares of a very large table."""
    big, f = sheets(np.random.default_rng(1), 200_000)
    return response_style(big, low=1, high=7, keying=KEYING, clusters=f)


def styles(add: Add, rng: Generator, sets: int, *, families: int) -> None:
    """Ends, midpoint and agreement of answer sheets."""
    truth = style_truth()
    for _ in range(sets):
        x, f = sheets(rng, families)
        s = response_style(x, low=1, high=7, keying=KEYING, clusters=f)
        for e, t in ((s.extreme, truth.extreme), (s.midpoint, truth.midpoint), (s.acquiescence, truth.acquiescence)):
            if e is not None and t is not None:
                add(e, t.value)


def variances(add: Add, rng: Generator, sets: int, *, families: int, skewed: bool = False) -> None:
    """Nested variance components."""
    f, t = np.repeat(np.arange(families), 6), np.repeat(np.arange(families * 3), 2)
    for _ in range(sets):
        level = rng.exponential(4, families) if skewed else rng.normal(0, 4, families)
        y = level[f] + rng.normal(0, 3, families * 3)[t] + rng.normal(0, 2, len(f))
        v = variance_decomposition(y, nesting={"family": f, "task": t}, rng=rng)
        for name, truth in (("family", 16.0), ("task", 9.0), ("residual", 4.0)):
            add(v.components[name], truth, name=f"variance, {name}")
            add(v.shares[name], truth / 29, name=f"variance share, {name}")


def pooled(add: Add, rng: Generator, sets: int, *, alike: bool) -> None:
    """Means of small groups by a pooled spread; `alike`: the groups spread alike, as the formula takes them to."""
    group = np.repeat(np.arange(15), 12)
    family = np.repeat(np.arange(45), 4)
    spread = np.full(15, 7.0) if alike else np.linspace(3, 11, 15)
    for _ in range(sets):
        y = 60 + (spread[np.arange(45) // 3] * (rng.exponential(1, 45) - 1))[family] + rng.normal(0, 5, 180)
        shared = pooled_spread(y, clusters=family, groups=group)
        for k, name in ((0, "narrowest"), (14, "widest")):
            one = group == k
            e = pooled_mean(y[one], clusters=family[one], spread=shared)
            add(e, 60.0, name=f"pooled_mean, {name} group" if not alike else "pooled_mean")


REGIMES: dict[str, Regime] = {
    "60 independent items": rows,
    "40 independent differences, skewed along their mean": partial(skewed_rows, along=True),
    "40 independent differences, skewed against their mean": partial(skewed_rows, along=False),
    "40 families x 4 answer sheets": partial(styles, families=40),
    "8 families x 4 answer sheets (few clusters)": partial(styles, families=8),
    "15 groups of 3 families, skewed": partial(pooled, alike=True),
    "15 groups of 3 families, skewed, unequal spread": partial(pooled, alike=False),
    "120 families x 3 tasks x 2 draws": partial(variances, families=120),
    "120 families x 3 tasks x 2 draws, skewed": partial(variances, families=120, skewed=True),
    "12 families x 3 tasks x 2 draws (few clusters)": partial(variances, families=12),
    **{title: partial(contrasts, table=table) for title, table in RUNS.items()},
}

if __name__ == "__main__":
    run("contrasts", REGIMES)
