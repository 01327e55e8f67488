"""Do reported scores predict which of two tasks is chosen, wherever it stands?"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special, stats

from motivelab.errors import DegenerateDataError, choices
from motivelab.numerics import enough_clusters
from motivelab.numerics.cluster_resampling import percentile_interval
from motivelab.numerics.clustering import column, label_codes
from motivelab.numerics.logit import fit_logit
from motivelab.numerics.named_design import named_design, require_full_rank
from motivelab.numerics.nominal_level import upper_tail
from motivelab.numerics.sandwich import dyadic_meat, positive
from motivelab.numerics.student_t import t_interval
from motivelab.numerics.weighted_logits import weighted_logits
from motivelab.schema.estimate import Estimate

Floats: TypeAlias = NDArray[np.float64]
DyadicErrors: TypeAlias = Literal["dyadic", "node_bootstrap"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ChoiceModel:
    """A logit of choosing the first of two tasks.

    Attributes:
        slope: log odds of the first per standard deviation of the score difference (first minus second).
        position: log odds of the first when both score alike: 0 is no position bias.
        covariates: log odds of each covariate, by name.
        marginal_effect: average change in P(first) per standard deviation of the difference.
        auc: chance that a pair won by the first shows a larger difference than a pair won by the second (0.5: none).
        corrected_slope: slope if the difference were free of error; None without a reliability.
        sd_difference: the standard deviation that scaled the difference (about zero, so that 0 stays 0).
        covariance: of (position, slope, covariates).
    """

    slope: Estimate
    position: Estimate
    covariates: Mapping[str, Estimate]
    marginal_effect: Estimate
    auc: Estimate
    corrected_slope: Estimate | None
    sd_difference: float
    covariance: Floats


def choice_model(
    chose_first: ArrayLike,
    *,
    difference: ArrayLike,
    first: Sequence[Hashable] | NDArray[Any],
    second: Sequence[Hashable] | NDArray[Any],
    covariates: Mapping[str, ArrayLike] | None = None,
    reliability: float | None = None,
    errors: DyadicErrors = "dyadic",
    rng: np.random.Generator | None = None,
    n_resamples: int = 1000,
    level: float = 0.95,
    unit: str = "family",
) -> ChoiceModel:
    """Trial-level logit of choice on the difference of scores, errors robust to sharing a family with another pair.

    Formula: logit P(first) = position + slope * difference / sd + covariates. `dyadic`: any two trials that share a
    family may be correlated; meat = sum over such pairs of score products, times N/(N-1), t with N - 1 df, N families.
    `node_bootstrap`: families drawn with replacement, a pair weighs the product of its families' counts; it counts the
    noise of single pairs up to three times and is conservative. AUC: placements (DeLong) with dyadic errors, interval
    on the logit scale. `corrected_slope`: b / sqrt(rel^2 - b^2 rel (1 - rel) / 1.7^2), the normal-error logit
    approximation, the ends carried along.

    When to use: choice trials where each pair is shown in both orders. Clustering by pair or by first family alone is
    far too optimistic.

    Args:
        chose_first: (n,) 1 first, 0 second; NaN (no choice) leaves the trial out.
        difference: (n,) score of the first minus score of the second.
        first: (n,) family of the first task.
        second: (n,) family of the second task.
        covariates: more columns, coded so that 0 favours neither side.
        reliability: of the difference, in (0, 1], for `corrected_slope`.
        errors: `dyadic` or `node_bootstrap` (needs rng).
        rng: source of the bootstrap.
        n_resamples: bootstrap draws.
        level: nominal coverage.
        unit: what a node is.

    Returns:
        ChoiceModel. Flags: `missing`, `few_clusters` (below 100 families: dyadic intervals cover 93% at 60 and 82 to
        88% at 15, where node_bootstrap holds), `not_positive`, `reliability_fixed`, `beyond_correction` (noise alone
        could not produce so steep a slope).

    Raises:
        DegenerateDataError: separation, no variation, fewer than three families.

    Example:
        >>> rng = np.random.default_rng(5)
        >>> f = rng.integers(0, 40, (600, 2)); d = rng.normal(size=600)
        >>> y = rng.random(600) < special.expit(0.4 + d)
        >>> m = choice_model(y, difference=d, first=f[:, 0], second=f[:, 1])
        >>> m.slope.low > 0.5, m.position.low > 0, m.auc.low > 0.6
        (True, True, True)

    In R:
        `glm(y ~ I(d / sd), family = binomial)` with the dyadic meat of Aronow et al. by hand; `pROC::auc`.

    Reference:
        Aronow, Samii and Assenova (2015), Political Analysis 23, 564-577; DeLong et al. (1988), Biometrics 44;
        Carroll et al. (2006), Measurement Error in Nonlinear Models, section 4.8.
    """
    if errors not in ("dyadic", "node_bootstrap"):
        raise DegenerateDataError(f"errors is {errors!r}; {choices(errors, ['dyadic', 'node_bootstrap'])}")
    if reliability is not None and not 0 < reliability <= 1:
        raise DegenerateDataError(f"reliability is {reliability!r}; it must lie in (0, 1]")
    y, d = column(chose_first, name="chose_first"), column(difference, name="difference")
    extra = named_design({"difference": d, **(covariates or {})}, n_rows=len(y))
    codes, nodes = label_codes([*first, *second], name="first and second")
    if len(codes) != 2 * len(y):
        raise DegenerateDataError(f"first and second hold {len(codes)} labels for {len(y)} trials; give one each")
    keep = np.isfinite(y) & np.isfinite(extra.matrix).all(axis=1)
    if not keep.any():
        raise DegenerateDataError("no trial has both a choice and a difference")
    y, x = y[keep], extra.matrix[keep].copy()
    used, both = np.unique(np.concatenate([codes[: len(keep)][keep], codes[len(keep) :][keep]]), return_inverse=True)
    a, b = both[: len(y)].astype(np.int64), both[len(y) :].astype(np.int64)
    n_nodes, n = len(used), len(y)
    if n_nodes < 3:
        raise DegenerateDataError(f"{n_nodes} of {len(nodes)} families have a trial; dyadic errors need at least 3")
    sd = math.sqrt(float((x[:, 1] ** 2).mean()))
    if sd <= 0:
        raise DegenerateDataError("every difference is 0; scores that do not differ cannot predict choice")
    x[:, 1] /= sd
    require_full_rank(x, extra.names, what="choice model")
    fit = fit_logit(x, y, names=extra.names, what="choice model")
    small = n_nodes / (n_nodes - 1)

    def dyadic(moved: Floats) -> tuple[Floats, bool]:
        return positive(small * dyadic_meat(moved, a, b, n_nodes=n_nodes))

    draws: Floats | None = None
    truncated = False
    if errors == "dyadic":
        covariance, truncated = dyadic((x * (y - fit.probabilities)[:, None]) @ fit.bread)
    else:
        if rng is None:
            raise DegenerateDataError("rng is None; node_bootstrap needs a random generator")
        counts = rng.multinomial(n_nodes, np.full(n_nodes, 1 / n_nodes), size=n_resamples).astype(np.float64)
        weights = np.where(a == b, counts[:, a], counts[:, a] * counts[:, b])
        draws = weighted_logits(x, y, weights, start=fit.coefficients)
        sound = draws[np.isfinite(draws).all(axis=1)]
        if 2 * len(sound) < n_resamples:
            raise DegenerateDataError(f"{len(sound)} of {n_resamples} resamples have a maximum; use dyadic errors")
        covariance = np.atleast_2d(np.cov(sound, rowvar=False))
    flags = (() if keep.all() else ("missing",)) + (("few_clusters",) if n_nodes < enough_clusters.ROUGH else ())
    flags += ("not_positive",) if truncated else ()
    df = float(n_nodes - 1)

    def record(name: str, value: float, variance: float, *, at: int | None, method: str) -> Estimate:
        se = math.sqrt(max(variance, 0.0))
        i = t_interval(value, se=se, df=df, level=level) if se > 0 else None
        low, high = (i.low, i.high) if i else (None, None)
        if draws is not None and at is not None:
            ends = percentile_interval(draws[:, at], level=level)
            low, high = ends.low, ends.high
        return Estimate(
            statistic=name,
            value=value,
            low=low,
            high=high,
            level=level,
            n=n,
            unit=unit,
            n_units=n_nodes,
            method=method,
            se=se,
            df=df,
            p=i.p if i else None,
            flags=flags,
        )

    how = "dyadic-robust errors" if draws is None else f"node bootstrap ({n_resamples}), conservative"
    slopes = [
        record("log_odds", float(v), float(covariance[j, j]), at=j, method=f"logit, {how}")
        for j, v in enumerate(fit.coefficients)
    ]
    spread = fit.probabilities * (1 - fit.probabilities)
    slope = float(fit.coefficients[1])
    gradient = slope * (spread * (1 - 2 * fit.probabilities)) @ x / n
    gradient[1] += float(spread.mean())
    variance = float(gradient @ covariance @ gradient)
    if errors == "dyadic":
        # The average also moves with which trials were drawn.
        own = (slope * spread - slope * float(spread.mean()))[:, None] / n
        moved = (x * (y - fit.probabilities)[:, None]) @ (fit.bread @ gradient)[:, None] + own
        variance = float(dyadic(moved)[0][0, 0])
    effect = record(
        "average_marginal_effect",
        slope * float(spread.mean()),
        variance,
        at=None,
        method=f"logit, {how}, delta method",
    )
    corrected = None if reliability is None else _corrected(slopes[1], reliability)
    return ChoiceModel(
        slope=slopes[1],
        position=slopes[0],
        covariates=dict(zip(extra.names[2:], slopes[2:], strict=True)),
        marginal_effect=effect,
        auc=_auc(x[:, 1], y, dyadic, level=level, df=df, unit=unit, n_nodes=n_nodes, flags=flags),
        corrected_slope=corrected,
        sd_difference=sd,
        covariance=covariance,
    )


def _corrected(slope: Estimate, reliability: float) -> Estimate:
    """Carry a slope and its ends through the measurement-error approximation (a rising function)."""

    def carry(b: float | None) -> float:
        left = math.nan if b is None else reliability**2 - b**2 * reliability * (1 - reliability) / 1.7**2
        return b / math.sqrt(left) if b is not None and left > 0 else math.nan

    value, low, high = carry(slope.value), carry(slope.low), carry(slope.high)
    bounded = math.isfinite(low) and math.isfinite(high)
    return Estimate(
        statistic="log_odds_corrected",
        value=value,
        low=low if bounded else None,
        high=high if bounded else None,
        level=slope.level,
        n=slope.n,
        unit=slope.unit,
        n_units=slope.n_units,
        method=f"corrected for reliability {reliability:.3g} of the difference",
        flags=(*slope.flags, "reliability_fixed", *(() if bounded else ("beyond_correction",))),
    )


def _auc(
    x: Floats, y: Floats, dyadic: Any, *, level: float, df: float, unit: str, n_nodes: int, flags: tuple[str, ...]
) -> Estimate:
    won, lost = x[y == 1], x[y == 0]
    ranks = stats.rankdata(x)
    inside = np.empty(len(x))
    inside[y == 1], inside[y == 0] = stats.rankdata(won), stats.rankdata(lost)
    # A trial's placement: the share of trials of the other kind that it beats, ties half.
    placed = (ranks - inside) / np.where(y == 1, len(lost), len(won))
    auc = float(placed[y == 1].mean())
    moved = np.where(y == 1, (placed - auc) / len(won), (1 - placed - auc) / len(lost))
    variance, _ = dyadic(moved[:, None])
    se = math.sqrt(max(0.0, float(variance[0, 0])))
    inner = 0 < auc < 1 and se > 0
    half = float(special.stdtrit(df, upper_tail(level))) * se / (auc * (1 - auc)) if inner else 0.0
    eta = float(special.logit(auc))
    return Estimate(
        statistic="auc",
        value=auc,
        low=float(special.expit(eta - half)) if inner else None,
        high=float(special.expit(eta + half)) if inner else None,
        level=level,
        n=len(x),
        unit=unit,
        n_units=n_nodes,
        method="placements, dyadic-robust errors, logit scale",
        se=se,
        df=df,
        p=2 * float(special.stdtr(df, -abs(auc - 0.5) / se)) if inner else None,
        flags=flags if inner else (*flags, "boundary"),
    )
