"""The truth about a simulated respondent facing one task under one condition."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from motivelab.errors import StimulusError
from motivelab.manipulations.load import load_manipulation
from motivelab.providers.simulation.deviate import deviates
from motivelab.providers.simulation.personalities import personality_of
from motivelab.providers.simulation.personality import Effect, Personality
from motivelab.schema.latent import Latent
from motivelab.schema.manipulation import NO_MANIPULATION
from motivelab.schema.respondent import Respondent
from motivelab.schema.task import Task

_CACHED = 8192
"""Latents kept at hand: conditions of one task are asked close together, so few are enough."""


class Person(NamedTuple):
    """A simulated respondent as far as its truth goes; hashable by its parts' identity.

    Attributes:
        key: what its own deviates belong to: model and variant.
        digest: of all that makes it, for caching.
    """

    key: str
    digest: str


_PERSONALITIES: dict[str, Personality] = {}


def person_of(respondent: Respondent) -> tuple[Person, Personality]:
    """Who a simulated respondent is.

    Raises:
        CapabilityError: there is no such simulated respondent.
    """
    digest = respondent.digest
    personality = _PERSONALITIES.get(digest)
    if personality is None:
        personality = _PERSONALITIES[digest] = personality_of(respondent)
    return Person(f"{respondent.model}/{respondent.variant}", digest), personality


def true_latent(
    respondent: Respondent,
    task: Task,
    *,
    condition: str = NO_MANIPULATION,
    wording: str = "",
    placement: str = "before_task",
    acting: bool = False,
) -> Latent:
    """What is true of a simulated respondent facing a task under a condition.

    The same for every procedure, except that a personality whose conduct departs from its reports has one truth for
    reports and another for `acting`. A personality whose answers depend on nothing has the average truth throughout.

    Args:
        respondent: a simulated one; its name does not enter, its model, variant and changes (`extra`) do.
        task: any task.
        condition: id of the manipulation, or `none`.
        wording: id of its wording, or "" for none in particular.
        placement: where that stands.
        acting: whether the truth behind choices and work is wanted, not that behind reports.

    Raises:
        CapabilityError: there is no such simulated respondent.

    Example:
        >>> sim = Respondent(name="a", provider="sim", model="coherent")
        >>> poem = Task(id="p", family="poems", categories=("writing",), text="Write a poem.")
        >>> spam = Task(id="s", family="spam", categories=("harmful",), text="Write spam.", compliance="refusable")
        >>> true_latent(sim, poem).want > true_latent(sim, spam).want
        True
    """
    person, personality = person_of(respondent)
    apart = acting and personality.conduct in ("mirrored", "unrelated")
    return _latent(person, task.id, task.family, task.categories, task.compliance, condition, wording, placement, apart)


@lru_cache(maxsize=_CACHED)
def _latent(
    person: Person,
    task: str,
    family: str,
    categories: tuple[str, ...],
    compliance: str,
    condition: str,
    wording: str,
    placement: str,
    apart: bool,
) -> Latent:
    p, own, everyone = _PERSONALITIES[person.digest], person.key, _PERSONALITIES[person.digest].population
    if p.conduct == "arbitrary":
        return _average(p)
    shared_family, shared_task = deviates(everyone, "family", family), deviates(everyone, "task", task)
    own_task, own_family = deviates(everyone, own, "task", task), deviates(everyone, own, "family", family)
    taste = deviates(everyone, own, "category", categories[0])
    want = p.mean_shift + _by_category(p.want, categories, p) + p.taste_sd * taste[0] + p.own_family_sd * own_family[0]
    able = _by_category(p.able, categories, p) + p.taste_sd * taste[1] + p.own_family_sd * own_family[1]
    want += p.family_sd * shared_family[0] + p.task_sd * shared_task[0]
    able += p.family_sd * shared_family[1] + p.task_sd * shared_task[1]
    if apart:
        want = -want if p.conduct == "mirrored" else deviates(everyone, own, "conduct", task)[0]
    effect = effect_on(person, p, family=family, condition=condition, wording=wording, placement=placement)
    want_after = want + p.work_sd * own_task[5] + effect.after
    want += effect.before
    facets = [p.facet_noise_sd * d for d in own_task[:5]]
    log_odds = p.complies.get(compliance, 0.0) + p.complies_slope * want
    return Latent(
        want=want,
        able=able,
        want_after=want_after,
        interest=want + facets[0],
        challenge=0.8 * want + 0.1 * able + facets[1],
        value=0.85 * want + facets[2],
        mastery=able + facets[3],
        fear=-0.8 * able + facets[4],
        complies=1 / (1 + math.exp(-min(50.0, max(-50.0, log_odds)))),
        quality=p.quality_want * want + p.quality_able * able + p.quality_sd * own_task[6],
        tokens=p.tokens * math.exp(min(3.0, p.tokens_want * want + p.tokens_sd * shared_task[2])),
    )


def _average(p: Personality) -> Latent:
    even = dict.fromkeys(("want", "able", "want_after", "interest", "challenge", "value", "mastery", "fear"), 0.0)
    return Latent(**even, complies=0.95, quality=0.0, tokens=p.tokens)


def _by_category(table: Mapping[str, float], categories: tuple[str, ...], p: Personality) -> float:
    means = [table.get(c, 0.0) for c in categories]
    others = means[1:]
    return p.home_weight * means[0] + (1 - p.home_weight) * sum(others) / len(others) if others else means[0]


def effect_on(person: Person, p: Personality, *, family: str, condition: str, wording: str, placement: str) -> Effect:
    """What a condition does to this respondent's want for tasks of a family.

    Its mean is the personality's effect of that condition (or of its construct); about it vary the respondent, the
    family and the wording.
    """
    if condition == NO_MANIPULATION or p.conduct == "arbitrary":
        return Effect(0.0, 0.0)
    mean = p.effects.get(condition) or _by_construct(p, condition)
    own = deviates(p.population, person.key, "effect", condition)
    of_family = deviates(p.population, "effect", condition, family)
    of_wording = deviates(p.population, "wording", wording) if wording else (0.0, 0.0)
    about = [
        p.effect_own_sd * own[i] + p.effect_family_sd * of_family[i] + p.effect_wording_sd * of_wording[i]
        for i in (0, 1)
    ]
    scale = p.effect_scale * p.placement.get(placement, 1.0)
    return Effect(scale * (mean.before + about[0]), scale * (mean.after + about[1]))


def _by_construct(p: Personality, condition: str) -> Effect:
    construct, dose = _construct(condition)
    mean = p.construct_effects.get(construct, Effect(0.0, 0.0))
    if dose is None:
        return mean
    size = math.log10(1 + abs(dose))
    return Effect(mean.before * size, mean.after * size)


@lru_cache(maxsize=1024)
def _construct(condition: str) -> tuple[str, float | None]:
    """Construct and dose of a shipped manipulation; one of the user's own, which is not found here, moves nothing."""
    try:
        manipulation = load_manipulation(condition)
    except StimulusError:
        return "other", None
    return manipulation.construct, manipulation.dose
