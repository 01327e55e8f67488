"""Utilities of tasks from choices between two of them: Thurstone's normal model."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from motivelab.errors import DegenerateDataError, choices
from motivelab.numerics.clustering import Clusters
from motivelab.numerics.comparisons import anchored, read_comparisons
from motivelab.numerics.paired_comparison import ComparisonTerms, fit_comparisons, tie_rate
from motivelab.numerics.student_t import t_interval
from motivelab.schema.estimate import Estimate

Floats: TypeAlias = NDArray[np.float64]
Ties: TypeAlias = Literal["threshold", "half", "refuse"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Thurstone:
    """Utilities from paired choices.

    Attributes:
        utilities: by item, Estimate `utility`: standard deviations of a difference, summing to zero (or zero at
            the reference).
        position: advantage of being shown first, same units; None where it was not estimated.
        ties: half width of the band of differences that is called a tie; None where ties were not modelled.
        covariance: of the utilities in the order of `utilities`, then position, then ties.
        log_likelihood: at the estimates, penalty apart.
    """

    utilities: Mapping[Hashable, Estimate]
    position: Estimate | None
    ties: Estimate | None
    covariance: Floats
    log_likelihood: float

    def probability(self, one: Hashable, other: Hashable) -> Estimate:
        """P(one is chosen over other), ties and position apart, with the interval of its utility difference.

        Raises:
            DegenerateDataError: an unknown item.
        """
        names = list(self.utilities)
        for item in (one, other):
            if item not in self.utilities:
                raise DegenerateDataError(f"item {item!r} was not compared; {choices(item, names)}")
        i, j = names.index(one), names.index(other)
        e = self.utilities[one]
        d = e.value - self.utilities[other].value
        variance = self.covariance[i, i] + self.covariance[j, j] - 2 * self.covariance[i, j]
        se = math.sqrt(max(0.0, float(variance)))
        ends = t_interval(d, se=se, df=math.inf if e.df is None else e.df, level=e.level)
        return Estimate(
            statistic="probability",
            value=float(special.ndtr(d)),
            low=float(special.ndtr(ends.low)),
            high=float(special.ndtr(ends.high)),
            level=e.level,
            n=e.n,
            unit=e.unit,
            n_units=e.n_units,
            method=e.method,
            p=ends.p if i != j else None,
            flags=e.flags,
        )


def thurstone(
    first: Sequence[Hashable] | NDArray[Any],
    second: Sequence[Hashable] | NDArray[Any],
    outcome: ArrayLike,
    *,
    position: bool = True,
    ties: Ties = "threshold",
    penalty: float = 0.0,
    reference: Hashable | None = None,
    clusters: Clusters = None,
    level: float = 0.95,
    unit: str = "pair",
) -> Thurstone:
    """Thurstone's Case V utilities with position effect, ties and standard errors.

    Formula: d = u_first - u_second + position; P(first) = Phi(d - t), P(second) = Phi(-d - t), the rest are ties (t = 0
    without ties). The unit is the standard deviation of one difference, as in a probit regression; in units of one
    utility's deviation multiply by sqrt(2). Maximum likelihood by Newton's method.

    When to use: as Bradley-Terry; the two differ little inside 5% to 95%. Show both where a conclusion hangs on the
    form.

    Args:
        first: (n,) item shown first.
        second: (n,) item shown second.
        outcome: (n,) 1 first chosen, 0 second chosen, 0.5 tie, NaN no answer.
        position: whether being first may help; needs pairs in both orders, or many opponents.
        ties: `threshold` (Glenn and David's band), `half` (both sides get half a win), or `refuse`.
        penalty: half of it times the sum of squared utilities is taken off the log-likelihood (a normal prior with
            variance 1/penalty): for sparse or separated data.
        reference: item whose utility is 0, or None for utilities that sum to zero.
        clusters: labels of comparisons that are not independent (the pair, for repeated draws); sandwich errors
            times G/(G-p), t on G - p df, p parameters. None: inverse information, normal interval.
        level: nominal coverage.
        unit: what a cluster is.

    Returns:
        Thurstone. Flags: `missing`, `penalised` (shrunk; the interval is that of a prior), `few_opponents` (an item
        with fewer than five comparisons: its normal interval is rough), `few_clusters`,
        `sparse` (fewer than 15 comparisons a parameter: position and tie parameter run high and their intervals cover
        89 to 93%), `repeats_as_independent` (a pair was shown more than once and no clusters were given: intervals
        cover 88 to 90% where pairs have a liking of their own).

    Raises:
        DegenerateDataError: an item against itself, disconnected comparisons (the message names the groups), a group
            that never loses while penalty is 0, an outcome other than 0, 0.5, 1, ties under `refuse`.
        ConvergenceError: no maximum.

    Example:
        >>> wins = [("a", "b", 7), ("a", "c", 9), ("b", "a", 3), ("b", "c", 6), ("c", "a", 1), ("c", "b", 4)]
        >>> one = [w for w, _, n in wins for _ in range(n)]
        >>> two = [x for _, x, n in wins for _ in range(n)]
        >>> fit = thurstone(one, two, np.ones(30), position=False)
        >>> {k: round(e.value, 4) for k, e in fit.utilities.items()}, round(fit.probability("a", "b").value, 3)
        ({'a': 0.5763, 'b': -0.0945, 'c': -0.4819}, 0.749)

    In R:
        `glm(win ~ 0 + X, binomial("probit"))`; ties `MASS::polr(..., method = "probit")`.

    Reference:
        Thurstone (1927), Psychological Review 34, 273-286; Glenn and David (1960), Biometrics 16, 86-109.
    """
    c = read_comparisons(
        first,
        second,
        outcome,
        ties=ties,
        tie_model="threshold",
        position=position,
        penalty=penalty,
        reference=reference,
        clusters=clusters,
    )
    model = _probit_halves if c.tied and not c.modelled else _threshold
    fit = fit_comparisons(
        c.first,
        c.second,
        c.outcome,
        labels=c.labels,
        model=model,
        position=position,
        tie_start=tie_rate(c.outcome) if c.modelled else None,
        penalty=penalty,
        codes=c.codes,
        what="Thurstone Case V",
    )
    k = len(c.labels)
    parameters, covariance = fit.parameters, fit.covariance
    if reference is not None:
        parameters, covariance = anchored(parameters, covariance, at=c.labels.index(reference), items=k)

    def record(name: str, at: int, *more: str) -> Estimate:
        se = math.sqrt(max(0.0, float(covariance[at, at])))
        i = t_interval(float(parameters[at]), se=se, df=c.df, level=level)
        fixed = se <= 1e-12
        return Estimate(
            statistic=name,
            value=0.0 if fixed else float(parameters[at]),
            low=None if fixed else i.low,
            high=None if fixed else i.high,
            level=level,
            n=len(c.outcome),
            unit="comparison" if clusters is None else unit,
            n_units=c.n_clusters,
            method="Thurstone Case V, " + ("inverse information" if clusters is None else "cluster-robust errors"),
            se=None if fixed else se,
            df=None if math.isinf(c.df) else c.df,
            p=None if fixed else i.p,
            flags=(*c.flags, *more, *(("reference",) if fixed else ())),
        )

    return Thurstone(
        utilities={
            label: record("utility", j, *(("few_opponents",) if c.met[j] < 5 else ()))
            for j, label in enumerate(c.labels)
        },
        position=record("position", k) if position else None,
        ties=record("ties", k + position) if c.modelled else None,
        covariance=covariance,
        log_likelihood=fit.log_likelihood,
    )


def _density(x: Floats) -> Floats:
    return np.asarray(np.exp(-0.5 * x**2) / math.sqrt(2 * math.pi))


def _tail(z: Floats) -> tuple[Floats, Floats, Floats]:
    """Log Phi(z), its slope and its curvature."""
    log_p = special.log_ndtr(z)
    slope = np.exp(-0.5 * z**2 - 0.5 * math.log(2 * math.pi) - log_p)
    return log_p, slope, -slope * (z + slope)


def _threshold(d: Floats, t: float | None, y: Floats) -> ComparisonTerms:
    band = 0.0 if t is None else t
    if t is not None and t <= 0:
        return ComparisonTerms(**dict.fromkeys(("value", "d", "t", "dd", "dt", "tt"), np.full(len(d), -np.inf)))
    sign = 2 * y - 1
    tie = y == 0.5
    value, slope, bend = _tail(sign * d - band)
    if t is None:
        # Expected instead of observed curvature, so that errors are those of a probit regression in R.
        bend = -slope * _tail(-sign * d)[1]
    out = {"value": value, "d": sign * slope, "t": -slope, "dd": bend, "dt": -sign * bend, "tt": bend}
    if tie.any():
        u, low = band - d[tie], -band - d[tie]
        # The mirror image keeps the difference of two normal tails exact when both lie far above zero.
        flip = u + low > 0
        a, b = np.where(flip, -low, u), np.where(flip, -u, low)
        p = np.maximum(special.ndtr(a) - special.ndtr(b), 1e-300)
        fu, fl = _density(u), _density(low)
        by_d, by_t = (fl - fu) / p, (fu + fl) / p
        same, mixed = (low * fl - u * fu) / p, (u * fu + low * fl) / p
        parts = {
            "value": np.log(p),
            "d": by_d,
            "t": by_t,
            "dd": same - by_d**2,
            "dt": mixed - by_d * by_t,
            "tt": same - by_t**2,
        }
        for name, part in parts.items():
            out[name] = out[name].copy()
            out[name][tie] = part
    return ComparisonTerms(**out)


def _probit_halves(d: Floats, t: float | None, y: Floats) -> ComparisonTerms:
    up, s1, _ = _tail(d)
    down, s2, _ = _tail(-d)
    zero = np.zeros(len(d))
    return ComparisonTerms(
        value=y * up + (1 - y) * down, d=y * s1 - (1 - y) * s2, t=zero, dd=-s1 * s2, dt=zero, tt=zero
    )
