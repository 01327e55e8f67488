"""One effect of a condition for several respondents together, in three ways."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal, Protocol, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from motivelab.analyses.protocol.analysis import Row, Scale
from motivelab.analyses.protocol.false_discovery import with_false_discovery_held
from motivelab.analyses.protocol.row_or_note import row_or_note
from motivelab.analyses.shifting.condition_shifts import Interval, Turn, family_weights
from motivelab.analyses.shifting.score_cube import POOLED, ScoreCube
from motivelab.errors import ConvergenceError, DegenerateDataError, StatisticsError
from motivelab.numerics.clustering import Clusters
from motivelab.schema.estimate import Estimate
from motivelab.stats.condition_effects import RESPONDENT, ConditionEffects, condition_effects
from motivelab.stats.mean import mean
from motivelab.stats.mixed_model import MixedModel, mixed_model

Floats: TypeAlias = NDArray[np.float64]

EVERYBODY = "all respondents"
ENOUGH_RESPONDENTS = 5
"""With fewer, what respondents have in common cannot be told from what these few happen to share."""

LME4 = (
    "score ~ condition + (1|family/task) + (1|respondent) + (1|task:respondent) + (1|family:condition)"
    " + (1|respondent:condition)"
)
"""The model of cell means, as lme4 writes it; `(1|condition:wording)` joins it where a condition has several."""

MIXED = "shift across respondents (mixed model)"
MEANS = "shift across respondents (t on respondent means)"
FIXED = "mean shift of these respondents"
SPREAD = "spread of shifts between respondents (sd)"


def mixed_shifts(
    cells: pl.DataFrame,
    cube: ScoreCube,
    *,
    labels: Mapping[str, str],
    scale: Scale,
    turn: Turn,
    levels: Literal["random", "taken out"],
) -> Iterator[Row | str]:
    """Contrasts of the mixed model, and how far respondents differ in their shifts.

    Args:
        cells: one row a respondent, condition, wording and task.
        cube: the same cells laid out.
        labels: what all rows carry beside measure, condition and reference.
        scale: how a difference reads.
        turn: makes the estimate that is shown of a difference.
        levels: whether each respondent's level at each task is made of random terms, as in lme4, or taken out
            beforehand, which takes a twentieth of the time (see `stats.condition_effects`).
    """
    about = ", ".join(labels.values())
    reference = cube.references[0] if cube.references else cube.conditions[0]
    try:
        fit: Fit = _taken_out(cells, reference=reference)
        if levels == "random":
            fit = _with_random_levels(cells, reference=reference)
    except ConvergenceError as error:
        yield f"{about}, {MIXED}: levels were taken out, for with random levels {error}"
    except StatisticsError as error:
        yield f"not estimable: {about}, {MIXED}: {error}"
        return
    # Several controls pooled are no condition of the model; each stands for itself.
    for reference in [r for r in cube.references if r != POOLED]:
        found = [
            row_or_note(
                {**labels, "measure": MIXED, "condition": condition, "reference": reference},
                partial(_contrast, fit, condition, reference, turn=turn),
                scale=scale,
                tested=True,
            )
            for condition in cube.compared_with(reference)
        ]
        yield from _held(found)
    spread_scale: Scale = "rating" if scale == "rating" else "coefficient"
    yield row_or_note({**labels, "measure": SPREAD}, lambda: fit.deviations[RESPONDENT], scale=spread_scale)


def respondent_mean_shifts(
    cube: ScoreCube, *, labels: Mapping[str, str], scale: Scale, turn: Turn
) -> Iterator[Row | str]:
    """The t interval on respondents' own mean shifts, with one degree of freedom fewer than there are respondents."""
    for reference in cube.references:
        found = [
            row_or_note(
                {**labels, "measure": MEANS, "condition": condition, "reference": reference},
                partial(_mean_of_means, cube, condition, reference, turn=turn),
                scale=scale,
                tested=True,
            )
            for condition in cube.compared_with(reference)
        ]
        yield from _held(found)


