"""Coverage of the reliability intervals in regimes that look like a run. Writes docs/coverage/reliability.csv."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from typing import TypeAlias

import numpy as np
from coverage_run import Add, Regime, run
from numpy.typing import NDArray

from motivelab.errors import StatisticsError
from motivelab.stats.cronbach_alpha import cronbach_alpha
from motivelab.stats.generalizability import generalizability
from motivelab.stats.intraclass_correlation import FORMS, intraclass_correlation
from motivelab.stats.mcdonald_omega import mcdonald_omega
from motivelab.stats.retest import retest
from motivelab.stats.spearman_brown import spearman_brown
from motivelab.stats.standard_error_of_measurement import standard_error_of_measurement

Floats: TypeAlias = NDArray[np.float64]
Generator: TypeAlias = np.random.Generator


@dataclass(frozen=True)
class Run:
    """A simulated table: families of tasks, columns that measure the same thing.

    Attributes:
        families: how many.
        size: tasks a family.
        between: share of the true variance that lies between families.
        loadings: of the columns on the true score, in points; their number is the number of columns.
        noise: standard deviation of each column's error, in points.
        shifts: how far apart the columns' means are, standard deviation in points.
        heaped: whether scores are rounded to multiples of 5 within 1 to 100.
        noisy_families: how much families differ in noise, standard deviation of its logarithm.
        skewed: whether families' levels are a mirrored exponential (a ceiling) instead of normal.
    """

    families: int
    size: int
    between: float
    loadings: tuple[float, ...]
    noise: float
    shifts: float = 0.0
    heaped: bool = False
    noisy_families: float = 0.0
    skewed: bool = False

    @property
    def codes(self) -> NDArray[np.int64]:
        """Family of each row."""
        return np.repeat(np.arange(self.families), self.size)

    def draw(self, rng: Generator, sets: int, *, families: int | None = None) -> Floats:
        """Data sets, (sets, rows, columns)."""
        f = families or self.families
        k = len(self.loadings)
        level = 1 - rng.exponential(size=(sets, f, 1)) if self.skewed else rng.normal(size=(sets, f, 1))
        true = np.sqrt(self.between) * level + np.sqrt(1 - self.between) * rng.normal(size=(sets, f, self.size))
        noise = self.noise * np.exp(self.noisy_families * rng.normal(size=(sets, f, 1, 1)))
        x = 62 + true[..., None] * np.array(self.loadings) + noise * rng.normal(size=(sets, f, self.size, k))
        x = x + self.shifts * rng.normal(size=(sets, 1, 1, k))
        if self.heaped:
            x = np.clip(np.round(x / 5) * 5, 1, 100)
        return np.asarray(x.reshape(sets, f * self.size, k), dtype=np.float64)


def alpha_of(cov: Floats) -> float:
    """Alpha of a population."""
    k = len(cov)
    return float(k / (k - 1) * (1 - np.trace(cov) / cov.sum()))


def icc_of(cov: Floats, shifts: float) -> dict[str, float]:
    """Intraclass correlations of a population whose columns' means differ by this standard deviation."""
    k = len(cov)
    between = (cov.sum() - np.trace(cov)) / (k * (k - 1))
    error = np.trace(cov) / k - between
    out = {}
    for form, noise in (("icc1", error + shifts**2), ("icc2", error + shifts**2), ("icc3", error)):
        out[form], out[form + "k"] = between / (between + noise), between / (between + noise / k)
    return out


