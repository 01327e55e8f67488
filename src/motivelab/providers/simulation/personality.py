"""Who a simulated respondent is: every parameter of the truth that is planted in its answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, TypeAlias

from motivelab.procedures.manner import Manner

Conduct: TypeAlias = Literal["as_reported", "mirrored", "unrelated", "arbitrary"]
"""How choices and work go with reports: from the same want, from its mirror image, from a want of their own, or from
nothing at all (then reports come from nothing either)."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What a condition does to want, in standard deviations of want over tasks.

    Attributes:
        before: to want before the work, to the choice and to the work itself.
        after: to want once the work is done.
    """

    before: float
    after: float


WANT_BY_CATEGORY: Mapping[str, float] = {
    "programming": 0.5,
    "mathematics": 0.2,
    "logic": 0.35,
    "puzzles": 0.55,
    "science": 0.65,
    "explanation": 0.5,
    "writing": 0.5,
    "language": 0.3,
    "ideation": 0.9,
    "design": 0.8,
    "personal": -0.4,
    "everyday": 0.0,
    "repetitive": -1.2,
    "harmful": -2.1,
    "physical": -1.4,
}
ABLE_BY_CATEGORY: Mapping[str, float] = {
    "programming": 0.5,
    "mathematics": 0.2,
    "logic": 0.1,
    "puzzles": -0.1,
    "science": 0.5,
    "explanation": 0.8,
    "writing": 0.6,
    "language": 0.6,
    "ideation": 0.5,
    "design": 0.3,
    "personal": -0.6,
    "everyday": 0.5,
    "repetitive": 0.4,
    "harmful": -0.7,
    "physical": -2.2,
}
EFFECT_BY_CONSTRUCT: Mapping[str, Effect] = {
    "positive_extrinsic": Effect(0.6, -0.1),
    "positive_intrinsic": Effect(0.5, -0.1),
    "negative": Effect(0.35, -0.1),
    "demotivation": Effect(-0.8, -1.0),
    "neutral": Effect(0.0, 0.0),
    "money_gain": Effect(0.15, 0.0),
    "money_loss": Effect(-0.15, -0.1),
    "other": Effect(0.0, 0.0),
}
EFFECT_BY_CONDITION: Mapping[str, Effect] = {
    "money": Effect(0.75, -0.1),
    "competition": Effect(0.5, 0.0),
    "legacy": Effect(0.6, -0.3),
    "purpose": Effect(0.6, 0.1),
    "encouragement": Effect(0.4, 0.1),
    "guilt": Effect(0.3, -0.1),
    "punishment": Effect(0.4, -0.1),
    "reward_loss": Effect(0.3, -0.1),
    "meaningless": Effect(-1.0, -1.25),
    "futility": Effect(-0.5, -0.6),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Personality:
    """Parameters of a simulated respondent; all on the scale on which want has about unit variance over tasks.

    Standard deviations are of normal deviates that are drawn once for what they belong to and stay the same in every
    trial.

    Attributes:
        conduct: how choices and work go with reports.
        want, able: mean by category.
        home_weight: weight of a family's home category; its other categories share the rest.
        family_sd, task_sd: of families and of tasks within them, shared by all respondents of one population.
        taste_sd: of this respondent in a category.
        own_family_sd: of this respondent in a family.
        mean_shift: this respondent's mean want, beside the population's.
        effects: by condition; those not named go by the construct of their manipulation.
        construct_effects: by construct; on the money ladders the effect of each factor of ten in dollars.
        effect_scale: multiplies every effect of a condition and its variation.
        effect_family_sd: of an effect between families.
        effect_wording_sd: of an effect between wordings.
        effect_own_sd: of an effect between respondents.
        placement: factor on an effect by where its text stands.
        facet_noise_sd: of a facet about the component it belongs to, by task.
        work_sd: of the change of want by the work itself.
        complies: log-odds of doing the work at want 0, by what can be expected of the task.
        complies_slope: what one unit of want adds to them.
        quality_want, quality_able, quality_sd: weights of want and able in the quality of work, and its own variation.
        tokens: median length of work in tokens at want 0.
        tokens_want, tokens_sd: what one unit of want adds to log length, and the variation by task.
        manner: noise, heaping, position bias and nonresponse, see `procedures.manner`.
        population: number of the population; another one has other families, tasks and tastes.
    """

    conduct: Conduct = "as_reported"
    want: Mapping[str, float] = field(default_factory=lambda: WANT_BY_CATEGORY)
    able: Mapping[str, float] = field(default_factory=lambda: ABLE_BY_CATEGORY)
    home_weight: float = 0.7
    family_sd: float = 0.35
    task_sd: float = 0.2
    taste_sd: float = 0.2
    own_family_sd: float = 0.2
    mean_shift: float = 0.0
    effects: Mapping[str, Effect] = field(default_factory=lambda: EFFECT_BY_CONDITION)
    construct_effects: Mapping[str, Effect] = field(default_factory=lambda: EFFECT_BY_CONSTRUCT)
    effect_scale: float = 1.0
    effect_family_sd: float = 0.2
    effect_wording_sd: float = 0.08
    effect_own_sd: float = 0.12
    placement: Mapping[str, float] = field(
        default_factory=lambda: MappingProxyType({"before_task": 1.0, "after_task": 1.1, "system": 0.8})
    )
    facet_noise_sd: float = 0.45
    work_sd: float = 0.45
    complies: Mapping[str, float] = field(
        default_factory=lambda: MappingProxyType({"doable": 4.5, "refusable": 0.5, "impossible": 0.2})
    )
    complies_slope: float = 0.9
    quality_want: float = 0.45
    quality_able: float = 0.55
    quality_sd: float = 0.5
    tokens: float = 320.0
    tokens_want: float = 0.22
    tokens_sd: float = 0.45
    manner: Manner = field(default_factory=Manner)
    population: int = 1
