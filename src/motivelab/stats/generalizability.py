"""Generalisability: how much of a score's variance is the task, and how much is who, how and when it was asked."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from motivelab.errors import DegenerateDataError, choices
from motivelab.numerics import enough_clusters
from motivelab.numerics.cluster_jackknife import jackknife_interval
from motivelab.numerics.clustering import column, label_codes
from motivelab.numerics.crossed_terms import crossed_terms
from motivelab.numerics.variance_components import variance_components
from motivelab.schema.estimate import Estimate

Floats: TypeAlias = NDArray[np.float64]
Labels: TypeAlias = Sequence[Hashable] | NDArray[Any] | None
Facet: TypeAlias = Literal["respondent", "family", "task", "wording", "replicate"]
OBJECTS = ("task", "family", "respondent")
ORDER: tuple[Facet, ...] = ("respondent", "family", "task", "wording", "replicate")


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionStudy:
    """What a score averaged over so many conditions is worth.

    Attributes:
        conditions: how many of each random facet the score is averaged over.
        relative: generalisability coefficient (E rho^2): for ordering the objects.
        absolute: dependability coefficient (Phi): for their values as such.
        error: relative error variance, in squared scale points (no interval).
    """

    conditions: tuple[tuple[Facet, int], ...]
    relative: Estimate
    absolute: Estimate
    error: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Generalizability:
    """Variance components (G study) and the worth of averages (D studies).

    Attributes:
        components: one variance an effect, named `respondent x task`; `residual` last.
        decisions: one a requested design, in the order given.
    """

    components: tuple[Estimate, ...]
    decisions: tuple[DecisionStudy, ...]


def generalizability(
    scores: ArrayLike,
    *,
    tasks: Sequence[Hashable] | NDArray[Any],
    families: Labels = None,
    respondents: Labels = None,
    wordings: Labels = None,
    object_of_measurement: Literal["task", "family", "respondent"] = "task",
    decisions: Sequence[Mapping[Facet, int]] = ({},),
    level: float = 0.95,
) -> Generalizability:
    """Variance components of respondent x (task in family) x wording x replicate, and coefficients of averages.

    Every facet is random and crossed with the others, tasks are nested in families, replicates are the residual within
    a cell. Components are analysis-of-variance estimates (Henderson's first method where cells are missing or
    unequal); an estimate below 0 becomes 0 with flag `boundary`. With object variance U, relative error D and absolute
    error A:

        relative = U / (U + D)        absolute = U / (U + A)

    D sums every component that crosses the object with other facets, A also those without the object, each divided by
    the number of conditions of its other facets (1 unless `decisions` says more).

    When to use: to see what costs reliability, and how many wordings, draws or respondents the next study needs.

    Args:
        scores: (n_rows,) long format, NaN for missing (left out).
        tasks: (n_rows,) task of each row.
        families: its family; None where tasks are not grouped (or every family has one task).
        respondents: who answered; None for one respondent.
        wordings: which wording was asked; None for one.
        object_of_measurement: what is to be told apart: tasks (families and tasks in them both count as object
            variance), families, or respondents.
        decisions: D studies, each a mapping such as `{"wording": 3, "replicate": 2}`.
        level: nominal coverage.

    Returns:
        `Generalizability`. Intervals are jackknife, t: over families (tasks without families) when tasks or families
        are the object, over respondents otherwise; log scale for components, log(1 - coefficient) for coefficients.
        They speak about these respondents and wordings. Flags: `missing`, `boundary`, `few_clusters`, `heavy_tails`,
        `no_replicates` (no cell holds two rows: the highest interaction is part of the residual), `no_object_variance`,
        `no_interval` (a component that does not vary over the units of the jackknife, or that one of them alone keeps
        above 0).

    Raises:
        DegenerateDataError: the object has fewer than 3 levels, a facet is confounded with another, a task belongs to
            two families, or no variance.

    Example:
        >>> scores = [70, 72, 50, 49, 81, 80, 62, 66]
        >>> g = generalizability(scores, tasks=list("aabbccdd"), decisions=[{"replicate": 2}])
        >>> print(g.components[0].statistic, round(g.components[0].value, 1))
        variance_task 169.0
        >>> round(g.decisions[0].relative.value, 4)
        0.9919

    In R:
        `lme4::lmer(score ~ 1 + (1|respondent) + (1|family/task) + ...)`, equal where data are complete and no
        estimate is 0.

    Reference:
        Brennan (2001), Generalizability Theory; Searle, Casella and McCulloch (1992), section 5.3.
    """
    if object_of_measurement not in OBJECTS:
        raise DegenerateDataError(
            f"object_of_measurement is {object_of_measurement!r}; {choices(object_of_measurement, OBJECTS)}"
        )
    y = column(scores, name="scores")
    present = np.isfinite(y)
    given: dict[Facet, Labels] = {"respondent": respondents, "family": families, "task": tasks, "wording": wordings}
    codes = {f: _coded(f, labels, present) for f, labels in given.items() if labels is not None}
    y = y[present]
    if len(y) < 4 or np.ptp(y) <= 0:
        raise DegenerateDataError(f"{len(y)} scores without missing ones or without variance; nothing to split")
    _check_nesting(codes)
    facets = [f for f in ORDER if f in codes and int(codes[f].max()) > 0]
    if "family" in facets and "task" in facets and codes["task"].max() == codes["family"].max():
        facets.remove("family" if object_of_measurement != "family" else "task")
    if object_of_measurement not in facets or int(codes[object_of_measurement].max()) < 2:
        raise DegenerateDataError(f"{object_of_measurement} is the object of measurement but has fewer than 3 levels")
    found = crossed_terms({f: codes[f] for f in facets}, nested=("family", "task"))
    terms, replicated = found.terms, found.replicated
    names = [cast(tuple[Facet, ...], name) for name in found.names]
    raw = variance_components(y, terms)
    kept = np.maximum(raw, 0.0)

    over: Facet = "respondent" if object_of_measurement == "respondent" else "family" if "family" in facets else "task"
    unit_codes = codes[over]
    units = int(unit_codes.max()) + 1
    left = np.full((units, len(raw)), math.nan)
    if units > 3:
        for u in range(units):
            left[u] = variance_components(y, terms, weights=(unit_codes != u).astype(np.float64))
    cautions = ([] if present.all() else ["missing"]) + ([] if replicated else ["no_replicates"])
    cautions += ["few_clusters"] if units < enough_clusters.JACKKNIFE else []
    object_facets: set[Facet] = {"family", "task"} if object_of_measurement == "task" else {object_of_measurement}
    method = "ANOVA (Henderson 1), jackknife"

    def component(i: int) -> Estimate:
        value = float(kept[i])
        named = names[i] if i < len(names) else (over,)
        flags = [*cautions, *(["boundary"] if raw[i] <= 0 else [])]
        logs = np.log(left[:, i], out=np.full(units, math.nan), where=left[:, i] > 0)
        interval = jackknife_interval(logs, estimate=math.log(value), level=level) if value > 0 else None
        # A component that one unit alone keeps above 0 has no trustworthy interval on the log scale; one that does not
        # vary over the units left out has none at all.
        usable = interval is not None and interval.n_undefined == 0 and _varies(named, over)
        if not usable and raw[i] > 0:
            flags.append("no_interval")
        flags += ["heavy_tails"] if interval is not None and usable and interval.heavy_tails else []
        return Estimate(
            statistic="variance_" + (" x ".join(names[i]) if i < len(names) else "residual"),
            value=value,
            low=math.exp(interval.low) if interval is not None and usable else None,
            high=math.exp(interval.high) if interval is not None and usable else None,
            level=level,
            n=len(y),
            unit=over,
            n_units=units,
            method=method,
            flags=tuple(flags),
        )

    def decision(conditions: Mapping[Facet, int]) -> DecisionStudy:
        universe, relative, absolute = _weights(names, facets, object_facets, conditions)

        def coefficient(name: str, error: Floats) -> Estimate:
            flags = list(cautions)
            u, e = float(universe @ kept), float(error @ kept)
            value = u / (u + e) if u + e > 0 else math.nan
            low = high = se = df = None
            if u <= 0:
                flags.append("no_object_variance")
            elif e <= 1e-12 * u:
                flags.append("boundary")
            else:
                positive = np.maximum(left, 0.0)
                top, bottom = positive @ error, positive @ (universe + error)
                logs = np.full(units, math.nan)
                good = (top > 0) & (bottom > 0)
                logs[good] = np.log(top[good] / bottom[good])
                interval = jackknife_interval(logs, estimate=math.log(1 - value), level=level)
                if interval is not None:
                    low, high = max(0.0, 1 - math.exp(interval.high)), 1 - math.exp(interval.low)
                    se, df = (1 - value) * interval.se, interval.df
                    flags += ["heavy_tails"] if interval.heavy_tails else []
            return Estimate(
                statistic=name,
                value=value,
                low=low,
                high=high,
                level=level,
                n=len(y),
                unit=over,
                n_units=units,
                method=method,
                se=se,
                df=df,
                flags=tuple(flags),
            )

        return DecisionStudy(
            conditions=tuple((f, int(conditions.get(f, 1))) for f in ORDER if f in (*facets, "replicate")),
            relative=coefficient("generalizability_coefficient", relative),
            absolute=coefficient("dependability_coefficient", absolute),
            error=Estimate(
                statistic="relative_error_variance",
                value=float(relative @ kept),
                n=len(y),
                unit=over,
                n_units=units,
                method=method,
                flags=tuple(cautions),
            ),
        )

    return Generalizability(
        components=tuple(component(i) for i in range(len(raw))), decisions=tuple(decision(d) for d in decisions)
    )


def _varies(term: tuple[Facet, ...], over: Facet) -> bool:
    return over in term or (over == "family" and "task" in term)


def _coded(facet: Facet, labels: Labels, present: NDArray[np.bool_]) -> NDArray[np.int64]:
    codes, _ = label_codes([] if labels is None else labels, name=f"{facet} labels")
    if len(codes) != len(present):
        raise DegenerateDataError(f"{facet} has {len(codes)} labels for {len(present)} scores; give one a score")
    return np.unique(codes[present], return_inverse=True)[1].astype(np.int64)


def _check_nesting(codes: Mapping[Facet, NDArray[np.int64]]) -> None:
    if "family" in codes:
        pairs = np.unique(np.stack([codes["task"], codes["family"]]), axis=1)
        if pairs.shape[1] > len(np.unique(codes["task"])):
            raise DegenerateDataError(
                "a task label stands in two families; make task labels unique (family and number)"
            )


def _weights(
    names: Sequence[tuple[Facet, ...]],
    facets: Sequence[Facet],
    objects: set[Facet],
    conditions: Mapping[Facet, int],
) -> tuple[Floats, Floats, Floats]:
    """What each component (residual last) weighs in object variance, relative error and absolute error."""
    for facet, n in conditions.items():
        if facet not in ORDER or not isinstance(n, int | np.integer) or isinstance(n, bool) or n < 1:
            raise DegenerateDataError(
                f"decisions ask for {n!r} of {facet!r}; valid facets: {', '.join(ORDER)}, whole numbers from 1 up"
            )
    universe, relative, absolute = (np.zeros(len(names) + 1) for _ in range(3))
    residual: tuple[Facet, ...] = (*facets, "replicate")
    for i, name in enumerate([*names, residual]):
        # A task averages over its family's conditions too: 3 families of 2 tasks are 6 tasks.
        involved: set[Facet] = set(name)
        if "task" in name and "family" in facets:
            involved.add("family")
        others = involved - objects
        share = 1.0
        for f in others:
            share /= conditions.get(f, 1)
        if not others:
            universe[i] = 1.0
            continue
        absolute[i] = share
        if involved & objects:
            relative[i] = share
    return universe, relative, absolute