ITEMS = (14.0, 13.0, 12.0, 11.0, 10.0)
EQUAL = (14.0,) * 2
SCALES = {
    "260 independent tasks, 5 items": Run(260, 1, 0.0, ITEMS, 10),
    "260 independent tasks, 5 heaped items": Run(260, 1, 0.0, ITEMS, 10, heaped=True),
    "30 independent tasks, 5 items": Run(30, 1, 0.0, ITEMS, 10),
    "264 families of 5, 5 heaped items": Run(264, 5, 0.7, ITEMS, 10, heaped=True),
    "40 families of 5, 5 heaped items": Run(40, 5, 0.7, ITEMS, 10, heaped=True),
    "264 families of 5, 5 heaped items, skewed": Run(264, 5, 0.7, ITEMS, 10, heaped=True, skewed=True),
    "40 families of 5, 5 heaped items, skewed": Run(40, 5, 0.7, ITEMS, 10, heaped=True, skewed=True),
    "20 families of 5, 5 heaped items": Run(20, 5, 0.7, ITEMS, 10, heaped=True),
    "10 families of 5, 5 heaped items": Run(10, 5, 0.7, ITEMS, 10, heaped=True),
    "5 families of 5, 5 heaped items": Run(5, 5, 0.7, ITEMS, 10, heaped=True),
}
DRAWS = {
    "260 independent tasks, 2 draws": Run(260, 1, 0.0, EQUAL, 7),
    "260 independent tasks, 2 heaped draws": Run(260, 1, 0.0, EQUAL, 7, heaped=True),
    "264 families of 5, 2 heaped draws": Run(264, 5, 0.8, EQUAL, 7, heaped=True, noisy_families=0.3),
    "40 families of 5, 2 heaped draws": Run(40, 5, 0.8, EQUAL, 7, heaped=True, noisy_families=0.3),
    "264 families of 5, 2 heaped draws, skewed": Run(264, 5, 0.8, EQUAL, 7, heaped=True, skewed=True),
    "40 families of 5, 2 heaped draws, skewed": Run(40, 5, 0.8, EQUAL, 7, heaped=True, skewed=True),
    "20 families of 5, 2 heaped draws": Run(20, 5, 0.8, EQUAL, 7, heaped=True, noisy_families=0.3),
    "10 families of 5, 2 heaped draws": Run(10, 5, 0.8, EQUAL, 7, heaped=True, noisy_families=0.3),
    "5 families of 5, 2 heaped draws": Run(5, 5, 0.8, EQUAL, 7, heaped=True, noisy_families=0.3),
}


@cache
def population(table: Run) -> tuple[Floats, float]:
    """Covariance matrix of the columns and mean distance of the first two, from a very large table."""
    rng = np.random.default_rng(1)
    big = np.concatenate([table.draw(rng, 4, families=20_000).reshape(-1, len(table.loadings)) for _ in range(10)])
    return np.array(np.cov(big, rowvar=False), dtype=np.float64), float(np.abs(big[:, 0] - big[:, 1]).mean())


@cache
def omega_of(table: Run) -> tuple[float, float]:
    """The single-factor omega of a population and its standardised form: of rows with exactly its covariance matrix."""
    cov, _ = population(table)
    z = np.random.default_rng(2).normal(size=(4000, len(cov)))
    rows = np.linalg.qr(z - z.mean(axis=0))[0] @ np.linalg.cholesky(cov).T * np.sqrt(3999)
    found = mcdonald_omega(rows)
    return found.total.value, found.standardized.value


def scale(add: Add, rng: Generator, sets: int, *, table: Run) -> None:
    """Alpha and omega of questionnaires."""
    cov, _ = population(table)
    omega, standard = omega_of(table)
    spread = np.sqrt(np.diag(cov))
    for x in table.draw(rng, sets):
        clusters = None if table.size == 1 else table.codes
        a = cronbach_alpha(x, clusters=clusters)
        add(a.alpha, alpha_of(cov))
        add(a.standardized, alpha_of(cov / np.outer(spread, spread)))
        o = mcdonald_omega(x, clusters=clusters)
        add(o.total, omega)
        add(o.standardized, standard)


def draws(add: Add, rng: Generator, sets: int, *, table: Run) -> None:
    """Intraclass correlations, standard error of measurement, retest correlation of two draws."""
    cov, distance = population(table)
    truth = icc_of(cov, 0.0)
    sem = float(np.sqrt((cov[0, 0] + cov[1, 1]) / 2 - cov[0, 1]))
    for x in table.draw(rng, sets):
        clusters = None if table.size == 1 else table.codes
        icc = intraclass_correlation(x, clusters=clusters)
        for form in FORMS:
            add(getattr(icc, form), truth[form])
        add(spearman_brown(icc.icc1, factor=4), 4 * truth["icc1"] / (1 + 3 * truth["icc1"]))
        add(standard_error_of_measurement(x, clusters=clusters).sem, sem)
        r = retest(x[:, 0], x[:, 1], clusters=clusters)
        add(r.by_respondent[0], cov[0, 1] / np.sqrt(cov[0, 0] * cov[1, 1]))
        add(r.difference, distance)


def untold(add: Add, rng: Generator, sets: int, *, table: Run) -> None:
    """What happens to a reader who does not say which rows belong to one family."""
    cov, _ = population(table)
    for x in table.draw(rng, sets):
        if len(table.loadings) > 2:
            add(cronbach_alpha(x).alpha, alpha_of(cov))
            continue
        add(intraclass_correlation(x).icc1, icc_of(cov, 0.0)["icc1"])
        sem = float(np.sqrt((cov[0, 0] + cov[1, 1]) / 2 - cov[0, 1]))
        add(standard_error_of_measurement(x).sem, sem)


