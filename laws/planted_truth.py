"""What the rows of a simulated study ought to say: expectations over very many families, drawn from the simulator."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from planted_population import FACETS, Floats, Population, Scale, population, scale
from scipy.special import expit, ndtr
from simulated_study import CATEGORIES, CONDITIONS, RESPONDENTS, SPOKEN

from motivelab.instruments.load import load_instrument
from motivelab.providers.simulation.personalities import personality_of
from motivelab.schema.respondent import Respondent

Key: TypeAlias = tuple[str, frozenset[tuple[str, str]]]
"""A question's name and a row's labels."""
Said: TypeAlias = tuple[str, dict[str, str], float]
"""A question's name, a row's labels, its true value."""

SLOPE_OF_CHOICE = 1.7
OWN_PART_OF_RATING = 0.4
REFUSED_QUALITY = -3.0
ALL = "all respondents"
CHOICE_SHIFT = "shift of the share in which the task that the text was about was taken"


@dataclass(frozen=True, slots=True)
class One:
    """One respondent.

    Attributes:
        name: of it.
        reports, facets, ratings: how its motivation, its facets and its work are answered.
        drawn: families as it faces them.
        first_bias: log odds by which it takes the first of two tasks.
    """

    name: str
    reports: Scale
    facets: Scale
    ratings: Scale
    drawn: Population
    first_bias: float


def truths(model: str) -> dict[Key, float]:
    """True values of two respondents of a personality, and of their mean where a question tells it."""
    both = [_one(name, model) for name in RESPONDENTS]
    said = [truth for one in both for truth in _of_one(one)]
    known = {(question, frozenset(labels.items())): value for question, labels, value in said}
    return known | {(q, frozenset(labels.items())): value for q, labels, value in _of_both(known)}


def _one(name: str, model: str) -> One:
    respondent = Respondent(name=name, provider="sim", model=model, variant=name)
    judge = Respondent(name="judge", provider="sim", model="null" if model == "null" else "judge")
    manner, severity = personality_of(respondent).manner, personality_of(judge).manner
    report, facet, rating = (load_instrument(i).formats[0] for i in ("motivation", "breakdown", "work_quality"))
    return One(
        name=name,
        reports=scale(report, manner),
        facets=scale(facet, manner),
        ratings=scale(rating, severity, percent=False, own_part=OWN_PART_OF_RATING),
        drawn=population(respondent),
        first_bias=manner.first_bias,
    )


def _of_one(one: One) -> Iterator[Said]:
    yield from _levels(one)
    yield from _stability(one)
    yield from _shifts(one)
    yield from _work(one)
    yield from _choices(one)
    yield from _associations(one)


def _pairs(conditions: tuple[str, ...]) -> list[tuple[str, str]]:
    """Every condition with each of its references."""
    others = [c for c in conditions if c != "none"]
    return [(c, "none") for c in others] + [(c, "neutral") for c in others if c != "neutral"]


def _score(one: One, moment: str, condition: str) -> Floats:
    return one.reports.expected(one.drawn.latent[condition]["want" if moment == "pre" else "want_after"])


def _levels(one: One) -> Iterator[Said]:
    who = {"respondent": one.name, "measure": "reported motivation"}
    for moment in ("pre", "post"):
        for c in CONDITIONS:
            labels = {**who, "moment": moment, "condition": c}
            yield "motivation_by_condition", labels, float(_score(one, moment, c).mean())
    plain = _score(one, "pre", "none")
    for category in ("all tasks", *CATEGORIES):
        inside = (one.drawn.category == category) | (category == "all tasks")
        yield "motivation_by_category", {**who, "category": category}, float(plain[inside].mean())
    change = float((_score(one, "post", "none") - plain).mean())
    labels = {"respondent": one.name, "measure": "change of the report", "moment": "pre", "other": "post"}
    yield "before_and_after", labels, change


def _stability(one: One) -> Iterator[Said]:
    want = one.drawn.latent["none"]["want"]
    between, error = float(one.reports.expected(want).var()), float(one.reports.variance(want).mean())
    rng = np.random.default_rng(3)
    gap = float(np.abs(one.reports.draw(want, rng) - one.reports.draw(want, rng)).mean())
    for measure, value in (
        ("agreement of one draw", between / (between + error)),
        ("agreement of the mean of all draws", between / (between + error / 2)),
        ("mean difference between two draws", gap),
        ("standard error of one draw", math.sqrt(error)),
        ("smallest difference of two draws that noise seldom makes", 1.959964 * math.sqrt(2 * error)),
    ):
        yield "report_stability", {"respondent": one.name, "moment": "pre", "measure": measure}, value


def _shifts(one: One) -> Iterator[Said]:
    for moment in ("pre", "post"):
        for c, reference in _pairs(CONDITIONS):
            labels = {"respondent": one.name, "moment": moment, "condition": c, "reference": reference}
            value = float((_score(one, moment, c) - _score(one, moment, reference)).mean())
            for measure in ("shift of reported motivation", "shift smaller than 5 points (equivalence test)"):
                yield "motivation_by_condition", {**labels, "measure": measure}, value
    for facet in FACETS:
        for c, reference in _pairs(SPOKEN):
            a, b = (one.facets.expected(one.drawn.latent[k][facet]) for k in (c, reference))
            labels = {"respondent": one.name, "measure": "shift of a facet", "moment": "pre", "facet": facet}
            yield "facets_by_condition", {**labels, "condition": c, "reference": reference}, float((a - b).mean())


def _outcomes(one: One, condition: str) -> dict[str, Floats]:
    """Expected compliance and correctness in percent and rating of the work on each task."""
    true = one.drawn.latent[condition]
    done, right = true["complies"], ndtr(true["quality"] + 0.5)
    refused = one.ratings.expected(np.array([REFUSED_QUALITY]))
    rating = done * one.ratings.expected(true["quality"]) + (1 - done) * refused
    return {"compliance": 100 * done, "checked correctness": 100 * done * right, "judged quality": rating}


def _work(one: One) -> Iterator[Said]:
    who = {"respondent": one.name}
    for c in CONDITIONS:
        true, found = one.drawn.latent[c], _outcomes(one, c)
        done = true["complies"]
        of_done = {
            "checked correctness of work done": ndtr(true["quality"] + 0.5),
            "judged quality of work done": one.ratings.expected(true["quality"]),
        }
        values = {
            "did the work": done.mean(),
            "checked correctness": found["checked correctness"].mean() / 100,
            "judged quality": found["judged quality"].mean(),
            **{measure: (done * x).mean() / done.mean() for measure, x in of_done.items()},
        }
        for measure, value in values.items():
            yield "performance_summary", {**who, "measure": measure, "condition": c}, float(value)
    for c, reference in _pairs(CONDITIONS):
        labels = {**who, "condition": c, "reference": reference}
        a, b = _outcomes(one, c), _outcomes(one, reference)
        for outcome in a:
            value = float((a[outcome] - b[outcome]).mean())
            yield "behaviour_by_condition", {**labels, "measure": f"shift of {outcome}"}, value
        ratio = math.exp(_log_ratio(one, c, reference))
        yield "behaviour_by_condition", {**labels, "measure": "shift of tokens of the work"}, ratio


def _log_ratio(one: One, condition: str, reference: str) -> float:
    """Mean difference of log length among tasks that are done under both conditions."""
    a, b = one.drawn.latent[condition], one.drawn.latent[reference]
    both = a["complies"] * b["complies"]
    return float((both * np.log(a["tokens"] / b["tokens"])).mean() / both.mean())


def _choices(one: One) -> Iterator[Said]:
    shares = {c: _taken(one, c) for c in SPOKEN}
    for c, reference in _pairs(SPOKEN):
        labels = {"respondent": one.name, "condition": c, "reference": reference}
        yield "behaviour_by_condition", {**labels, "measure": CHOICE_SHIFT}, 100 * (shares[c] - shares[reference])
        if reference == "none":
            measure = "shift of the share taking the task that the text was about"
            labels = {"respondent": one.name, "condition": c, "measure": measure}
            yield "choice_against_report", labels, shares[c] - shares[reference]
            labels = {"respondent": one.name, "condition": c, "measure": "took the task that the text was about"}
            yield "choice_against_report", labels, shares[c]


def _taken(one: One, condition: str) -> float:
    """Share in which a task is taken when the text is about it, over pairs of families and both orders."""
    named = one.drawn.latent[condition]["want"]
    other = one.drawn.latent["none"]["want"]
    shares = [
        expit(SLOPE_OF_CHOICE * (named - np.roll(other, step)) + side * one.first_bias).mean()
        for step in range(1, 21)
        for side in (-1, 1)
    ]
    return float(np.mean(shares))


def _associations(one: One) -> Iterator[Said]:
    """Correlations of reports with work, of one draw of everything on each task."""
    rng, true = np.random.default_rng(4), one.drawn.latent["none"]
    reports = {
        "pre": (one.reports.draw(true["want"], rng) + one.reports.draw(true["want"], rng)) / 2,
        "post": one.reports.draw(true["want_after"], rng),
    }
    done = rng.random(len(true["want"])) < true["complies"]
    right = done & (rng.random(len(done)) < ndtr(true["quality"] + 0.5))
    seen = np.where(done, true["quality"], REFUSED_QUALITY)
    rating = np.mean([one.ratings.draw(seen, rng) for _ in load_instrument("work_quality").items], axis=0)
    length = np.log(true["tokens"]) + rng.normal(0, 0.25, len(done))
    for moment, x in reports.items():
        labels = {"respondent": one.name, "moment": moment, "condition": "none", "term": "total"}
        r = float(np.corrcoef(x, right)[0, 1])
        yield "report_against_correctness", {**labels, "measure": "report and checked correctness"}, r
        quality = {**labels, "measure": "report and judged quality", "criterion": "all criteria"}
        yield "report_against_performance", quality, float(np.corrcoef(x, rating)[0, 1])
        r = float(np.corrcoef(x[done], length[done])[0, 1])
        yield "report_against_effort", {**labels, "measure": "report and log of visible tokens"}, r
    between = {"respondent": one.name, "moment": "pre", "other": "post", "measure": "correlation of reports"}
    yield "before_and_after", between, float(np.corrcoef(reports["pre"], reports["post"])[0, 1])


def _of_both(known: dict[Key, float]) -> Iterator[Said]:
    """Means over the two respondents, and how far they lie apart."""
    first, second = RESPONDENTS
    for (question, own), value in known.items():
        told = dict(own)
        if told.pop("respondent") != first:
            continue
        other = known[question, frozenset({**told, "respondent": second}.items())]
        if question == "motivation_by_category":
            yield question, {**told, "respondent": ALL}, (value + other) / 2
            if told["category"] == "all tasks":
                measure = "difference in reported motivation"
                labels = {"respondent": first, "other": second, "measure": measure}
                yield "respondents_compared", labels, value - other
        measure = told.pop("measure")
        outcome = told.get("facet") or measure.removeprefix("shift of ")
        if measure.startswith("shift of ") and measure != CHOICE_SHIFT and question != "choice_against_report":
            ratio = outcome == "tokens of the work"
            mean = math.sqrt(value * other) if ratio else (value + other) / 2
            labels = {**told, "respondent": ALL, "outcome": outcome, "measure": "mean shift of these respondents"}
            yield "conditions_across_respondents", labels, mean
