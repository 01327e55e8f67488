"""The statistics that `stats.py` measures, on made-up data of the size of a full run."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from stats_beside_r import Case

from motivelab.numerics.cluster_resampling import cluster_weights
from motivelab.stats.bradley_terry import bradley_terry
from motivelab.stats.choice_model import choice_model
from motivelab.stats.cluster_bootstrap import cluster_bootstrap
from motivelab.stats.condition_effects import condition_effects
from motivelab.stats.confirmatory_factor_analysis import confirmatory_factor_analysis
from motivelab.stats.cronbach_alpha import cronbach_alpha
from motivelab.stats.factor_analysis import factor_analysis
from motivelab.stats.generalizability import generalizability
from motivelab.stats.intraclass_correlation import intraclass_correlation
from motivelab.stats.krippendorff_alpha import krippendorff_alpha
from motivelab.stats.map_test import map_test
from motivelab.stats.measurement_invariance import measurement_invariance
from motivelab.stats.mixed_model import mixed_model
from motivelab.stats.parallel_analysis import parallel_analysis
from motivelab.stats.regression import regression

FAMILIES, TASKS, RESPONDENTS, CONDITIONS = 264, 1305, 5, 11
FIVE = "score ~ condition + (1|family/task) + (1|model) + (1|family:condition) + (1|model:condition)"
SIX = f"{FIVE} + (1|task:model)"
THREE = "score ~ condition + (1|family/task) + (1|model)"
FAMILY = np.concatenate([np.repeat(np.arange(258), 5), np.repeat(np.arange(258, 261), 4), np.arange(261, 264)])


def cases() -> Iterator[Case]:
    """Every case; data are made when a case is reached."""
    yield from _bootstrap()
    yield from _mixed()
    yield from _questionnaires()
    yield from _regressions()
    yield from _choices()


def _bootstrap() -> Iterator[Case]:
    scores = 70 + np.random.default_rng(1).normal(0, 8, (RESPONDENTS, CONDITIONS, TASKS))

    def ours() -> float:
        weights = cluster_weights(FAMILY.tolist(), n_resamples=2000, rng=np.random.default_rng(2))
        out = cluster_bootstrap(scores, clusters=weights, conditions=list(range(CONDITIONS)), reference=0)
        return out.estimates[0][0].value

    flat = scores.reshape(-1, TASKS)
    sums = {f"s{i}": np.bincount(FAMILY, weights=row) for i, row in enumerate(flat)}
    yield Case(
        what="bootstrap, 2,000 x 264 families, 10 contrasts x 5",
        ours=ours,
        # family sums are made beforehand; the statistic is every respondent's every contrast, as here
        in_r="""
        m <- as.matrix(d[, -1]); n <- d$n
        contrasts <- function(rows, i) {
          means <- matrix(colSums(m[i, ]) / sum(n[i]), 11)
          as.vector(t(means[-1, ]) - means[1, ])
        }
        out <- boot::boot(m, contrasts, R = 2000)
        ends <- apply(out$t, 2, quantile, c(.025, .975))
        out$t0[1]""",
        data={"n": np.bincount(FAMILY), **sums},
        packages=("boot",),
        tolerance=1e-9,
        seconds=1,
        repeats=3,
    )


def _mixed() -> Iterator[Case]:
    rng = np.random.default_rng(1)
    model, condition, task = (
        a.ravel() for a in np.meshgrid(np.arange(RESPONDENTS), np.arange(CONDITIONS), np.arange(TASKS), indexing="ij")
    )
    y = 60 + rng.normal(0, 8, FAMILIES)[FAMILY[task]] + rng.normal(0, 5, TASKS)[task] + rng.normal(0, 6, 5)[model]
    y += rng.normal(0, 3, (FAMILIES, CONDITIONS))[FAMILY[task], condition] + rng.normal(0, 2, (5, 11))[model, condition]
    y += rng.normal(0, 4, (TASKS, RESPONDENTS))[task, model] + rng.normal(0, 6, len(y))
    names = np.array([f"c{c:02d}" for c in range(CONDITIONS)])[condition]
    full = {"score": y, "condition": names, "family": FAMILY[task], "task": task, "model": model}
    third = {k: v[condition < 3] for k, v in full.items()}

    def case(data: dict[str, NDArray[np.generic]], formula: str, terms: str, seconds: float | None) -> Case:
        return Case(
            what=f"mixed model, {len(data['score']):,} rows, {terms} terms, df",
            ours=lambda: float(mixed_model(data, formula=formula).fixed["condition[c01]"].df or 0.0),
            in_r=f"coef(summary(lmerTest::lmer({formula}, d)))[2, 'df']",
            data=data,
            packages=("lmerTest",),
            tolerance=0.1,
            seconds=seconds,
        )

    yield case(third, THREE, "three", None)
    yield case(full, FIVE, "five", 10)
    yield case(full, SIX, "six", None)
    yield Case(
        what="condition effects, 71,775 rows, levels taken out",
        ours=lambda: (
            condition_effects(
                y, conditions=names, respondents=model, tasks=task, families=FAMILY[task], reference="c00"
            )
            .contrast("c01", reference="c00")
            .value
        ),
        alone="in R this is the model of six terms",
    )


def _questionnaires() -> Iterator[Case]:
    rng = np.random.default_rng(3)
    factors = rng.normal(size=(2800, 5)) @ np.linalg.cholesky(np.full((5, 5), 0.3) + 0.7 * np.eye(5)).T
    items = 0.7 * np.repeat(factors, 5, axis=1) + rng.normal(0, 0.7, (2800, 25))
    named = {f"i{k + 1}": items[:, k] for k in range(25)}
    few = {f"i{k + 1}": items[:TASKS, k] for k in range(5)}
    five = items[:TASKS, :5]

    def largest_communality() -> float:
        return float(factor_analysis(items, n_factors=5).communalities.max())

    yield Case(
        what="EFA, 2,800 x 25, 5 factors, minres, oblimin, scores",
        ours=largest_communality,
        in_r="max(psych::fa(d, 5, fm = 'minres', rotate = 'oblimin', scores = 'regression')$communality)",
        data=named,
        packages=("psych", "GPArotation"),
        tolerance=1e-4,
        seconds=5,
        repeats=3,
    )
    for reference, made, simulated in (("normal", "", "TRUE"), ("permutation", ", rows shuffled", "FALSE")):
        yield Case(
            what=f"parallel analysis, 500 x (1,305 x 5){made}",
            ours=partial(_components, five, reference),
            in_r=f"""
            psych::fa.parallel(d, n.iter = 500, SMC = TRUE, plot = FALSE, sim = {simulated}, quant = .95)$ncomp""",
            data=few,
            packages=("psych",),
            tolerance=0,
            seconds=3,
            repeats=3,
        )
    yield Case(
        what="MAP, 2,800 x 25",
        ours=lambda: map_test(items).original.value,
        in_r="which.min(psych::vss(d, n = 8, rotate = 'none', plot = FALSE)$map)",
        data=named,
        packages=("psych",),
        tolerance=0,
        repeats=3,
    )
    syntax = "; ".join(f"f{f + 1} =~ " + " + ".join(f"i{5 * f + k + 1}" for k in range(5)) for f in range(5))
    yield Case(
        what="CFA, 2,800 x 25, 5 factors",
        ours=lambda: (
            confirmatory_factor_analysis(
                items, model={f"f{f}": range(5 * f, 5 * f + 5) for f in range(5)}
            ).fit.chi2.value
        ),
        in_r=f"""
        f <- lavaan::cfa('{syntax}', d); loadings <- lavaan::standardizedSolution(f)
        lavaan::fitMeasures(f, "chisq")""",
        data=named,
        packages=("lavaan",),
        tolerance=1e-3,
        repeats=3,
    )
    halves = np.repeat(np.array(["a", "b"]), 1400)
    yield Case(
        what="invariance, 2,800 x 25 in two groups, three steps",
        ours=lambda: (
            measurement_invariance(items, model={f"f{f}": range(5 * f, 5 * f + 5) for f in range(5)}, groups=halves)
            .steps[2]
            .fit.chi2
        ),
        in_r=f"""
        steps <- list("", "loadings", c("loadings", "intercepts"))
        fits <- lapply(steps, function(s) lavaan::cfa('{syntax}', d, group = "g", group.equal = s))
        lavaan::fitMeasures(fits[[3]], "chisq")""",
        data={**named, "g": halves},
        packages=("lavaan",),
        tolerance=1e-2,
    )
    yield Case(
        what="Cronbach's alpha, 2,800 x 25, each item dropped",
        ours=lambda: cronbach_alpha(items).alpha.value,
        in_r="psych::alpha(d)$total$raw_alpha",
        data=named,
        packages=("psych",),
        tolerance=1e-9,
        repeats=3,
    )
    yield Case(
        what="six intraclass correlations, 1,305 x 5",
        ours=lambda: intraclass_correlation(five).icc2.value,
        in_r="psych::ICC(d, lmer = FALSE)$results$ICC[2]",
        data=few,
        packages=("psych",),
        tolerance=1e-9,
        repeats=3,
    )
    level = rng.normal(0, 1, FAMILIES)[FAMILY][:, None] + five + rng.normal(0, 0.5, 5)
    draws = np.stack([level + rng.normal(0, 1, five.shape) for _ in range(2)], axis=-1)
    task, wording, _ = (a.ravel() for a in np.meshgrid(*(np.arange(k) for k in draws.shape), indexing="ij"))
    long = {"score": draws.ravel(), "family": FAMILY[task], "task": task, "wording": wording}
    yield Case(
        what="generalisability, 13,050 rows, family/task x wording",
        ours=lambda: (
            generalizability(draws.ravel(), tasks=task, families=FAMILY[task], wordings=wording).components[0].value
        ),
        in_r="""
        f <- lme4::lmer(score ~ 1 + (1 | family/task) + (1 | wording) + (1 | family:wording) + (1 | task:wording), d)
        as.data.frame(lme4::VarCorr(f))$vcov[as.data.frame(lme4::VarCorr(f))$grp == "family"]""",
        data=long,
        packages=("lme4",),
        tolerance=1e-2,
    )
    yield Case(
        what="Krippendorff's alpha, interval, 1,305 x 5",
        ours=lambda: krippendorff_alpha(np.round(five), metric="interval").value,
        alone="R has it in irr, which the packages above do not need",
        repeats=3,
    )


def _components(rows: NDArray[np.float64], reference: Literal["normal", "permutation"]) -> float:
    found = parallel_analysis(rows, rng=np.random.default_rng(4), reference=reference)
    return found.components_percentile.value


def _regressions() -> Iterator[Case]:
    rng = np.random.default_rng(5)
    family = np.tile(FAMILY, RESPONDENTS * CONDITIONS)
    money = np.repeat(np.arange(RESPONDENTS * CONDITIONS) % CONDITIONS == 1, TASKS).astype(float)
    y = 60 + rng.normal(0, 8, FAMILIES)[family] + (4 + rng.normal(0, 3, FAMILIES)[family]) * money
    y += rng.normal(0, 6, len(family))
    yield Case(
        what="OLS, 71,775 rows, CR2 by 264 families, Satterthwaite",
        ours=lambda: float(regression(y, predictors={"money": money}, clusters=family).coefficients["money"].se or 0.0),
        in_r="clubSandwich::coef_test(lm(y ~ money, d), vcov = 'CR2', cluster = d$family)$SE[2]",
        data={"y": y, "money": money, "family": family},
        packages=("clubSandwich",),
        tolerance=1e-6,
    )


def _choices() -> Iterator[Case]:
    rng = np.random.default_rng(6)
    first, second = rng.integers(0, FAMILIES, (2, 3200))
    first, second = first[keep := first != second][:3000], second[keep][:3000]
    difference = rng.normal(size=3000)
    chosen = (rng.random(3000) < 1 / (1 + np.exp(-0.3 - difference))).astype(float)
    data = {"y": chosen, "d": difference, "a": first, "b": second}
    yield Case(
        what="choice model, 3,000 trials, errors over shared pairs",
        ours=lambda: choice_model(chosen, difference=difference, first=first, second=second).slope.value,
        # the meat by its definition: every trial's score with those of all trials that share a family with it
        in_r="""
        x <- cbind(1, d$d / sqrt(mean(d$d^2))); f <- glm(d$y ~ x - 1, family = binomial)
        u <- x * (d$y - fitted(f)); meat <- matrix(0, 2, 2)
        for (i in seq_len(nrow(u))) {
          near <- d$a == d$a[i] | d$b == d$a[i] | d$a == d$b[i] | d$b == d$b[i]
          meat <- meat + u[i, ] %o% colSums(u[near, , drop = FALSE])
        }
        v <- vcov(f) %*% meat %*% vcov(f)
        coef(f)[2]""",
        data=data,
        tolerance=1e-6,
        repeats=3,
    )
    nodes = np.arange(60)
    one, other = (a.ravel() for a in np.meshgrid(nodes, nodes, indexing="ij"))
    one, other = one[apart := one != other], other[apart]
    utility = np.random.default_rng(7).normal(size=60)
    won = (rng.random(len(one)) < 1 / (1 + np.exp(-0.2 - utility[one] + utility[other]))).astype(float)
    yield Case(
        what="Bradley-Terry with position, 60 tasks, 3,540 choices",
        ours=lambda: bradley_terry(one, other, won).position.value,
        in_r="""
        X <- matrix(0, nrow(d), 59)
        for (k in 1:59) X[, k] <- (d$a == k) - (d$b == k)
        coef(glm(d$y ~ X, family = binomial))[1]""",
        data={"y": won, "a": one, "b": other},
        tolerance=1e-6,
        repeats=3,
    )