def judges(add: Add, rng: Generator, sets: int, *, k: int) -> None:
    """Absolute agreement of judges that are a sample: the column variance counts."""
    table = Run(120, 1, 0.0, (14.0,) * k, 9, shifts=5.0)
    truth = icc_of(np.full((k, k), 14.0**2) + 81 * np.eye(k), 5.0)
    for x in table.draw(rng, sets):
        icc = intraclass_correlation(x)
        for form in ("icc2", "icc3", "icc2k", "icc3k"):
            add(getattr(icc, form), truth[form])


def respondents(add: Add, rng: Generator, sets: int, *, count: int) -> None:
    """Pooled retest correlations: respondents are a sample from more like them, or just these."""
    centre, spread = 1.3, 0.25
    who = np.repeat(np.arange(count), 120)
    for _ in range(sets):
        z = centre + spread * rng.normal(size=count)
        true = rng.normal(size=len(who))
        noise = np.sqrt(1 / np.tanh(z)[who] - 1)
        r = retest(true + noise * rng.normal(size=len(who)), true + noise * rng.normal(size=len(who)), respondents=who)
        add(r.fixed, float(np.tanh(z.mean())))
        add(r.random, float(np.tanh(centre)))
        add(r.plain, float(np.tanh(centre)))


def design(add: Add, rng: Generator, sets: int, *, families: int, skewed: bool = False) -> None:
    """Generalisability of tasks over wordings and draws."""
    sd = {"family": 10.0, "task": 6.0, "fw": 4.0, "tw": 4.0, "e": 6.0}
    family = np.repeat(np.arange(families), 18)
    task = np.repeat(np.arange(families * 3), 6)
    wording = np.tile(np.repeat(np.arange(3), 2), families * 3)
    universe = sd["family"] ** 2 + sd["task"] ** 2
    noise = (sd["fw"] ** 2 + sd["tw"] ** 2) / 3 + sd["e"] ** 2 / 6
    for _ in range(sets):
        level = rng.exponential(size=families) - 1 if skewed else rng.normal(size=families)
        y = (
            60
            + sd["family"] * level[family]
            + sd["task"] * rng.normal(size=families * 3)[task]
            + sd["fw"] * rng.normal(size=families * 3)[family * 3 + wording]
            + sd["tw"] * rng.normal(size=families * 9)[task * 3 + wording]
            + sd["e"] * rng.normal(size=len(task))
        )
        g = generalizability(
            y, tasks=task, families=family, wordings=wording, decisions=[{"wording": 3, "replicate": 2}]
        )
        add(g.decisions[0].relative, universe / (universe + noise))
        for component, value in (("family", 100.0), ("task", 36.0), ("residual", 36.0)):
            add(next(c for c in g.components if c.statistic == f"variance_{component}"), value)


def hierarchy(add: Add, rng: Generator, sets: int) -> None:
    """Omega hierarchical of nine items in three facets."""
    g, s = 0.65, 0.45
    noise = 1 - g**2 - s**2
    total = (9 * g) ** 2 + 3 * (3 * s) ** 2 + 9 * noise
    for _ in range(sets):
        facets = rng.normal(size=(400, 3))[:, np.repeat([0, 1, 2], 3)]
        x = g * rng.normal(size=(400, 1)) + s * facets + np.sqrt(noise) * rng.normal(size=(400, 9))
        try:
            omega = mcdonald_omega(x)
        except StatisticsError:
            continue
        add(omega.hierarchical, (9 * g) ** 2 / total)
        add(omega.total_by_groups, 1 - 9 * noise / total)


REGIMES: dict[str, Regime] = {
    **{title: partial(scale, table=table) for title, table in SCALES.items()},
    "40 families of 5, 5 heaped items, families not told": partial(
        untold, table=SCALES["40 families of 5, 5 heaped items"]
    ),
    **{title: partial(draws, table=table) for title, table in DRAWS.items()},
    "40 families of 5, 2 heaped draws, families not told": partial(
        untold, table=DRAWS["40 families of 5, 2 heaped draws"]
    ),
    **{f"120 works, {k} judges of unequal severity": partial(judges, k=k) for k in (3, 8)},
    **{f"{n} respondents, 120 tasks each, correlations differ": partial(respondents, count=n) for n in (3, 5, 12)},
    **{f"{n} families of 3, 3 wordings, 2 draws": partial(design, families=n) for n in (40, 20, 8)},
    "40 families of 3, 3 wordings, 2 draws, skewed": partial(design, families=40, skewed=True),
    "400 independent rows, 9 items in 3 facets": hierarchy,
}

if __name__ == "__main__":
    run("reliability", REGIMES)
