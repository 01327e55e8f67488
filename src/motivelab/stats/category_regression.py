"""How far categories, of which a task may have several, explain a score."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from motivelab.errors import DegenerateDataError, choices
from motivelab.numerics.cluster_jackknife import heavy_tails
from motivelab.numerics.clustering import Clusters, clustering, column
from motivelab.numerics.named_design import named_design, require_full_rank
from motivelab.numerics.robust_covariance import robust_covariance
from motivelab.numerics.student_t import t_interval
from motivelab.schema.estimate import Estimate

Floats: TypeAlias = NDArray[np.float64]
Coding: TypeAlias = Literal["intercept", "no_intercept", "reference"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CategoryRegression:
    """Categories against a score.

    Attributes:
        overall: Estimate `r_squared` of the model with a constant; `df` is the denominator's, `p` that of the F test.
        f: overall F of the categories beyond a constant.
        df_model: numerator df: columns that the categories add to the constant.
        df_residual: denominator df.
        coefficients: by category (and `intercept`), Estimate `slope` under the chosen coding.
        means: by category, Estimate `category_mean`: fitted mean of a task in that category alone.
        r_squared_uncentred: what software prints for a fit without intercept (variance about zero): not comparable.
    """

    overall: Estimate
    f: float
    df_model: int
    df_residual: int
    coefficients: Mapping[str, Estimate]
    means: Mapping[str, Estimate]
    r_squared_uncentred: float


def category_regression(
    scores: ArrayLike,
    *,
    memberships: Mapping[str, ArrayLike],
    coding: Coding = "intercept",
    reference: str | None = None,
    clusters: Clusters = None,
    level: float = 0.95,
    unit: str = "family",
) -> CategoryRegression:
    """OLS of a score on overlapping category dummies, with the F test that does not test the constant.

    Formula: R2 = 1 - RSS / TSS about the mean; F = (R2 / df_model) / ((1 - R2) / df_residual), df_model = rank[1, D] -
    1, df_residual = n - rank[1, D]. The overall test is always that of [1, D] against the constant. A fit without
    constant whose F counts the constant among the tested terms (16 and 248 df for 16 columns) answers another question:
    whether scores differ from zero.

    Coding of the coefficients: `intercept` constant and all dummies (tasks must overlap, else dummies add up to the
    constant); `reference` constant and all dummies but `reference`; `no_intercept` dummies alone, each a mean if no
    task has two. Intervals: CR2 with Satterthwaite df, by row or by cluster.

    Edge conventions: what a single row or cluster determines alone (the mean of a category that it alone has) has no
    interval (flag `one_cluster`), nor has an exact fit (`no_variance`); `few_df` below 4;
    `heavy_tails` where a few rows or clusters carry most of the error. With clusters the overall
    test still takes rows as units (flag `rows_as_units`).

    When to use: score per family (one row a family) or per task with families as clusters.

    Args:
        scores: (n,), NaN leaves the row out.
        memberships: (n,) 0/1 by category name.
        coding: see above.
        reference: category left out under `reference`.
        clusters: labels, `ClusterWeights` (its codes), or None.
        level: nominal coverage.
        unit: what a cluster is.

    Raises:
        DegenerateDataError: a dummy that is no 0/1, an empty category, dummies that add up to the constant under
            `intercept` (the message names one), too few rows, a constant score.

    Example:
        >>> fit = category_regression(
        ...     [80, 84, 60, 66, 71, 69, 50], memberships={"a": [1, 1, 0, 0, 1, 1, 0], "b": [0, 0, 1, 1, 1, 1, 0]})
        >>> fit.df_model, fit.df_residual
        (2, 4)

    In R:
        `anova(lm(y ~ 1), lm(y ~ ., D))`; coefficients `clubSandwich::coef_test(fit, "CR2", seq_len(n))`.

    Reference:
        Searle (1971), Linear Models, chapter 5.
    """
    if coding not in ("intercept", "no_intercept", "reference"):
        raise DegenerateDataError(
            f"coding is {coding!r}; {choices(coding, ['intercept', 'no_intercept', 'reference'])}"
        )
    if coding == "reference" and reference not in memberships:
        raise DegenerateDataError(f"reference is {reference!r}; {choices(reference, memberships)}")
    if "intercept" in memberships:
        raise DegenerateDataError("a category is named 'intercept', as the constant is; rename it")
    y = column(scores, name="scores")
    dummies = named_design(memberships, n_rows=len(y), intercept=False)
    g = clustering(clusters, y, dummies.matrix)
    y, d = y[g.keep], dummies.matrix[g.keep]
    for name, c in zip(dummies.names, d.T, strict=True):
        if not ((c == 0) | (c == 1)).all():
            raise DegenerateDataError(f"category {name!r} holds {c[(c != 0) & (c != 1)][0]!r}; memberships are 0 or 1")
        if not c.any():
            raise DegenerateDataError(f"category {name!r} has no row with a score; leave it out")
    n = len(y)
    tss = float(((y - y.mean()) ** 2).sum())
    if float(np.ptp(y)) <= 1e-14 * float(np.abs(y).max()):
        raise DegenerateDataError(f"the score is {float(y[0])!r} in all {n} rows; nothing to explain")
    full = np.column_stack([np.ones(n), d])
    coefficient, _, rank, _ = np.linalg.lstsq(full, y, rcond=None)
    rss = float(((y - full @ coefficient) ** 2).sum())
    df_model, df_residual = int(rank) - 1, n - int(rank)
    if df_residual < 1 or df_model < 1:
        raise DegenerateDataError(f"{n} rows and {df_model} category columns beyond the constant leave no test")
    r2 = max(0.0, 1 - rss / tss)
    f = math.inf if r2 >= 1 else r2 / df_model / ((1 - r2) / df_residual)
    p = 0.0 if math.isinf(f) else float(special.fdtrc(df_model, df_residual, f))

    kept = [name for name in dummies.names if coding != "reference" or name != reference]
    columns = [d[:, dummies.names.index(name)] for name in kept]
    names = tuple(kept) if coding == "no_intercept" else ("intercept", *kept)
    x = np.column_stack(columns if coding == "no_intercept" else [np.ones(n), *columns])
    require_full_rank(x, names, what=f"categories coded with {coding!r}")
    unit_name = "row" if clusters is None else unit
    estimates = _combinations(
        x,
        y,
        g.codes,
        {name: np.eye(len(names))[j] for j, name in enumerate(names)},
        statistic="slope",
        level=level,
        unit=unit_name,
        flags=g.flags,
    )
    weights = {name: np.array([float(other in (name, "intercept")) for other in names]) for name in dummies.names}
    means = _combinations(x, y, g.codes, weights, statistic="category_mean", level=level, unit=unit_name, flags=g.flags)
    b = np.linalg.lstsq(x, y, rcond=None)[0]
    return CategoryRegression(
        overall=Estimate(
            statistic="r_squared",
            value=r2,
            level=level,
            n=n,
            unit=unit_name,
            n_units=g.n_clusters,
            method=f"OLS, F({df_model}, {df_residual}) = {f:.4g} beyond the constant, rows independent",
            df=float(df_residual),
            p=p,
            flags=g.flags if clusters is None else (*g.flags, "rows_as_units"),
        ),
        f=f,
        df_model=df_model,
        df_residual=df_residual,
        coefficients=estimates,
        means=means,
        r_squared_uncentred=1 - float(((y - x @ b) ** 2).sum()) / float((y**2).sum()),
    )


def _combinations(
    x: Floats,
    y: Floats,
    codes: NDArray[np.int64],
    combinations: Mapping[str, Floats],
    *,
    statistic: str,
    level: float,
    unit: str,
    flags: tuple[str, ...],
) -> dict[str, Estimate]:
    """Estimate each linear combination of the coefficients with CR2 errors.

    The design is turned so that the combination is a coefficient of its own, which gives it Satterthwaite df as well.
    """
    out: dict[str, Estimate] = {}
    size = int(codes.max()) + 1
    for name, c in combinations.items():
        basis = np.linalg.svd(c[None])[2]
        # Columns: the combination's direction first, then what is orthogonal to it; b'c is the first coefficient.
        turned = x @ np.column_stack([c / float(c @ c), basis[1:].T])
        b = np.linalg.lstsq(turned, y, rcond=None)[0]
        v = robust_covariance(turned, y - turned @ b, codes, correction="CR2")
        se, df = math.sqrt(max(0.0, float(v.covariance[0, 0]))), float(v.df[0])
        alone = bool(v.alone[0])
        known = se > 1e-12 * max(1e-300, float(np.abs(y).max())) and math.isfinite(df) and not alone
        i = t_interval(float(b[0]), se=se, df=df, level=level) if known else None
        out[name] = Estimate(
            statistic=statistic,
            value=float(b[0]),
            low=i.low if i else None,
            high=i.high if i else None,
            level=level,
            n=len(y),
            unit=unit,
            n_units=size,
            method="OLS, CR2 errors, Satterthwaite t",
            se=se if known else None,
            df=df if known else None,
            p=i.p if i else None,
            flags=flags
            + (() if known else ("one_cluster" if alone else "no_variance",))
            + (("few_df",) if known and df < 4 else ())
            + (("heavy_tails",) if known and heavy_tails(float(v.tail_df[0]), n_clusters=size) else ()),
        )
    return out
