"""Coverage of regression, choice, effort and mixed models. Writes docs/coverage/models.csv."""

from __future__ import annotations

import os
from typing import TypeAlias

import numpy as np
from coverage_tally import Tally
from numpy.typing import NDArray
from scipy import special

from motivelab.errors import StatisticsError
from motivelab.stats.category_regression import category_regression
from motivelab.stats.choice_model import choice_model
from motivelab.stats.mixed_model import mixed_model
from motivelab.stats.regression import regression
from motivelab.stats.two_part_effort import two_part_effort

Floats: TypeAlias = NDArray[np.float64]
N = int(os.environ.get("NSETS", "4000"))
RNG = np.random.default_rng(20260602)


def regressions(tally: Tally) -> None:
    """A family-level and a row-level predictor, skewed family levels, heaped scores."""

    def draw(families: int) -> tuple[NDArray[np.int64], Floats, Floats, Floats, Floats]:
        f = np.repeat(np.arange(families), RNG.integers(1, 8, families))
        z = (RNG.random(families) < 0.3).astype(float)[f]
        x = RNG.normal(size=len(f)) + RNG.normal(size=families)[f]
        level = (RNG.exponential(1, families) - 1)[f]
        y = np.round((60 + 3 * x + 5 * z + 8 * level + RNG.normal(0, 8, len(f))) / 5) * 5
        yes = (RNG.random(len(f)) < special.expit(-0.3 + 0.5 * x + 0.7 * z + 1.2 * level)).astype(float)
        return f, x, z, y, yes

    f, x, z, _, yes = draw(150_000)
    big = regression(yes, predictors={"x": x, "z": z}, link="logit", clusters=f, correction="CR1").coefficients
    for families in (200, 40, 12):
        regime = f"{families} families of 1 to 7, skewed, heaped" + (" (few clusters)" if families < 30 else "")
        for _ in range(N):
            f, x, z, y, yes = draw(families)
            if np.unique(z).size < 2:
                continue
            for correction in ("CR1", "CR2"):
                fit = regression(
                    y, predictors={"x": x, "z": z}, clusters=f, correction="CR1" if correction == "CR1" else "CR2"
                )
                tally.add(regime, fit.coefficients["x"], 3.0, name=f"OLS row predictor, {correction}")
                tally.add(regime, fit.coefficients["z"], 5.0, name=f"OLS family predictor, {correction}")
            if families < 100:
                try:
                    fit = regression(yes, predictors={"x": x, "z": z}, link="logit", clusters=f)
                except StatisticsError:
                    continue
                tally.add(regime, fit.coefficients["x"], big["x"].value, name="logit row predictor, CR2")
                tally.add(regime, fit.coefficients["z"], big["z"].value, name="logit family predictor, CR2")
        tally.said(regime)
    for models in (20, 5):
        regime = f"60 families x {models} respondents, two-way" + (" (few clusters)" if models < 10 else "")
        f, m = np.repeat(np.arange(60), models), np.tile(np.arange(models), 60)
        for _ in range(N):
            xf, xm = RNG.normal(size=60), RNG.normal(size=models)
            x = xf[f] + RNG.normal(size=len(f)) + 0.5 * xm[m]
            y = x + RNG.normal(size=60)[f] + RNG.normal(size=models)[m] + RNG.normal(0, 2, len(f))
            e = regression(y, predictors={"x": x}, clusters=f, second_clusters=m).coefficients["x"]
            tally.add(regime, e, 1.0, name="OLS, two-way CR1")
        tally.said(regime)
    regime = "264 families, 6 overlapping categories, unequal spread"
    b = np.array([5.0, -3, 0, 2, 8, -6])
    for _ in range(N // 2):
        d = (RNG.random((264, 6)) < [0.4, 0.2, 0.2, 0.1, 0.1, 0.05]).astype(float)
        y = 60 + d @ b + RNG.normal(size=264) * (5 + 5 * d[:, 0])
        fit = category_regression(y, memberships={f"c{j}": d[:, j] for j in range(6)})
        tally.add(regime, fit.means["c0"], 65.0, name="category_mean, common category")
        tally.add(regime, fit.means["c5"], 54.0, name="category_mean, rare category")
    tally.said(regime)


def choices(tally: Tally) -> None:
    """Trials that share families: utilities that the scores only partly know."""

    def draw(families: int, trials: int) -> tuple[Floats, Floats, NDArray[np.int64], NDArray[np.int64]]:
        a, b = RNG.integers(0, families, trials), RNG.integers(0, families, trials)
        keep = a != b
        a, b = a[keep], b[keep]
        score, liking = RNG.normal(size=families), RNG.normal(0, 0.7, families)
        d = score[a] - score[b] + RNG.normal(0, 0.3, len(a))
        y = RNG.random(len(a)) < special.expit(0.5 + score[a] - score[b] + liking[a] - liking[b])
        return y.astype(float), d / np.sqrt(2.09), a, b

    y, d, a, b = draw(40_000, 600_000)
    big = choice_model(y, difference=d, first=a, second=b)
    scale = 1 / big.sd_difference
    for families, trials in ((150, 1500), (60, 600), (15, 200)):
        regime = f"{families} families, {trials} trials, unknown liking" + (" (few clusters)" if families < 30 else "")
        for _ in range(N):
            y, d, a, b = draw(families, trials)
            m = choice_model(y, difference=d, first=a, second=b)
            # The slope is per standard deviation of the very differences drawn; put on the population's here.
            truth = big.slope.value * scale * m.sd_difference
            tally.add(regime, m.slope, truth, name="choice slope, dyadic")
            tally.add(regime, m.position, big.position.value, name="choice position, dyadic")
            tally.add(regime, m.auc, big.auc.value, name="choice auc, dyadic")
            effect = big.marginal_effect.value * scale * m.sd_difference
            tally.add(regime, m.marginal_effect, effect, name="average marginal effect, dyadic")
        for _ in range(N // 20):
            y, d, a, b = draw(families, trials)
            try:
                m = choice_model(y, difference=d, first=a, second=b, errors="node_bootstrap", rng=RNG, n_resamples=199)
            except StatisticsError:
                continue
            truth = big.slope.value * scale * m.sd_difference
            tally.add(regime, m.slope, truth, name="choice slope, node bootstrap")
            tally.add(regime, m.position, big.position.value, name="choice position, node bootstrap")
        tally.said(regime)


def effort(tally: Tally) -> None:
    """Refusal tied to motivation, a cap on tokens, families with their own length."""

    def draw(families: int) -> tuple[NDArray[np.int64], Floats, Floats, Floats]:
        f = np.repeat(np.arange(families), 5)
        x = RNG.normal(size=len(f)) * 0.7 + RNG.normal(0, 0.7, families)[f]
        done = RNG.random(len(f)) < special.expit(1.5 + x + RNG.normal(0, 1, families)[f])
        t = np.exp(6.3 + 0.3 * x + RNG.normal(0, 0.4, families)[f] + RNG.normal(0, 0.4, len(f)))
        return f, x, done.astype(float), np.minimum(np.ceil(t), 1000)

    f, x, done, t = draw(100_000)
    big = two_part_effort(t, complied=done, predictors={"x": x}, cap=1000, clusters=f)
    for families in (200, 60, 12):
        regime = f"{families} families x 5, cap and refusal" + (" (few clusters)" if families < 30 else "")
        for _ in range(N // (2 if families == 200 else 1)):
            f, x, done, t = draw(families)
            try:
                m = two_part_effort(t, complied=done, predictors={"x": x}, cap=1000, clusters=f)
            except StatisticsError:
                continue
            tally.add(regime, m.effort["x"], 0.3, name="effort slope, tobit")
            tally.add(regime, m.log_scale, big.log_scale.value, name="effort log scale, tobit")
            if m.compliance:
                tally.add(regime, m.compliance["x"], big.compliance["x"].value, name="compliance log odds")
        tally.said(regime)


def mixed(tally: Tally) -> None:
    """Effects that vary by family and respondent; fewer data sets, each fit takes tens of milliseconds."""
    for models, skewed in ((12, False), (12, True), (5, False)):
        regime = f"20 families x {models} respondents x 2 conditions" + (", skewed" if skewed else "")
        regime += " (few respondents)" if models < 10 else ""
        f, m, c = (a.ravel() for a in np.meshgrid(range(20), range(models), range(2), indexing="ij"))
        names = np.array(["none", "money"])[c]
        for _ in range(N // 8):
            effect = RNG.exponential(3, models) + 2 if skewed else RNG.normal(5, 3, models)
            y = 60 + RNG.normal(0, 6, 20)[f] + RNG.normal(0, 5, models)[m] + effect[m] * c
            y = y + RNG.normal(0, 2, (20, 2))[f, c] + RNG.normal(0, 4, len(f))
            data = {"y": y, "f": f, "m": m, "c": names}
            try:
                fit = mixed_model(data, formula="y ~ c + (1|f) + (1|m) + (1|f:c) + (1|m:c)", reference={"c": "none"})
            except StatisticsError:
                continue
            e = fit.fixed["c[money]"]
            tally.add(regime, e, 5.0, name="mixed model, condition")
            tally.add(regime, fit.deviations["f"], 6.0, name="mixed model, sd of families")
            tally.add(regime, fit.deviations["residual"], 4.0, name="mixed model, residual sd")
        tally.said(regime)


if __name__ == "__main__":
    counted = Tally()
    mixed(counted)
    choices(counted)
    effort(counted)
    regressions(counted)
    counted.write("models")
