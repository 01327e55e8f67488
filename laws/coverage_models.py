"""Coverage of regression, effort and mixed models. Writes docs/coverage/models.csv."""

from __future__ import annotations

from functools import cache, partial
from typing import TypeAlias

import numpy as np
from coverage_run import Add, Regime, run
from numpy.typing import NDArray
from scipy import special

from motivelab.errors import StatisticsError
from motivelab.numerics.robust_covariance import Correction
from motivelab.stats.category_regression import category_regression
from motivelab.stats.condition_effects import condition_effects
from motivelab.stats.mixed_model import mixed_model
from motivelab.stats.regression import regression
from motivelab.stats.two_part_effort import TwoPartEffort, two_part_effort

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]
Generator: TypeAlias = np.random.Generator


def uneven(rng: Generator, families: int) -> tuple[Integers, Floats, Floats, Floats, Floats]:
    """Families of one to seven: family, row predictor, family predictor, heaped score, a yes or no."""
    f = np.repeat(np.arange(families), rng.integers(1, 8, families))
    z = (rng.random(families) < 0.3).astype(float)[f]
    x = rng.normal(size=len(f)) + rng.normal(size=families)[f]
    level = (rng.exponential(1, families) - 1)[f]
    y = np.round((60 + 3 * x + 5 * z + 8 * level + rng.normal(0, 8, len(f))) / 5) * 5
    yes = (rng.random(len(f)) < special.expit(-0.3 + 0.5 * x + 0.7 * z + 1.2 * level)).astype(float)
    return f, x, z, y, yes


@cache
def uneven_truth() -> dict[str, float]:
    """Log odds of a very large table."""
    f, x, z, _, yes = uneven(np.random.default_rng(1), 300_000)
    big = regression(yes, predictors={"x": x, "z": z}, link="logit", clusters=f, correction="CR1").coefficients
    return {name: e.value for name, e in big.items()}


def regressions(add: Add, rng: Generator, sets: int, *, families: int) -> None:
    """A family-level and a row-level predictor, skewed family levels, heaped scores."""
    for _ in range(sets):
        f, x, z, y, yes = uneven(rng, families)
        # What a single family alone has, or lacks, has no interval (`one_cluster`).
        with_it = np.unique(f[z == z.max()]).size
        if min(with_it, families - with_it) < 2:
            continue
        one = regression(y, predictors={"x": x, "z": z}, clusters=f, correction="CR1")
        two = regression(y, predictors={"x": x, "z": z}, clusters=f, correction="CR2")
        three = regression(y, predictors={"x": x, "z": z}, clusters=f, correction="CR3")
        for fit, correction in ((one, "CR1"), (two, "CR2"), (three, "CR3")):
            add(fit.coefficients["x"], 3.0, name=f"OLS row predictor, {correction}")
            add(fit.coefficients["z"], 5.0, name=f"OLS family predictor, {correction}")
        try:
            fit = regression(yes, predictors={"x": x, "z": z}, link="logit", clusters=f)
        except StatisticsError:
            continue
        add(fit.coefficients["x"], uneven_truth()["x"], name="logit row predictor, CR2")
        add(fit.coefficients["z"], uneven_truth()["z"], name="logit family predictor, CR2")


def by_row(add: Add, rng: Generator, sets: int) -> None:
    """Independent rows whose spread grows with a skewed predictor."""
    corrections: tuple[tuple[Correction, str], ...] = (("CR1S", "HC1"), ("CR2", "HC2"), ("CR3", "HC3"))
    for _ in range(sets):
        x = rng.exponential(1, 60)
        y = 2 * x + (0.5 + x) * rng.normal(size=60)
        for correction, name in corrections:
            fit = regression(y, predictors={"x": x}, correction=correction)
            add(fit.coefficients["x"], 2.0, name=f"OLS by row, {name}")


def two_way(add: Add, rng: Generator, sets: int, *, models: int) -> None:
    """Errors that families and respondents both share."""
    f, m = np.repeat(np.arange(60), models), np.tile(np.arange(models), 60)
    for _ in range(sets):
        x = rng.normal(size=60)[f] + rng.normal(size=len(f)) + 0.5 * rng.normal(size=models)[m]
        y = x + rng.normal(size=60)[f] + rng.normal(size=models)[m] + rng.normal(0, 2, len(f))
        add(
            regression(y, predictors={"x": x}, clusters=f, second_clusters=m).coefficients["x"],
            1.0,
            name="OLS, two-way CR1",
        )


def categories(add: Add, rng: Generator, sets: int) -> None:
    """Means of overlapping categories, a common and a rare one."""
    b = np.array([5.0, -3, 0, 2, 8, -6])
    for _ in range(sets):
        d = (rng.random((264, 6)) < [0.4, 0.2, 0.2, 0.1, 0.1, 0.05]).astype(float)
        y = 60 + d @ b + rng.normal(size=264) * (5 + 5 * d[:, 0])
        fit = category_regression(y, memberships={f"c{j}": d[:, j] for j in range(6)})
        add(fit.means["c0"], 65.0, name="category_mean, common category")
        add(fit.means["c5"], 54.0, name="category_mean, rare category")


def capped(rng: Generator, families: int) -> tuple[Integers, Floats, Floats, Floats]:
    """Refusal tied to motivation, a cap on tokens, families with their own length."""
    f = np.repeat(np.arange(families), 5)
    x = rng.normal(size=len(f)) * 0.7 + rng.normal(0, 0.7, families)[f]
    done = rng.random(len(f)) < special.expit(1.5 + x + rng.normal(0, 1, families)[f])
    t = np.exp(6.3 + 0.3 * x + rng.normal(0, 0.4, families)[f] + rng.normal(0, 0.4, len(f)))
    return f, x, done.astype(float), np.minimum(np.ceil(t), 1000)


