"""Very many families as one simulated respondent faces them, and the answers that its latent values lead to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.signal import savgol_filter
from simulated_study import CATEGORIES, COMPLIANCE, CONDITIONS

from motivelab.manipulations.load import load_manipulation
from motivelab.procedures.invented_scores import invented_score
from motivelab.procedures.manner import Manner
from motivelab.providers.simulation.true_latent import true_latent
from motivelab.schema.instrument import ResponseFormat
from motivelab.schema.respondent import Respondent
from motivelab.schema.task import Task

Floats: TypeAlias = NDArray[np.float64]
Generator: TypeAlias = np.random.Generator

FAMILIES = 8000
DRAWS = 1500
GRID = np.arange(-7.0, 7.01, 0.05)
FACETS = ("challenge", "fear", "interest", "mastery", "motivation", "value")
_FIELDS = ("want", "want_after", "complies", "quality", "tokens", "challenge", "fear", "interest", "mastery", "value")


@dataclass(frozen=True, slots=True)
class Population:
    """One task of each of very many families, drawn as the studies draw theirs.

    Attributes:
        category: of each family.
        latent: by condition, by field of `schema.latent.Latent` (and `motivation`, which is want), one a family.
    """

    category: NDArray[np.str_]
    latent: Mapping[str, Mapping[str, Floats]]


def population(respondent: Respondent) -> Population:
    """Draw the families; each is shown one of a condition's wordings, dealt evenly."""
    rng = np.random.default_rng(11)
    homes, expected = rng.choice(CATEGORIES, FAMILIES), rng.choice(COMPLIANCE, FAMILIES)
    tasks = [
        Task(id=f"truth-{i}-1", family=f"truth-{i}", categories=(str(home),), text="", compliance=e)
        for i, (home, e) in enumerate(zip(homes, expected.tolist(), strict=True))
    ]
    latent = {}
    for condition in CONDITIONS:
        words = [""] if condition == "none" else [w.id for w in load_manipulation(condition).wordings]
        dealt = rng.permutation(np.resize(words, FAMILIES)).tolist()
        true = [true_latent(respondent, t, condition=condition, wording=w) for t, w in zip(tasks, dealt, strict=True)]
        found = {name: np.array([getattr(one, name) for one in true]) for name in _FIELDS}
        latent[condition] = {**found, "motivation": found["want"]}
    return Population(homes, latent)


@dataclass(frozen=True, slots=True)
class Scale:
    """How latent values are answered.

    Attributes:
        form: the response format; answers are told in percent of it, or in its own units.
        manner: noise, heaping and leniency of who answers.
        percent: which of the two.
        own_part: standard deviation of what an answer adds to the latent value, beside its noise.
        mean, square: averages of an answer and of its square, at each point of `GRID`.
    """

    form: ResponseFormat
    manner: Manner
    percent: bool
    own_part: float
    mean: Floats
    square: Floats

    def draw(self, z: Floats, rng: Generator) -> Floats:
        """One answer a latent value."""
        return _answers(z, rng, self.form, self.manner, percent=self.percent, own_part=self.own_part)

    def expected(self, z: Floats) -> Floats:
        """Mean answer."""
        return np.interp(z, GRID, self.mean)

    def variance(self, z: Floats) -> Floats:
        """Variance of answers to the same task."""
        found: Floats = np.interp(z, GRID, self.square) - self.expected(z) ** 2
        return found


def scale(form: ResponseFormat, manner: Manner, *, percent: bool = True, own_part: float = 0.0) -> Scale:
    """Average `DRAWS` answers at every point of `GRID` and its neighbours."""
    rng = np.random.default_rng(5)
    x = [_answers(np.full(DRAWS, z), rng, form, manner, percent=percent, own_part=own_part) for z in GRID]
    # Neighbours on the grid are smoothed, so that each point rests on some 14,000 answers.
    mean, square = (savgol_filter([(a**k).mean() for a in x], window_length=21, polyorder=3) for k in (1, 2))
    return Scale(form, manner, percent, own_part, mean, square)


def _answers(
    z: Floats, rng: Generator, form: ResponseFormat, manner: Manner, *, percent: bool, own_part: float
) -> Floats:
    felt = z + own_part * rng.standard_normal(len(z)) if own_part else z
    given = [invented_score(v, rng, response_format=form, reversed_item=False, manner=manner) for v in felt.tolist()]
    x = np.array(given, dtype=np.float64)
    return 100 * (x - form.low) / (form.high - form.low) if percent else x
