"""Coverage of the reliability intervals in regimes that look like a run. Writes docs/coverage/reliability.csv."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from coverage_tally import Tally
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
N = 4000
RNG = np.random.default_rng(20260501)


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
    """

    families: int
    size: int
    between: float
    loadings: tuple[float, ...]
    noise: float
    shifts: float = 0.0
    heaped: bool = False
    noisy_families: float = 0.0

    @property
    def codes(self) -> NDArray[np.int64]:
        """Family of each row."""
        return np.repeat(np.arange(self.families), self.size)

    def draw(self, sets: int, *, families: int | None = None) -> Floats:
        """Data sets, (sets, rows, columns)."""
        f = families or self.families
        k = len(self.loadings)
        true = np.sqrt(self.between) * RNG.normal(size=(sets, f, 1)) + np.sqrt(1 - self.between) * RNG.normal(
            size=(sets, f, self.size)
        )
        noise = self.noise * np.exp(self.noisy_families * RNG.normal(size=(sets, f, 1, 1)))
        x = 62 + true[..., None] * np.array(self.loadings) + noise * RNG.normal(size=(sets, f, self.size, k))
        x = x + self.shifts * RNG.normal(size=(sets, 1, 1, k))
        if self.heaped:
            x = np.clip(np.round(x / 5) * 5, 1, 100)
        return np.asarray(x.reshape(sets, f * self.size, k), dtype=np.float64)

    def population(self) -> Floats:
        """Covariance matrix of the columns, from a very large table (columns' shifts aside)."""
        big = self.draw(40, families=20_000).reshape(-1, len(self.loadings))
        return np.array(np.cov(big, rowvar=False), dtype=np.float64)


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
    "20 families of 5, 5 heaped items": Run(20, 5, 0.7, ITEMS, 10, heaped=True),
    "10 families of 5, 5 heaped items": Run(10, 5, 0.7, ITEMS, 10, heaped=True),
    "5 families of 5, 5 heaped items": Run(5, 5, 0.7, ITEMS, 10, heaped=True),
}
DRAWS = {
    "260 independent tasks, 2 draws": Run(260, 1, 0.0, EQUAL, 7),
    "260 independent tasks, 2 heaped draws": Run(260, 1, 0.0, EQUAL, 7, heaped=True),
    "264 families of 5, 2 heaped draws": Run(264, 5, 0.8, EQUAL, 7, heaped=True, noisy_families=0.3),
    "40 families of 5, 2 heaped draws": Run(40, 5, 0.8, EQUAL, 7, heaped=True, noisy_families=0.3),
    "20 families of 5, 2 heaped draws": Run(20, 5, 0.8, EQUAL, 7, heaped=True, noisy_families=0.3),
    "10 families of 5, 2 heaped draws": Run(10, 5, 0.8, EQUAL, 7, heaped=True, noisy_families=0.3),
    "5 families of 5, 2 heaped draws": Run(5, 5, 0.8, EQUAL, 7, heaped=True, noisy_families=0.3),
}


def scales(tally: Tally) -> None:
    """Alpha and omega of questionnaires."""
    for regime, run in SCALES.items():
        cov = run.population()
        # The single-factor omega of this population: loadings from the off-diagonal by the data's own maximum
        # likelihood.
        big = np.linalg.cholesky(cov) @ np.linalg.qr(RNG.normal(size=(4000, len(cov))))[0].T * np.sqrt(3999)
        centred = big.T
        omega = mcdonald_omega(centred).total.value
        standard = mcdonald_omega(centred).standardized.value
        scale = np.sqrt(np.diag(cov))
        for x in run.draw(N):
            clusters = None if run.size == 1 else run.codes
            a = cronbach_alpha(x, clusters=clusters)
            tally.add(regime, a.alpha, alpha_of(cov))
            tally.add(regime, a.standardized, alpha_of(cov / np.outer(scale, scale)))
            o = mcdonald_omega(x, clusters=clusters)
            tally.add(regime, o.total, omega)
            tally.add(regime, o.standardized, standard)
        if run.size > 1 and run.families == 40:
            for x in run.draw(N):
                tally.add(f"{regime}, families not told", cronbach_alpha(x).alpha, alpha_of(cov))
        tally.said(regime)


