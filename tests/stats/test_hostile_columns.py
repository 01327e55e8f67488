"""Whatever columns come in, a statistic gives a finite or flagged number, or says why it cannot; never a warning."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from motivelab.errors import StatisticsError
from motivelab.numerics.cluster_resampling import cluster_weights
from motivelab.schema.estimate import Estimate
from motivelab.stats.bradley_terry import bradley_terry
from motivelab.stats.category_regression import category_regression
from motivelab.stats.choice_model import choice_model
from motivelab.stats.cluster_bootstrap import cluster_bootstrap
from motivelab.stats.correlation import correlation
from motivelab.stats.disattenuated_correlation import disattenuated_correlation
from motivelab.stats.equivalence_test import equivalence_test
from motivelab.stats.heaping import heaping
from motivelab.stats.log_odds_words import log_odds_words
from motivelab.stats.mean import mean
from motivelab.stats.mixed_model import mixed_model
from motivelab.stats.pair_share import pair_share
from motivelab.stats.paired_contrast import paired_contrast
from motivelab.stats.partial_correlation import partial_correlation
from motivelab.stats.pooled_mean import pooled_mean, pooled_spread
from motivelab.stats.position_bias import position_bias
from motivelab.stats.proportion import proportion
from motivelab.stats.regression import regression
from motivelab.stats.response_style import response_style
from motivelab.stats.tfidf_words import tfidf_words
from motivelab.stats.thurstone import thurstone
from motivelab.stats.transitivity import transitivity
from motivelab.stats.two_part_effort import two_part_effort
from motivelab.stats.variance_decomposition import variance_decomposition
from motivelab.stats.within_between_correlation import within_between_correlation

Columns = dict[str, Any]
N = 60
RNG = np.random.default_rng(21)
FAMILY = np.repeat(np.arange(12), 5)
LEVEL = RNG.normal(size=12)[FAMILY]
GOOD: Columns = {
    "family": FAMILY,
    "task": np.arange(N) // 2,
    "x": LEVEL + RNG.normal(size=N),
    "z": RNG.normal(size=N),
    "y": np.clip(np.round(60 + 8 * LEVEL + 6 * RNG.normal(size=N)), 1, 100),
    "yes": (RNG.random(N) < 0.6).astype(float),
    "first": RNG.integers(0, 4, N),
    "second": (np.arange(N) % 3 + 1),
    "tokens": np.round(np.exp(6 + 0.3 * LEVEL + 0.4 * RNG.normal(size=N))),
    "condition": np.where(np.arange(N) % 2 == 0, "none", "money"),
    "text": np.array([" ".join(f"word{k}" for k in RNG.integers(0, 9, 6)) for _ in range(N)]),
}
GOOD["second"] = (GOOD["first"] + GOOD["second"]) % 4
NUMBERS = ("x", "z", "y", "yes", "tokens")


def numbers(change: Callable[[np.ndarray[Any, Any]], Any]) -> Columns:
    return {**GOOD, **{name: change(GOOD[name].copy()) for name in NUMBERS}}


def rows(keep: Any) -> Columns:
    return {name: column[keep] for name, column in GOOD.items()}


def put(value: float, at: Any) -> Callable[[np.ndarray[Any, Any]], Any]:
    def change(column: np.ndarray[Any, Any]) -> Any:
        column[at] = value
        return column

    return change


TABLES: Mapping[str, Columns] = {
    "good": GOOD,
    "no rows": rows(slice(0, 0)),
    "one row": rows(slice(0, 1)),
    "two rows": rows(slice(0, 2)),
    "one family": rows(slice(0, 5)),
    "two families": rows(slice(0, 10)),
    "every row a family": {**GOOD, "family": np.arange(N)},
    "all missing": numbers(put(math.nan, slice(None))),
    "half missing": numbers(put(math.nan, RNG.random(N) < 0.5)),
    "a family missing": numbers(put(math.nan, FAMILY == 3)),
    "infinite": numbers(put(math.inf, 7)),
    "all zero": numbers(put(0.0, slice(None))),
    "all one": numbers(put(1.0, slice(None))),
    "one odd row": numbers(lambda c: np.where(np.arange(N) == 7, 1.0, 0.0)),
    "one odd family": numbers(lambda c: np.where(FAMILY == 3, 1.0, 0.0)),
    "copies": {**GOOD, **dict.fromkeys(("x", "z", "y"), GOOD["x"])},
    "separated": {**GOOD, "x": GOOD["yes"] + 0.1 * GOOD["x"], "z": GOOD["yes"]},
    "huge": numbers(lambda c: c * 1e150),
    "large": numbers(lambda c: c * 1e12),
    "tiny": numbers(lambda c: c * 1e-12),
    "far from zero": numbers(lambda c: c + 1e9),
    "disconnected": {**GOOD, "first": np.arange(N) % 2 * 2, "second": np.arange(N) % 2 * 2 + 1},
    "against itself": {**GOOD, "second": GOOD["first"]},
    "text for numbers": numbers(lambda c: np.array([f"v{v}" for v in c])),
    "a matrix for a column": numbers(lambda c: np.column_stack([c, c])),
    "short by one": {**GOOD, **{name: GOOD[name][:-1] for name in ("x", "family", "second")}},
    "empty texts": {**GOOD, "text": np.array([""] * N)},
    "one word": {**GOOD, "text": np.array(["word"] * N)},
    "one condition": {**GOOD, "condition": np.array(["none"] * N)},
    "labels missing": {
        **GOOD,
        "family": np.array([None, *FAMILY[1:]], dtype=object),
        "condition": np.array([None] * N),
    },
}


def preferred(t: Columns) -> Any:
    table = [[math.nan] * 4 for _ in range(4)]
    for a, b, y in zip(t["first"], t["second"], t["yes"], strict=False):
        table[int(a)][int(b)] = y
    return table


def several(t: Columns) -> Any:
    return np.column_stack([t["y"], t["y"][::-1], t["y"]])


CALLS: Mapping[str, Callable[[Columns], Any]] = {
    "bradley-terry": lambda t: bradley_terry(t["first"], t["second"], t["yes"]),
    "bradley-terry by family": lambda t: bradley_terry(t["first"], t["second"], t["yes"], clusters=t["family"]),
    "bradley-terry shrunk": lambda t: bradley_terry(t["first"], t["second"], t["yes"], penalty=1.0),
    "thurstone": lambda t: thurstone(t["first"], t["second"], t["yes"]),
    "transitivity": lambda t: transitivity(preferred(t), rng=np.random.default_rng(1), n_resamples=99),
    "position bias": lambda t: position_bias(
        t["yes"],
        pairs=np.arange(len(t["yes"])) // 2,
        swapped=np.arange(len(t["yes"])) % 2,
        clusters=np.arange(len(t["yes"])) // 10,
    ),
    "choice model": lambda t: choice_model(t["yes"], difference=t["x"], first=t["first"], second=t["second"]),
    "choice model, bootstrap": lambda t: choice_model(
        t["yes"],
        difference=t["x"],
        first=t["family"],
        second=t["first"] + 100,
        errors="node_bootstrap",
        rng=np.random.default_rng(1),
        n_resamples=50,
        reliability=0.8,
    ),
    "pair share": lambda t: pair_share(t["yes"], first=t["first"], second=t["second"]),
    "regression": lambda t: regression(t["y"], predictors={"x": t["x"], "z": t["z"]}, clusters=t["family"]),
    "regression, rows": lambda t: regression(t["y"], predictors={"x": t["x"]}),
    "logit": lambda t: regression(t["yes"], predictors={"x": t["x"]}, link="logit", clusters=t["family"]),
    "categories": lambda t: category_regression(t["y"], memberships={"a": t["yes"], "b": t["condition"] == "money"}),
    "effort": lambda t: two_part_effort(
        t["tokens"], complied=t["yes"], predictors={"x": t["x"]}, cap=900, clusters=t["family"]
    ),
    "mixed model": lambda t: mixed_model(
        {"y": t["y"], "c": t["condition"], "f": t["family"]}, formula="y ~ c + (1|f)", reference={"c": "none"}
    ),
    "logistic mixed model": lambda t: mixed_model(
        {"y": t["yes"], "x": t["x"], "f": t["family"]}, formula="y ~ x + (1|f)", family="binomial"
    ),
    "variances": lambda t: variance_decomposition(
        t["y"], nesting={"family": t["family"], "task": t["task"]}, rng=np.random.default_rng(1), n_resamples=99
    ),
    "heaping": lambda t: heaping(t["y"], low=1, high=100, clusters=t["family"]),
    "style": lambda t: response_style(several(t), low=1, high=100, keying=[1, -1, 1], clusters=t["family"]),
    "log odds of words": lambda t: log_odds_words(list(t["text"]), in_first=t["yes"]),
    "tf-idf": lambda t: tfidf_words(list(t["text"]), groups=list(t["condition"])),
    "mean": lambda t: mean(t["y"], clusters=t["family"]),
    "pooled mean": lambda t: pooled_mean(
        t["y"], clusters=t["family"], spread=pooled_spread(t["y"], clusters=t["family"], groups=t["yes"])
    ),
    "proportion": lambda t: proportion(t["yes"], clusters=t["family"]),
    "paired": lambda t: paired_contrast(t["y"], t["x"], clusters=t["family"]),
    "equivalence": lambda t: equivalence_test(t["y"], bounds=(-1, 1), clusters=t["family"]),
    "resampled contrasts": lambda t: cluster_bootstrap(
        np.stack([t["y"], t["z"]]),
        clusters=cluster_weights(t["family"], n_resamples=50, rng=np.random.default_rng(1)),
        conditions=["a", "b"],
        reference="a",
    ),
    "correlation": lambda t: correlation(t["x"], t["y"], clusters=t["family"]),
    "rank correlation": lambda t: correlation(t["x"], t["y"], kind="spearman"),
    "partial": lambda t: partial_correlation(t["x"], t["y"], given=t["z"], clusters=t["family"]),
    "within and between": lambda t: within_between_correlation(t["x"], t["y"], clusters=t["family"]),
    "disattenuated": lambda t: disattenuated_correlation(
        np.column_stack([t["y"], t["y"] + t["z"]]), t["x"], clusters=t["family"], reliability_y=0.9
    ),
}


def check(found: Any) -> None:
    if isinstance(found, Estimate):
        assert math.isfinite(found.value) or found.flags, found
        assert not any(v is not None and math.isnan(v) for v in (found.low, found.high, found.se, found.p)), found
        if found.low is not None and found.high is not None:
            slack = 1e-9 * max(1.0, abs(found.value))
            assert found.low - slack <= found.value <= found.high + slack, found
    elif dataclasses.is_dataclass(found):
        for field in dataclasses.fields(found):
            check(getattr(found, field.name))
    elif isinstance(found, tuple):
        for item in found:
            check(item)
    elif isinstance(found, Mapping):
        for item in found.values():
            check(item)


@pytest.mark.parametrize("statistic", CALLS)
def test_a_number_is_finite_or_flagged_and_else_the_reason_is_given(statistic: str) -> None:
    answered, reasons = 0, {}
    for name, table in TABLES.items():
        try:
            check(CALLS[statistic](table))
        except StatisticsError as error:
            reasons[name] = str(error)
        else:
            answered += 1
    assert answered >= 5
    assert all(len(reason) > 20 for reason in reasons.values())


LEVELS: Mapping[str, Callable[[float], Any]] = {
    "mean": lambda level: mean(GOOD["y"], level=level),
    "mean by family": lambda level: mean(GOOD["y"], clusters=FAMILY, level=level),
    "proportion": lambda level: proportion(GOOD["yes"], level=level),
    "proportion, exact": lambda level: proportion(GOOD["yes"], method="clopper_pearson", level=level),
    "correlation": lambda level: correlation(GOOD["x"], GOOD["y"], level=level),
    "correlation by family": lambda level: correlation(GOOD["x"], GOOD["y"], clusters=FAMILY, level=level),
    "paired": lambda level: paired_contrast(GOOD["y"], GOOD["x"], level=level),
    "regression": lambda level: regression(GOOD["y"], predictors={"x": GOOD["x"]}, level=level),
    "heaping": lambda level: heaping(GOOD["y"], low=1, high=100, level=level),
    "choice": lambda level: choice_model(
        GOOD["yes"], difference=GOOD["x"], first=GOOD["first"], second=GOOD["second"], level=level
    ),
    "bradley-terry": lambda level: bradley_terry(GOOD["first"], GOOD["second"], GOOD["yes"], level=level),
    "variances": lambda level: variance_decomposition(
        GOOD["y"], nesting={"family": FAMILY}, rng=np.random.default_rng(1), level=level
    ),
    "mixed model": lambda level: mixed_model(
        {"y": GOOD["y"], "x": GOOD["x"], "f": FAMILY}, formula="y ~ x + (1|f)", level=level
    ),
}


@pytest.mark.parametrize("statistic", LEVELS)
@pytest.mark.parametrize("level", [95, 1.0, 0.0, -0.5, math.nan])
def test_a_level_that_is_no_share_is_refused(statistic: str, level: float) -> None:
    with pytest.raises(StatisticsError, match=r"such as 0\.95"):
        LEVELS[statistic](level)
