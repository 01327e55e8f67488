"""Whether the work was done at all, and how much of it, when the output is cut off at a cap."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from motivelab.errors import DegenerateDataError, choices
from motivelab.numerics import enough_clusters
from motivelab.numerics.cluster_jackknife import jackknife_df
from motivelab.numerics.clustering import Clustering, Clusters, clustering, column
from motivelab.numerics.logit import LogitFit, fit_logit
from motivelab.numerics.named_design import named_design, require_full_rank
from motivelab.numerics.number_array import number_array
from motivelab.numerics.one_step import one_step_moves, summed_by
from motivelab.numerics.sandwich import cluster_meat
from motivelab.numerics.separation import separating_direction
from motivelab.numerics.student_t import t_interval
from motivelab.numerics.tobit import fit_tobit, tobit_moves
from motivelab.schema.estimate import Estimate

Floats: TypeAlias = NDArray[np.float64]
EffortErrors: TypeAlias = Literal["jackknife", "CR1"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TwoPartEffort:
    """Effort in two parts.

    Attributes:
        compliance: log odds of complying, by predictor; empty where all rows agree or the odds are infinite, with the
            reason in `compliance_flags`.
        compliance_flags: `all_complied`, `none_complied` or `separated`, else empty.
        effort: slopes of log tokens among rows that complied, by predictor; exp(slope) is a ratio of tokens.
        log_scale: log residual standard deviation of log tokens.
        n_complied: rows in the second part.
        n_censored: of these, cut off at the cap.
    """

    compliance: Mapping[str, Estimate]
    compliance_flags: tuple[str, ...]
    effort: Mapping[str, Estimate]
    log_scale: Estimate
    n_complied: int
    n_censored: int


def two_part_effort(
    tokens: ArrayLike,
    *,
    complied: ArrayLike,
    predictors: Mapping[str, ArrayLike],
    cap: ArrayLike | None = None,
    clusters: Clusters = None,
    errors: EffortErrors = "jackknife",
    level: float = 0.95,
    unit: str = "family",
) -> TwoPartEffort:
    """Logit of compliance; Tobit of log tokens given compliance, right-censored at the cap.

    Formula: logit P(complied) = X b. Among complied rows log tokens = X c + s e, e normal; a row at its cap is only
    known to be at least the cap and contributes log P(log tokens >= log cap). `jackknife`: every cluster is left out
    once, by one Newton step, (G-1)/G sum of squared moves of G clusters, t with the error's own df (at most G - 1).
    `CR1`: sandwiches of row scores summed in clusters, times G/(G-1), t on G - 1 df.

    When to use: output tokens as effort. A refusal is short because it is a refusal: one regression over both mixes two
    answers; treating cut-off work as complete pulls slopes to zero.

    Args:
        tokens: (n,) output tokens; NaN leaves the row out of the second part; must be positive where complied.
        complied: (n,) 1 did the work, 0 refused.
        predictors: columns by name.
        cap: (n,) or one number, inf where a row has none; None where nothing was cut off.
        clusters: labels, `ClusterWeights` (its codes) or None.
        errors: `jackknife` or `CR1`, which covers 86 to 94% at 12 clusters.
        level: nominal coverage.
        unit: what a cluster is.

    Returns:
        TwoPartEffort. Flags: `missing`, `few_clusters` (below 30 clusters, where the scale covers 89% at 12; under
        `CR1` below 100), `hinge_family` (without some cluster there is no estimate: its share in the error is unknown),
        `heavy_censoring` (over half of the complied rows cut off: the slopes then lean on normality).

    Raises:
        DegenerateDataError: no complied row, tokens of 0 among them, too few uncensored rows, no residual spread, a
            complied other than 0 and 1, a cap of 0 or less or missing, or a predictor named `log_scale`.
            Separation in the first part is flagged, so that the second part still stands.

    Example:
        >>> rng = np.random.default_rng(2)
        >>> x = rng.normal(size=400)
        >>> t = np.minimum(np.exp(6 + 0.3 * x + 0.4 * rng.normal(size=400)), 500)
        >>> m = two_part_effort(t, complied=rng.random(400) < 0.8, predictors={"x": x}, cap=500)
        >>> m.effort["x"].low < 0.3 < m.effort["x"].high
        True

    In R:
        `glm(complied ~ x, binomial)`; `survival::survreg(Surv(log(tokens), tokens < cap) ~ x, dist = "gaussian",
        cluster = g)` (errors `CR1`; its robust variance lacks the G/(G-1)).

    Reference:
        Duan et al. (1983), Journal of Business and Economic Statistics 1, 115-126; Tobin (1958); MacKinnon, Nielsen and
        Webb (2025), Econometric Reviews, for the jackknife.
    """
    if errors not in ("jackknife", "CR1"):
        raise DegenerateDataError(f"errors is {errors!r}; {choices(errors, ['jackknife', 'CR1'])}")
    t, c = column(tokens, name="tokens"), column(complied, name="complied")
    odd = c[np.isfinite(c) & (c != 0) & (c != 1)]
    if len(odd):
        raise DegenerateDataError(f"complied holds {float(odd[0])!r}; it must be 1 (did the work) or 0 (refused)")
    if "log_scale" in predictors:
        raise DegenerateDataError("a predictor is named 'log_scale', as is the residual spread; rename it")
    design = named_design(predictors, n_rows=len(t))
    ceiling = _ceiling(cap, n_rows=len(t))
    g = clustering(clusters, c, design.matrix)
    y, x = c[g.keep], design.matrix[g.keep]
    name = "row" if clusters is None else unit
    require_full_rank(x, design.names, what="compliance")
    reason: tuple[str, ...] = ()
    compliance: dict[str, Estimate] = {}
    if y.min() == y.max() and y[0] in (0, 1):
        reason = ("all_complied",) if y[0] == 1 else ("none_complied",)
    else:
        try:
            fit = fit_logit(x, y, names=design.names, what="compliance")
        except DegenerateDataError:
            if separating_direction(x, y) is None:
                raise
            reason = ("separated",)
        else:
            p = fit.probabilities
            scores = x * (y - p)[:, None]
            compliance = _part(
                fit.coefficients,
                _sandwich(scores, fit.bread, g) if errors == "CR1" else _jackknife(_logit_moves(x, scores, p, fit, g)),
                g,
                names=design.names,
                statistic="log_odds",
                method=f"logit, {errors} errors",
                level=level,
                unit=name,
                flags=() if g.keep.all() else ("missing",),
            )
    did = np.isfinite(t) & (c == 1)
    if not did.any():
        raise DegenerateDataError("no row complied and has tokens; there is no effort to model")
    if float(t[did].min()) <= 0:
        raise DegenerateDataError(f"tokens holds {float(t[did].min())!r} where the work was done; it must be positive")
    subset = clustering(clusters, c, np.where(did, t, np.nan), design.matrix)
    used = subset.keep
    censored = t[used] >= ceiling[used]
    x2 = design.matrix[used]
    require_full_rank(x2, design.names, what="effort")
    log_tokens = np.log(np.minimum(t[used], ceiling[used]))
    tobit = fit_tobit(x2, log_tokens, censored, what="effort")
    flags = (("heavy_censoring",) if float(censored.mean()) > 0.5 else ()) + (
        ("missing",) if int(used.sum()) < int((c == 1).sum()) else ()
    )
    effort = _part(
        np.append(tobit.coefficients, tobit.log_scale),
        _sandwich(tobit.scores, tobit.bread, subset)
        if errors == "CR1"
        else _jackknife(tobit_moves(tobit, subset.codes, n_clusters=subset.n_clusters)),
        subset,
        names=(*design.names, "log_scale"),
        statistic="log_ratio",
        method=f"tobit, {errors} errors",
        level=level,
        unit=name,
        flags=flags,
    )
    return TwoPartEffort(
        compliance=compliance,
        compliance_flags=reason,
        log_scale=effort.pop("log_scale"),
        effort=effort,
        n_complied=int(used.sum()),
        n_censored=int(censored.sum()),
    )


def _ceiling(cap: ArrayLike | None, *, n_rows: int) -> Floats:
    ceiling = number_array(math.inf if cap is None else cap, name="cap")
    if ceiling.shape not in ((), (n_rows,)):
        raise DegenerateDataError(f"cap has shape {ceiling.shape!r}; give one number, or one a row, shape ({n_rows},)")
    if not (ceiling > 0).all():
        odd = float(ceiling[~(ceiling > 0)].flat[0])
        raise DegenerateDataError(f"cap holds {odd!r}; it must be positive (inf where nothing is cut off)")
    return np.broadcast_to(ceiling, (n_rows,))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Errors:
    variances: Floats
    df: Floats
    flags: tuple[str, ...]


def _sandwich(scores: Floats, bread: Floats, g: Clustering) -> _Errors:
    size = g.n_clusters
    covariance = size / (size - 1) * bread @ cluster_meat(scores, g.codes, n_clusters=size) @ bread
    few = ("few_clusters",) if size < enough_clusters.ROUGH else ()
    return _Errors(variances=np.diag(covariance), df=np.full(len(bread), size - 1.0), flags=few)


def _logit_moves(x: Floats, scores: Floats, p: Floats, fit: LogitFit, g: Clustering) -> Floats:
    k = x.shape[1]
    products = (x[:, :, None] * x[:, None, :] * (p * (1 - p))[:, None, None]).reshape(len(x), -1)
    sums = summed_by(g.codes, np.column_stack([scores, products]), n_groups=g.n_clusters)
    return one_step_moves(sums[:, :k], sums[:, k:].reshape(-1, k, k), fit.bread)


def _jackknife(moves: Floats) -> _Errors:
    sound = np.isfinite(moves).all(axis=1)
    used = moves[sound]
    size = len(used)
    flags = (("few_clusters",) if len(moves) < enough_clusters.JACKKNIFE else ()) + (
        () if sound.all() else ("hinge_family",)
    )
    if size < 2:
        raise DegenerateDataError(
            "without any one cluster there is no estimate; errors over clusters need more of them"
        )
    return _Errors(variances=(size - 1) / size * (used**2).sum(axis=0), df=jackknife_df(used), flags=flags)


def _part(
    b: Floats,
    errors: _Errors,
    g: Clustering,
    *,
    names: tuple[str, ...],
    statistic: str,
    method: str,
    level: float,
    unit: str,
    flags: tuple[str, ...],
) -> dict[str, Estimate]:
    out = {}
    for j, name in enumerate(names):
        se, df = math.sqrt(max(0.0, float(errors.variances[j]))), float(errors.df[j])
        i = t_interval(float(b[j]), se=se, df=df, level=level)
        out[name] = Estimate(
            statistic="log_scale" if name == "log_scale" else statistic,
            value=float(b[j]),
            low=i.low,
            high=i.high,
            level=level,
            n=len(g.codes),
            unit=unit,
            n_units=g.n_clusters,
            method=method,
            se=se,
            df=df,
            p=i.p,
            flags=errors.flags + flags,
        )
    return out
