"""What conditions do across respondents, while families, respondents and wordings each respond in their own way."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from motivelab.errors import DegenerateDataError, choices
from motivelab.numerics.absorbed_reml import AbsorbedDesign, absorbed_design
from motivelab.numerics.clustering import column, label_codes
from motivelab.numerics.nominal_level import upper_tail
from motivelab.numerics.optimise import minimise
from motivelab.numerics.satterthwaite import VarianceUncertainty, satterthwaite_df
from motivelab.numerics.student_t import t_interval
from motivelab.schema.estimate import Estimate

Floats: TypeAlias = NDArray[np.float64]
Labels: TypeAlias = Sequence[Hashable] | NDArray[Any]

FAMILY, RESPONDENT, WORDING = "family:condition", "respondent:condition", "condition:wording"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ConditionEffects:
    """Condition effects of a mixed model.

    Attributes:
        conditions: all of them, the reference first.
        effects: of the conditions after the first.
        covariance: of the effects.
        deviations: standard deviation of each random term and of the residual, by name.
        uncertainty: what Satterthwaite degrees of freedom are computed from.
        like: what every contrast of this fit has in common.
    """

    conditions: tuple[str, ...]
    effects: Floats
    covariance: Floats
    deviations: Mapping[str, Estimate]
    uncertainty: VarianceUncertainty
    like: Estimate

    def contrast(self, condition: str, *, reference: str) -> Estimate:
        """How much higher scores are under a condition than under a reference.

        Raises:
            DegenerateDataError: an unknown condition, or a condition against itself.
        """
        for name in (condition, reference):
            if name not in self.conditions:
                raise DegenerateDataError(f"there is no condition {name!r}; {choices(name, self.conditions)}")
        at = np.array([float(c == condition) - float(c == reference) for c in self.conditions[1:]])
        if not at.any():
            raise DegenerateDataError(f"{condition!r} is compared with itself")
        value, se = float(at @ self.effects), math.sqrt(float(at @ self.covariance @ at))
        df = satterthwaite_df(at, self.covariance, self.uncertainty)
        i = t_interval(value, se=se, df=df, level=self.like.level)
        few = ("few_df",) if df < 4 else ()
        flags = (*self.like.flags, *few)
        return replace(self.like, value=value, low=i.low, high=i.high, se=se, df=df, p=i.p, flags=flags)


def condition_effects(
    scores: ArrayLike,
    *,
    conditions: Sequence[str] | NDArray[Any],
    respondents: Labels,
    tasks: Labels,
    families: Labels,
    wordings: Labels | None = None,
    reference: str,
    level: float = 0.95,
) -> ConditionEffects:
    """Mixed model of scores on conditions, each respondent's level at each task taken out beforehand.

    Formula: score = level(respondent, task) + condition + (1|family:condition) + (1|respondent:condition) +
    (1|condition:wording) + error, by REML with Satterthwaite t. Levels are fixed, which makes `(1|family/task)`,
    `(1|respondent)` and `(1|task:respondent)` superfluous: where every respondent met every task under every condition,
    effects, errors and degrees of freedom equal those of the model that has them as random terms (wordings dealt to
    tasks move errors by 1 or 2%); where answers are missing, only comparisons within a respondent and task count.

    When to use: conditions across five or more respondents in large tables (71,775 rows take about a second, 27 in
    `mixed_model`). With fewer respondents their spread is not known; show them one by one.

    Edge conventions: the term of wordings is left out where no condition has two. A variance estimated as 0 is flagged
    `singular`; its deviation has no interval (`boundary`).

    Args:
        scores: (n,) cell means, NaN for missing.
        conditions: (n,) labels.
        respondents: (n,) labels.
        tasks: (n,) labels.
        families: (n,) labels.
        wordings: (n,) labels, unique among conditions; None where wordings are not told apart.
        reference: the condition that effects are differences from.
        level: nominal coverage.

    Returns:
        ConditionEffects. Flags: `missing`, `singular`, `few_levels` (fewer than ten respondents), `few_df` (below 4).

    Raises:
        DegenerateDataError: fewer than two conditions, respondents or families, no reference, a label missing, nobody
            who met a task under two conditions, scores that do not vary beyond what conditions and levels explain.
        ConvergenceError: no optimum found.

    Example:
        >>> rng = np.random.default_rng(4)
        >>> r, t, c = (a.ravel() for a in np.meshgrid(range(6), range(40), range(2)))
        >>> y = rng.normal(60, 5, (6, 40))[r, t] + 4 * c + rng.normal(0, 1, (6, 2))[r, c] + rng.normal(0, 3, len(r))
        >>> fit = condition_effects(y, conditions=np.array(["none", "money"])[c], respondents=r, tasks=t,
        ...     families=t // 4, reference="none")
        >>> print(fit.contrast("money", reference="none"))
        contrast 3.544 [2.42, 4.668]

    In R:
        `lmerTest::lmer(score ~ condition + (1|family/task) + (1|respondent) + (1|task:respondent) +
        (1|family:condition) + (1|respondent:condition) + (1|condition:wording))`, on complete data.

    Reference:
        Kuznetsova et al. (2017), JSS 82(13); Wooldridge (2010), Econometric Analysis of Cross Section and Panel Data,
        section 10.5, for levels taken out.
    """
    y = column(scores, name="scores")
    keep = np.isfinite(y)
    y = y[keep]
    texts = np.array([str(name) for name in _labels(conditions, keep, name="conditions")])
    names = [reference, *sorted(set(texts.tolist()) - {reference})]
    if reference not in set(texts.tolist()) or len(names) < 2:
        raise DegenerateDataError(f"conditions {names!r} with a score; the reference {reference!r} and another needed")
    condition = np.searchsorted(names[1:], texts) + 1
    condition[texts == reference] = 0
    who, task, family = (
        _codes(labels, keep, name=name)
        for labels, name in ((respondents, "respondents"), (tasks, "tasks"), (families, "families"))
    )
    if who.max() < 1 or family.max() < 1:
        raise DegenerateDataError(f"{who.max() + 1} respondent(s), {family.max() + 1} families; two of each are needed")
    _, unit = np.unique(who * (task.max() + 1) + task, return_inverse=True)
    # A unit met under one condition alone has nothing to compare.
    several = (np.bincount(unit) > 1)[unit]
    if not several.any():
        raise DegenerateDataError(
            f"no respondent met a task under two conditions in {len(y)} scores; nothing to compare"
        )
    terms = {RESPONDENT: np.unique(who * len(names) + condition, return_inverse=True)[1]}
    if wordings is not None:
        text = _codes(wordings, keep, name="wordings")
        told = len(np.unique(text * len(names) + condition))
        if told > len(names):
            terms[WORDING] = np.unique(text * len(names) + condition, return_inverse=True)[1]
    design = absorbed_design(
        y[several],
        units=np.unique(unit[several], return_inverse=True)[1],
        conditions=condition[several],
        families=np.unique(family[several], return_inverse=True)[1],
        others=tuple(np.unique(t[several], return_inverse=True)[1] for t in terms.values()),
    )
    theta = _optimum(design, n_terms=1 + len(terms))
    fit = design.fit(theta**2)

    def evaluate(at: Floats) -> tuple[float, Floats, float]:
        beside = design.fit(at**2)
        return beside.deviance, beside.covariance, math.log(beside.sigma)

    uncertainty = VarianceUncertainty.by_differences(
        evaluate, theta, step=3e-3 * np.maximum(0.1, theta), residual_df=design.df
    )
    n_respondents = int(who.max()) + 1
    cautions = {
        "missing": not (keep.all() and several.all()),
        "singular": bool((theta < 1e-3).any()),
        "few_levels": n_respondents < 10,
    }
    like = Estimate(
        statistic="contrast",
        value=0.0,
        level=level,
        n=int(several.sum()),
        unit="respondent",
        n_units=n_respondents,
        method="mixed model on cell means, levels of tasks taken out, REML, Satterthwaite t",
        flags=tuple(name for name, holds in cautions.items() if holds),
    )
    return ConditionEffects(
        conditions=tuple(names),
        effects=fit.effects,
        covariance=fit.covariance,
        deviations=_deviations((FAMILY, *terms), theta, fit.sigma, uncertainty, like=like),
        uncertainty=uncertainty,
        like=like,
    )


def _labels(labels: Labels, keep: NDArray[np.bool_], *, name: str) -> NDArray[Any]:
    """Labels of the kept rows, none of them missing."""
    # A list of text and NaN must not become text.
    values = labels if isinstance(labels, np.ndarray) else np.asarray(labels, dtype=object)
    if len(values) != len(keep):
        raise DegenerateDataError(f"{name} has {len(values)} labels for {len(keep)} scores; give one a score")
    if values.dtype.kind in "Of":
        label_codes(values[keep], name=name)
    return np.asarray(values[keep])


def _codes(labels: Labels, keep: NDArray[np.bool_], *, name: str) -> NDArray[np.int64]:
    """Codes of the kept rows, without gaps."""
    values = _labels(labels, keep, name=name)
    coded = label_codes(values, name=name)[0] if values.dtype == object else np.unique(values, return_inverse=True)[1]
    return np.asarray(coded, dtype=np.int64)


def _optimum(design: AbsorbedDesign, *, n_terms: int) -> Floats:
    """Relative standard deviations that minimise the deviance."""

    def deviance(theta: Floats) -> float:
        return design.fit(theta**2).deviance

    def value_and_gradient(theta: Floats) -> tuple[float, Floats]:
        steps = 1e-4 * np.eye(n_terms)
        return deviance(theta), np.array([(deviance(theta + s) - deviance(theta - s)) / 2e-4 for s in steps])

    start = np.full(n_terms, 0.3)
    for _ in range(1 + n_terms):
        theta = minimise(
            value_and_gradient,
            start=start,
            bounds=[(0.0, None)] * n_terms,
            gradient_tolerance=1e-3,  # of a deviance: far below what moves an error in its fourth digit
            what="the mixed model of condition effects",
        ).x
        # By symmetry the deviance is flat at a deviation of 0, whether that is its lowest place or not.
        lowest = deviance(theta)
        rising = [deviance(theta + s) < lowest for s in 0.02 * np.eye(n_terms) * (theta[:, None] < 1e-3)]
        if not any(rising):
            return theta
        start = theta + 0.02 * np.array(rising)
    return theta


def _deviations(
    names: tuple[str, ...], theta: Floats, sigma: float, uncertainty: VarianceUncertainty, *, like: Estimate
) -> dict[str, Estimate]:
    z = float(special.ndtri(upper_tail(like.level)))
    blank = replace(like, statistic="sd", method="mixed model, normal interval on the log scale")
    out = {}
    for position, name in enumerate(names):
        value, flat = float(theta[position]) * sigma, theta[position] < 1e-3
        spread = 0.0 if flat else uncertainty.log_sd_error(position, float(theta[position]))
        out[name] = replace(
            blank,
            value=value,
            low=None if flat else value * math.exp(-z * spread),
            high=None if flat else value * math.exp(z * spread),
            flags=(*like.flags, "boundary") if flat else like.flags,
        )
    spread = uncertainty.log_sd_error()
    low, high = sigma * math.exp(-z * spread), sigma * math.exp(z * spread)
    out["residual"] = replace(blank, value=sigma, low=low, high=high)
    return out
