"""Utilities of tasks from choices between two of them: the logistic model of Bradley and Terry."""

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
from motivelab.numerics.paired_comparison import ComparisonTerms, fit_comparisons, log_sum, tie_rate
from motivelab.numerics.student_t import t_interval
from motivelab.schema.estimate import Estimate

Floats: TypeAlias = NDArray[np.float64]
Ties: TypeAlias = Literal["davidson", "half", "refuse"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BradleyTerry:
    """Utilities from paired choices.

    Attributes:
        utilities: by item, Estimate `utility`: log odds, summing to zero (or zero at the reference).
        position: advantage of being shown first, same units; None where it was not estimated.
        ties: log nu of Davidson's model (at equal utilities ties are nu / (2 + nu) of the outcomes); None where ties
            were not modelled.
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
            value=float(special.expit(d)),
            low=float(special.expit(ends.low)),
            high=float(special.expit(ends.high)),
            level=e.level,
            n=e.n,
            unit=e.unit,
            n_units=e.n_units,
            method=e.method,
            p=ends.p if i != j else None,
            flags=e.flags,
        )


def bradley_terry(
    first: Sequence[Hashable] | NDArray[Any],
    second: Sequence[Hashable] | NDArray[Any],
    outcome: ArrayLike,
    *,
    position: bool = True,
    ties: Ties = "davidson",
    penalty: float = 0.0,
    reference: Hashable | None = None,
    clusters: Clusters = None,
    level: float = 0.95,
    unit: str = "pair",
) -> BradleyTerry:
    """Bradley-Terry utilities with position effect, ties and standard errors.

    Formula: d = u_first - u_second + position; P(first) : P(second) : P(tie) = exp(d/2) : exp(-d/2) : nu, which without
    ties is logit P(first) = d. Maximum likelihood by Newton's method.

    When to use: scaled tasks with about ten opponents each, pairs shown in both orders. Utilities are free of the
    position effect; differences of utilities matter, their zero is a convention.

    Args:
        first: (n,) item shown first.
        second: (n,) item shown second.
        outcome: (n,) 1 first chosen, 0 second chosen, 0.5 tie, NaN no answer.
        position: whether being first may help; needs pairs in both orders, or many opponents.
        ties: `davidson` (a tie parameter), `half` (both sides get half a win), or `refuse`.
        penalty: half of it times the sum of squared utilities is taken off the log-likelihood (a normal prior with
            variance 1/penalty): for sparse or separated data.
        reference: item whose utility is 0, or None for utilities that sum to zero.
        clusters: labels of comparisons that are not independent (the pair, for repeated draws); sandwich errors
            times G/(G-p), t on G - p df, p parameters. None: inverse information, normal interval.
        level: nominal coverage.
        unit: what a cluster is.

    Returns:
        BradleyTerry. Flags: `missing`, `penalised` (shrunk; the interval is that of a prior), `few_opponents` (an item
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
        >>> fit = bradley_terry(one, two, np.ones(30), position=False)
        >>> {k: round(e.value, 4) for k, e in fit.utilities.items()}, round(fit.probability("a", "b").value, 3)
        ({'a': 0.9436, 'b': -0.1602, 'c': -0.7834}, 0.751)

    In R:
        `glm(win ~ 0 + X, binomial)` with X = +1 first, -1 second; `BradleyTerry2::BTm` (which sets the first item to 0:
        pass it as `reference`).

    Reference:
        Bradley and Terry (1952), Biometrika 39, 324-345; Davidson (1970), JASA 65, 317-328; Davidson and Beaver (1977),
        Biometrics 33, 693-702.
    """
    c = read_comparisons(
        first,
        second,
        outcome,
        ties=ties,
        tie_model="davidson",
        position=position,
        penalty=penalty,
        reference=reference,
        clusters=clusters,
    )
    model = _bradley_terry_halves if c.tied and not c.modelled else _davidson
    fit = fit_comparisons(
        c.first,
        c.second,
        c.outcome,
        labels=c.labels,
        model=model,
        position=position,
        tie_start=math.log(2 * tie_rate(c.outcome) / (1 - tie_rate(c.outcome))) if c.modelled else None,
        penalty=penalty,
        codes=c.codes,
        what="Bradley-Terry",
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
            method="Bradley-Terry, " + ("inverse information" if clusters is None else "cluster-robust errors"),
            se=None if fixed else se,
            df=None if math.isinf(c.df) else c.df,
            p=None if fixed else i.p,
            flags=(*c.flags, *more, *(("reference",) if fixed else ())),
        )

    return BradleyTerry(
        utilities={
            label: record("utility", j, *(("few_opponents",) if c.met[j] < 5 else ()))
            for j, label in enumerate(c.labels)
        },
        position=record("position", k) if position else None,
        ties=record("ties", k + position) if c.modelled else None,
        covariance=covariance,
        log_likelihood=fit.log_likelihood,
    )


def _davidson(d: Floats, t: float | None, y: Floats) -> ComparisonTerms:
    won = 2 * y - 1
    tie = (y == 0.5).astype(np.float64)
    log_nu = -np.inf if t is None else t
    total = log_sum(d / 2, -d / 2, np.full(len(d), log_nu))
    p1, p2 = np.exp(d / 2 - total), np.exp(-d / 2 - total)
    p0 = np.exp(log_nu - total)
    # A row without ties in the model has log_nu = -inf; 0 * -inf must stay 0.
    value = won * d / 2 - total + (tie * t if t is not None else 0.0)
    return ComparisonTerms(
        value=value,
        d=(won - (p1 - p2)) / 2,
        t=tie - p0,
        dd=-((p1 + p2) - (p1 - p2) ** 2) / 4,
        dt=(p1 - p2) * p0 / 2,
        tt=-p0 * (1 - p0),
    )


def _bradley_terry_halves(d: Floats, t: float | None, y: Floats) -> ComparisonTerms:
    p = special.expit(d)
    value = y * d - np.logaddexp(0.0, d)
    zero = np.zeros(len(d))
    return ComparisonTerms(value=value, d=y - p, t=zero, dd=-p * (1 - p), dt=zero, tt=zero)
