"""Whether the work was done at all, and how much of it, when the output is cut off at a cap."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from motivelab.errors import DegenerateDataError
from motivelab.numerics import enough_clusters
from motivelab.numerics.clustering import Clustering, Clusters, clustering, column
from motivelab.numerics.logit import fit_logit
from motivelab.numerics.named_design import named_design, require_full_rank
from motivelab.numerics.number_array import number_array
from motivelab.numerics.sandwich import cluster_meat
from motivelab.numerics.separation import separating_direction
from motivelab.numerics.student_t import t_interval
from motivelab.numerics.tobit import fit_tobit
from motivelab.schema.estimate import Estimate

Floats: TypeAlias = NDArray[np.float64]


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
    level: float = 0.95,
    unit: str = "family",
) -> TwoPartEffort:
    """Logit of compliance; Tobit of log tokens given compliance, right-censored at the cap.

    Formula: logit P(complied) = X b. Among complied rows log tokens = X c + s e, e normal; a row at its cap is only
    known to be at least the cap and contributes log P(log tokens >= log cap). Covariances are sandwiches of row scores
    summed in clusters, times G/(G-1), with t on G - 1 df.

    When to use: output tokens as effort. A refusal is short because it is a refusal: one regression over both mixes two
    answers; treating cut-off work as complete pulls slopes to zero.

    Args:
        tokens: (n,) output tokens; NaN leaves the row out of the second part; must be positive where complied.
        complied: (n,) 1 did the work, 0 refused.
        predictors: columns by name.
        cap: (n,) or one number, inf where a row has none; None where nothing was cut off.
        clusters: labels, `ClusterWeights` (its codes) or None.
        level: nominal coverage.
        unit: what a cluster is.

    Returns:
        TwoPartEffort. Flags: `missing`, `few_clusters` (below 100 clusters: 93% for the scale at 60, 89% at 12),
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
        cluster = g)` (its robust variance lacks the G/(G-1)).

    Reference:
        Duan et al. (1983), Journal of Business and Economic Statistics 1, 115-126; Tobin (1958).
    """
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
            compliance = _part(
                fit.coefficients,
                x * (y - fit.probabilities)[:, None],
                fit.bread,
                g,
                names=design.names,
                statistic="log_odds",
                method="logit, CR1 errors",
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
        tobit.scores,
        tobit.bread,
        subset,
        names=(*design.names, "log_scale"),
        statistic="log_ratio",
        method="tobit, CR1 errors",
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


def _part(
    b: Floats,
    scores: Floats,
    bread: Floats,
    g: Clustering,
    *,
    names: tuple[str, ...],
    statistic: str,
    method: str,
    level: float,
    unit: str,
    flags: tuple[str, ...],
) -> dict[str, Estimate]:
    size = g.n_clusters
    covariance = size / (size - 1) * bread @ cluster_meat(scores, g.codes, n_clusters=size) @ bread
    own = (("few_clusters",) if size < enough_clusters.ROUGH else ()) + flags
    out = {}
    for j, name in enumerate(names):
        se = math.sqrt(max(0.0, float(covariance[j, j])))
        i = t_interval(float(b[j]), se=se, df=size - 1, level=level)
        out[name] = Estimate(
            statistic="log_scale" if name == "log_scale" else statistic,
            value=float(b[j]),
            low=i.low,
            high=i.high,
            level=level,
            n=len(scores),
            unit=unit,
            n_units=size,
            method=method,
            se=se,
            df=float(size - 1),
            p=i.p,
            flags=own,
        )
    return out