def fixed_shifts(
    cube: ScoreCube,
    *,
    labels: Mapping[str, str],
    scale: Scale,
    turn: Turn,
    seed: int,
    interval: Interval = "resampled",
) -> Iterator[Row | str]:
    """The mean over just these respondents, families resampled or by t; it says nothing of others and has no p."""
    weights = family_weights(cube, seed=seed) if interval == "resampled" else None
    for reference in cube.references:
        for condition in cube.compared_with(reference):
            shift = cube.over_respondents(condition, reference=reference)
            yield row_or_note(
                {**labels, "measure": FIXED, "condition": condition, "reference": reference},
                partial(_mean_over_families, shift, cube.family_codes if weights is None else weights, turn=turn),
                scale=scale,
            )


class Fit(Protocol):
    """A model of scores on conditions."""

    @property
    def deviations(self) -> Mapping[str, Estimate]:
        """Standard deviation of each random term."""

    def contrast(self, condition: str, *, reference: str) -> Estimate:
        """How much higher scores are under a condition than under a reference."""


@dataclass(frozen=True, slots=True)
class _RandomLevels:
    """The mixed model in which every level is a random term."""

    model: MixedModel
    reference: str

    @property
    def deviations(self) -> Mapping[str, Estimate]:
        return self.model.deviations

    def contrast(self, condition: str, *, reference: str) -> Estimate:
        signs = {condition: 1.0, reference: -1.0}
        found = self.model.contrast({f"condition[{c}]": s for c, s in signs.items() if c != self.reference})
        return replace(found, unit="respondent", n_units=self.model.groups["respondent"])


def _with_random_levels(cells: pl.DataFrame, *, reference: str) -> _RandomLevels:
    names = ("condition", "wording", "respondent", "task", "family")
    texts = {name: cells[name].fill_null("").to_numpy() for name in names}
    several = cells.group_by("condition").agg(pl.col("wording").n_unique())["wording"].max()
    formula = f"{LME4} + (1|condition:wording)" if isinstance(several, int) and several > 1 else LME4
    data = {"score": cells["score"].to_numpy(), **texts}
    return _RandomLevels(mixed_model(data, formula=formula, reference={"condition": reference}), reference)


def _taken_out(cells: pl.DataFrame, *, reference: str) -> ConditionEffects:
    ordered = cells.sort("respondent", "family", "task", "condition", "wording")
    text = {name: ordered[name].fill_null("").to_numpy() for name in ("condition", "respondent", "task", "family")}
    return condition_effects(
        ordered["score"].to_numpy(),
        conditions=text["condition"],
        respondents=text["respondent"],
        tasks=text["task"],
        families=text["family"],
        wordings=ordered["wording"].fill_null("").to_numpy(),
        reference=reference,
    )


def _contrast(fit: Fit, condition: str, reference: str, *, turn: Turn) -> Estimate:
    return turn(fit.contrast(condition, reference=reference))


def _mean_of_means(cube: ScoreCube, condition: str, reference: str, *, turn: Turn) -> Estimate:
    shifts = cube.of(condition) - cube.of(reference)
    known = np.isfinite(shifts)
    own = [float(row[k].mean()) for row, k in zip(shifts, known, strict=True) if k.any()]
    if len(own) < ENOUGH_RESPONDENTS:
        raise DegenerateDataError(f"{len(own)} respondents met both {condition} and {reference}; five are needed")
    found = mean(own)
    return turn(replace(found, statistic="mean_difference", unit="respondent", method="t on respondents' mean shifts"))


def _mean_over_families(shift: Floats, families: Clusters, *, turn: Turn) -> Estimate:
    return turn(replace(mean(shift, clusters=families), statistic="mean_difference"))


def _held(found: list[Row | str]) -> Iterator[Row | str]:
    yield from with_false_discovery_held([f for f in found if isinstance(f, Row)])
    yield from (f for f in found if isinstance(f, str))