@cache
def capped_truth() -> TwoPartEffort:
    """The fit to a very large table."""
    f, x, done, t = capped(np.random.default_rng(1), 200_000)
    return two_part_effort(t, complied=done, predictors={"x": x}, cap=1000, clusters=f)


def effort(add: Add, rng: Generator, sets: int, *, families: int) -> None:
    """Compliance and tokens."""
    big = capped_truth()
    for _ in range(sets):
        f, x, done, t = capped(rng, families)
        try:
            m = two_part_effort(t, complied=done, predictors={"x": x}, cap=1000, clusters=f)
        except StatisticsError:
            continue
        add(m.effort["x"], 0.3, name="effort slope, tobit")
        add(m.log_scale, big.log_scale.value, name="effort log scale, tobit")
        if m.compliance and big.compliance:
            add(m.compliance["x"], big.compliance["x"].value, name="compliance log odds")


def mixed(add: Add, rng: Generator, sets: int, *, models: int, skewed: bool = False) -> None:
    """Effects that vary by family and respondent."""
    f, m, c = (a.ravel() for a in np.meshgrid(range(20), range(models), range(2), indexing="ij"))
    names = np.array(["none", "money"])[c]
    for _ in range(sets):
        effect = rng.exponential(3, models) + 2 if skewed else rng.normal(5, 3, models)
        y = 60 + rng.normal(0, 6, 20)[f] + rng.normal(0, 5, models)[m] + effect[m] * c
        y = y + rng.normal(0, 2, (20, 2))[f, c] + rng.normal(0, 4, len(f))
        data = {"y": y, "f": f, "m": m, "c": names}
        try:
            fit = mixed_model(data, formula="y ~ c + (1|f) + (1|m) + (1|f:c) + (1|m:c)", reference={"c": "none"})
        except StatisticsError:
            continue
        add(fit.fixed["c[money]"], 5.0, name="mixed model, condition")
        add(fit.deviations["f"], 6.0, name="mixed model, sd of families")
        add(fit.deviations["residual"], 4.0, name="mixed model, residual sd")


def logistic(add: Add, rng: Generator, sets: int, *, families: int, spread: float = 1.0) -> None:
    """A condition and a feature of families, log odds of the same family; families of 6, half under each condition."""
    f, c = (a.ravel() for a in np.meshgrid(range(families), range(6), indexing="ij"))
    c = c % 2
    for _ in range(sets):
        x = rng.normal(size=families)[f]
        eta = 0.3 + 0.8 * c + 0.5 * x + rng.normal(0, spread, families)[f]
        data = {"y": (rng.random(len(f)) < special.expit(eta)).astype(float), "c": c.astype(float), "x": x, "f": f}
        try:
            fit = mixed_model(data, formula="y ~ c + x + (1|f)", family="binomial")
        except StatisticsError:
            continue
        add(fit.fixed["c"], 0.8, name="logistic mixed model, condition")
        add(fit.fixed["x"], 0.5, name="logistic mixed model, feature of families")


def across(add: Add, rng: Generator, sets: int, *, models: int, skewed: bool = False) -> None:
    """A condition across respondents; families, respondents and four wordings of each condition respond differently."""
    t, m, c = (a.ravel() for a in np.meshgrid(range(80), range(models), range(3), indexing="ij"))
    f, wording = t // 4, (t % 4) + 4 * c
    names = np.array(["none", "money", "praise"])[c]
    for _ in range(sets):
        by_model = 3 * (rng.exponential(size=(models, 3)) - 1) if skewed else rng.normal(0, 3, (models, 3))
        y = rng.normal(60, 6, (80, models))[t, m] + 5 * (c == 1) + by_model[m, c]
        y = y + rng.normal(0, 2, (20, 3))[f, c] + rng.normal(0, 1, 12)[wording] + rng.normal(0, 4, len(t))
        try:
            fit = condition_effects(
                y, conditions=names, respondents=m, tasks=t, families=f, wordings=wording, reference="none"
            )
        except StatisticsError:
            continue
        add(fit.contrast("money", reference="none"), 5.0, name="condition_effects, contrast")


REGIMES: dict[str, Regime] = {
    "60 families x 20 respondents, two-way": partial(two_way, models=20),
    "60 families x 5 respondents, two-way (few clusters)": partial(two_way, models=5),
    "264 families, 6 overlapping categories, unequal spread": categories,
    "200 families x 5, cap and refusal": partial(effort, families=200),
    "60 families x 5, cap and refusal": partial(effort, families=60),
    "30 families x 5, cap and refusal": partial(effort, families=30),
    "12 families x 5, cap and refusal (few clusters)": partial(effort, families=12),
    "60 independent rows, unequal spread": by_row,
    "200 families of 1 to 7, skewed, heaped": partial(regressions, families=200),
    "40 families of 1 to 7, skewed, heaped": partial(regressions, families=40),
    "12 families of 1 to 7, skewed, heaped (few clusters)": partial(regressions, families=12),
    "20 families x 5 respondents x 2 conditions (few respondents)": partial(mixed, models=5),
    "20 families x 12 respondents x 2 conditions, skewed": partial(mixed, models=12, skewed=True),
    "264 families of 6, yes or no": partial(logistic, families=264),
    "40 families of 6, yes or no": partial(logistic, families=40),
    "80 tasks of 20 families x 12 respondents x 3 conditions, skewed": partial(across, models=12, skewed=True),
    "80 tasks of 20 families x 5 respondents x 3 conditions (few respondents)": partial(across, models=5),
}

if __name__ == "__main__":
    run("models", REGIMES)