def draws(tally: Tally) -> None:
    """Intraclass correlations, standard error of measurement, retest correlation of two draws."""
    for regime, run in DRAWS.items():
        cov = run.population()
        truth = icc_of(cov, 0.0)
        sem = float(np.sqrt((cov[0, 0] + cov[1, 1]) / 2 - cov[0, 1]))
        big = run.draw(40, families=20_000).reshape(-1, 2)
        distance = float(np.abs(big[:, 0] - big[:, 1]).mean())
        for x in run.draw(N):
            clusters = None if run.size == 1 else run.codes
            icc = intraclass_correlation(x, clusters=clusters)
            for form in FORMS:
                tally.add(regime, getattr(icc, form), truth[form])
            tally.add(regime, spearman_brown(icc.icc1, factor=4), 4 * truth["icc1"] / (1 + 3 * truth["icc1"]))
            tally.add(regime, standard_error_of_measurement(x, clusters=clusters).sem, sem)
            r = retest(x[:, 0], x[:, 1], clusters=clusters)
            tally.add(regime, r.by_respondent[0], cov[0, 1] / np.sqrt(cov[0, 0] * cov[1, 1]))
            tally.add(regime, r.difference, distance)
        if run.families == 40:
            for x in run.draw(N):
                icc = intraclass_correlation(x)
                tally.add(f"{regime}, families not told", icc.icc1, truth["icc1"])
                tally.add(f"{regime}, families not told", standard_error_of_measurement(x).sem, sem)
        tally.said(regime)


def judges(tally: Tally) -> None:
    """Absolute agreement of judges that are a sample: the column variance counts."""
    for k in (3, 8):
        run = Run(120, 1, 0.0, (14.0,) * k, 9, shifts=5.0)
        truth = icc_of(np.full((k, k), 14.0**2) + 81 * np.eye(k), 5.0)
        regime = f"120 works, {k} judges of unequal severity"
        for x in run.draw(N):
            icc = intraclass_correlation(x)
            for form in ("icc2", "icc3", "icc2k", "icc3k"):
                tally.add(regime, getattr(icc, form), truth[form])
        tally.said(regime)


def respondents(tally: Tally) -> None:
    """Pooled retest correlations: respondents are a sample from more like them, or just these."""
    for count in (3, 5, 12):
        regime = f"{count} respondents, 120 tasks each, correlations differ"
        centre, spread = 1.3, 0.25
        who = np.repeat(np.arange(count), 120)
        for _ in range(N):
            z = centre + spread * RNG.normal(size=count)
            rho = np.tanh(z)[who]
            true = RNG.normal(size=len(who))
            noise = np.sqrt(1 / rho - 1)
            r = retest(
                true + noise * RNG.normal(size=len(who)), true + noise * RNG.normal(size=len(who)), respondents=who
            )
            tally.add(regime, r.fixed, float(np.tanh(z.mean())))
            tally.add(regime, r.random, float(np.tanh(centre)))
            tally.add(regime, r.plain, float(np.tanh(centre)))
        tally.said(regime)


def designs(tally: Tally) -> None:
    """Generalisability of tasks over wordings and draws."""
    for families in (60, 40, 20, 8):
        regime = f"{families} families of 3, 3 wordings, 2 draws"
        sd = {"family": 10.0, "task": 6.0, "fw": 4.0, "tw": 4.0, "e": 6.0}
        family = np.repeat(np.arange(families), 18)
        task = np.repeat(np.arange(families * 3), 6)
        wording = np.tile(np.repeat(np.arange(3), 2), families * 3)
        universe = sd["family"] ** 2 + sd["task"] ** 2
        noise = (sd["fw"] ** 2 + sd["tw"] ** 2) / 3 + sd["e"] ** 2 / 6
        for _ in range(N):
            y = (
                60
                + sd["family"] * RNG.normal(size=families)[family]
                + sd["task"] * RNG.normal(size=families * 3)[task]
                + sd["fw"] * RNG.normal(size=families * 3)[family * 3 + wording]
                + sd["tw"] * RNG.normal(size=families * 9)[task * 3 + wording]
                + sd["e"] * RNG.normal(size=len(task))
            )
            g = generalizability(
                y, tasks=task, families=family, wordings=wording, decisions=[{"wording": 3, "replicate": 2}]
            )
            tally.add(regime, g.decisions[0].relative, universe / (universe + noise))
            for component, value in (("family", 100.0), ("task", 36.0), ("residual", 36.0)):
                e = next(c for c in g.components if c.statistic == f"variance_{component}")
                tally.add(regime, e, value)
        tally.said(regime)


def hierarchy(tally: Tally) -> None:
    """Omega hierarchical of nine items in three facets."""
    g, s = 0.65, 0.45
    noise = 1 - g**2 - s**2
    total = (9 * g) ** 2 + 3 * (3 * s) ** 2 + 9 * noise
    regime = "400 independent rows, 9 items in 3 facets"
    for _ in range(N):
        facets = RNG.normal(size=(400, 3))[:, np.repeat([0, 1, 2], 3)]
        x = g * RNG.normal(size=(400, 1)) + s * facets + np.sqrt(noise) * RNG.normal(size=(400, 9))
        try:
            omega = mcdonald_omega(x)
        except StatisticsError:
            continue
        tally.add(regime, omega.hierarchical, (9 * g) ** 2 / total)
        tally.add(regime, omega.total_by_groups, 1 - 9 * noise / total)
    tally.said(regime)


def main() -> None:
    """Run all parts and write the table."""
    tally = Tally()
    for part in (scales, draws, judges, respondents, designs, hierarchy):
        part(tally)
    tally.write("reliability")


if __name__ == "__main__":
    main()
