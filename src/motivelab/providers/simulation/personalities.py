"""The simulated respondents by name, and the changes that a study may make to one."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import get_args

from motivelab.errors import CapabilityError, choices
from motivelab.procedures.manner import Manner
from motivelab.providers.simulation.personality import Conduct, Effect, Personality
from motivelab.schema.respondent import Respondent
from motivelab.schema.response import NONRESPONSE_REASONS

PERSONALITIES: Mapping[str, Personality] = {
    "coherent": Personality(),
    "null": Personality(conduct="arbitrary", manner=Manner(noise=1.0)),
    "incoherent": Personality(conduct="unrelated"),
    "reversed": Personality(conduct="mirrored"),
    "unmoved": Personality(effect_scale=0.0),
    "refusing": Personality(
        complies={"doable": 1.0, "refusable": -2.0, "impossible": -1.5},
        manner=Manner(nonresponse={**Manner().nonresponse, "refusal": 0.35, "filtered": 0.05, "empty": 0.03}),
    ),
    "silent": Personality(
        complies={"doable": -50.0, "refusable": -50.0, "impossible": -50.0},
        complies_slope=0.0,
        manner=Manner(nonresponse={**dict.fromkeys(Manner().nonresponse, 0.0), "refusal": 1.0}),
    ),
    "judge": Personality(manner=Manner(noise=0.3, leniency=0.6)),
    "harsh": Personality(manner=Manner(noise=0.4, leniency=-0.6)),
}
"""By model id: `sim/coherent` and so on.

`coherent`: one want feeds reports, choices and work. `null`: answers depend on nothing. `incoherent`: choices and work
follow a want of their own. `reversed`: they follow the mirror image of what is reported. `unmoved`: no condition does
anything. `refusing`: many refusals. `silent`: refuses everything. `judge` and `harsh`: coherent, with the manner of a
lenient and of a severe judge; any of them can judge.
"""

_NUMBERS = tuple(f.name for f in dataclasses.fields(Personality) if f.type in ("float", "int"))
_CHANGEABLE = (*_NUMBERS, "conduct", "effects", "manner")


def changes_problem(respondent: Respondent) -> str:
    """What is wrong with a simulated respondent's model or its changes (`extra`), or ""."""
    if respondent.model not in PERSONALITIES:
        return f"there is no simulated respondent {respondent.model!r}; {choices(respondent.model, PERSONALITIES)}"
    for name, value in respondent.extra.items():
        if name == "conduct" and value not in get_args(Conduct):
            return f"extra.conduct = {value!r}; {choices(value, get_args(Conduct))}"
        if name in _NUMBERS and not _is_number(value):
            return f"extra.{name} = {value!r} is not a number"
        if name == "manner" and (problem := _manner_problem(value)):
            return problem
        if name == "effects" and (not isinstance(value, Mapping) or not all(map(_is_effect, value.values()))):
            return f"extra.effects = {value!r}: give each condition two numbers, its effect before and after the work"
        if name not in _CHANGEABLE:
            return f"extra.{name}: there is no such parameter of a personality; {choices(name, _CHANGEABLE)}"
    return ""


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_effect(value: object) -> bool:
    return isinstance(value, list | tuple) and len(value) == 2 and all(map(_is_number, value))


def _manner_problem(value: object) -> str:
    habits = [f.name for f in dataclasses.fields(Manner)]
    if not isinstance(value, Mapping):
        return f"extra.manner = {value!r} is no table of habits ({', '.join(habits)})"
    for name, given in value.items():
        if name not in habits:
            return f"extra.manner.{name}: there is no such habit; {choices(name, habits)}"
        if name == "nonresponse":
            if not isinstance(given, Mapping) or not set(given) <= set(NONRESPONSE_REASONS):
                return f"extra.manner.nonresponse = {given!r}; its reasons are {', '.join(NONRESPONSE_REASONS)}"
            if not all(_is_number(v) and 0 <= v <= 1 for v in given.values()):
                return f"extra.manner.nonresponse = {given!r}: probabilities lie from 0 to 1"
        elif not _is_number(given):
            return f"extra.manner.{name} = {given!r} is not a number"
    return ""


def personality_of(respondent: Respondent) -> Personality:
    """The personality of a simulated respondent, with the changes its study makes in `extra`.

    Raises:
        CapabilityError: there is none of that name, or it has no such parameter.

    Example:
        >>> r = Respondent(name="a", provider="sim", model="coherent", extra={"tokens": 50, "manner": {"noise": 1}})
        >>> p = personality_of(r)
        >>> p.tokens, p.manner.noise
        (50, 1)
    """
    if problem := changes_problem(respondent):
        raise CapabilityError(f"respondent {respondent.name!r}: {problem}")
    base, changes = PERSONALITIES[respondent.model], dict(respondent.extra)
    if "manner" in changes:
        habits = dict(changes["manner"])
        if "nonresponse" in habits:
            habits["nonresponse"] = {**base.manner.nonresponse, **habits["nonresponse"]}
        changes["manner"] = dataclasses.replace(base.manner, **habits)
    if "effects" in changes:
        changes["effects"] = {**base.effects, **{k: Effect(*v) for k, v in changes["effects"].items()}}
    return dataclasses.replace(base, **changes)
