"""Effects of conditions across respondents equal those of the full mixed model, and cover what was planted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from motivelab.errors import DegenerateDataError
from motivelab.stats.condition_effects import FAMILY, RESPONDENT, WORDING, ConditionEffects, condition_effects
from motivelab.stats.mixed_model import mixed_model

Columns: TypeAlias = dict[str, NDArray[Any]]
NAMES = np.array(["none", "money", "praise"])
REFERENCE = Path(__file__).parent / "reference"
R = json.loads((REFERENCE / "condition_effects.json").read_text())
T = np.genfromtxt(REFERENCE / "condition_effects.csv", delimiter=",", names=True, dtype=None, encoding="utf8")


def _world(
    seed: int, *, respondents: int = 6, families: int = 12, effect: float = 0.0, wordings: bool = False
) -> Columns:
    rng = np.random.default_rng(seed)
    r, t, c = (a.ravel() for a in np.meshgrid(range(respondents), range(families * 3), range(3)))
    f = t // 3
    y = 60 + rng.normal(0, 8, families)[f] + rng.normal(0, 5, families * 3)[t] + rng.normal(0, 6, respondents)[r]
    y = y + rng.normal(0, 2, (families, 3))[f, c] + rng.normal(0, 2.5, (respondents, 3))[r, c]
    y = y + rng.normal(0, 4, (families * 3, respondents))[t, r] + rng.normal(0, 3, len(r)) + effect * (c == 1)
    text = (t + c) % 3 if wordings else np.zeros(len(t), dtype=int)
    told = np.where(c == 0, "", np.char.add(NAMES[c], text.astype(str)))
    return {
        "score": y,
        "condition": NAMES[c],
        "respondent": np.char.add("r", r.astype(str)),
        "task": np.char.add("t", t.astype(str)),
        "family": np.char.add("f", f.astype(str)),
        "wording": told,
    }


def _fit(d: Columns) -> ConditionEffects:
    return condition_effects(
        d["score"],
        conditions=d["condition"],
        respondents=d["respondent"],
        tasks=d["task"],
        families=d["family"],
        wordings=d["wording"],
        reference="none",
    )


def _of_reference(column: str, *, wordings: bool = False) -> ConditionEffects:
    return condition_effects(
        T[column],
        conditions=T["condition"],
        respondents=T["respondent"],
        tasks=T["task"],
        families=T["family"],
        wordings=T["wording"] if wordings else None,
        reference="none",
    )


def _agrees(fit: ConditionEffects, r: dict[str, Any], *, value: float, se: float, df: float) -> None:
    e = [fit.contrast(name, reference="none") for name in R["complete"]["names"]]
    assert [x.value for x in e] == pytest.approx(r["value"], rel=value)
    assert [x.se for x in e] == pytest.approx(r["se"], rel=se)
    assert [x.df for x in e] == pytest.approx(r["df"], rel=df)
    for ours, theirs in ((FAMILY, FAMILY), (RESPONDENT, RESPONDENT), ("residual", "Residual")):
        assert fit.deviations[ours].value == pytest.approx(r["sd"][theirs], rel=se)


def test_on_complete_data_effects_errors_and_df_are_lmertests() -> None:
    fit, r = _of_reference("score"), R["complete"]
    _agrees(fit, r, value=1e-8, se=1e-5, df=1e-4)
    p = [fit.contrast(name, reference="none").p for name in r["names"]]
    assert p == pytest.approx(r["p"], rel=1e-4)
    between = fit.contrast("money", reference="praise")
    assert [between.value, between.se, between.df, between.p] == pytest.approx(r["between"], rel=1e-4)


def test_wordings_dealt_to_tasks_move_errors_by_a_hundredth_or_two() -> None:
    fit, r = _of_reference("worded", wordings=True), R["wordings"]
    e = [fit.contrast(name, reference="none") for name in r["names"]]
    assert [x.value for x in e] == pytest.approx(r["value"], abs=0.01)
    assert [x.se for x in e] == pytest.approx(r["se"], rel=2e-2)
    assert [x.df for x in e] == pytest.approx(r["df"], rel=5e-2)
    assert fit.deviations[WORDING].value == pytest.approx(r["sd"][WORDING], rel=2e-2)


def test_on_incomplete_data_it_is_lmertest_with_levels_as_fixed_effects_and_close_to_random_ones() -> None:
    fit = _of_reference("holes")
    _agrees(fit, R["incomplete_levels_fixed"], value=1e-4, se=1e-5, df=1e-4)
    r = R["incomplete"]
    for name, value, se in zip(r["names"], r["value"], r["se"], strict=True):
        e = fit.contrast(name, reference="none")
        assert abs(e.value - value) < 0.1 * se
        assert e.se == pytest.approx(se, rel=2e-2)


def test_on_complete_data_it_is_the_mixed_model_that_has_every_level_as_a_random_term() -> None:
    d = _world(1)
    full = mixed_model(
        {k: v for k, v in d.items() if k != "wording"},
        formula="score ~ condition + (1|family/task) + (1|respondent) + (1|task:respondent) + (1|family:condition)"
        " + (1|respondent:condition)",
        reference={"condition": "none"},
    )
    fit = _fit(d)
    for name in ("money", "praise"):
        ours, theirs = fit.contrast(name, reference="none"), full.fixed[f"condition[{name}]"]
        assert ours.value == pytest.approx(theirs.value, abs=1e-8)
        assert ours.se == pytest.approx(theirs.se, rel=1e-3)
        assert ours.df == pytest.approx(theirs.df, rel=1e-2)
    between = fit.contrast("money", reference="praise")
    theirs = full.contrast({"condition[money]": 1.0, "condition[praise]": -1.0})
    assert between.value == pytest.approx(theirs.value, abs=1e-8)
    assert between.se == pytest.approx(theirs.se, rel=1e-3)
    for name in (FAMILY, RESPONDENT, "residual"):
        assert fit.deviations[name].value == pytest.approx(full.deviations[name].value, rel=5e-3)


def test_an_effect_is_covered_at_the_nominal_rate_although_respondents_and_families_differ_in_it() -> None:
    covered = 0
    for seed in range(30):
        e = _fit(_world(seed, effect=3.0)).contrast("money", reference="none")
        assert e.low is not None
        assert e.high is not None
        covered += e.low <= 3.0 <= e.high
    assert 25 <= covered <= 30


def test_wordings_that_differ_widen_the_interval() -> None:
    d = _world(3, wordings=True)
    rng = np.random.default_rng(5)
    moved = dict(zip(np.unique(d["wording"]), rng.normal(0, 6, 7), strict=True))
    d["score"] = d["score"] + np.array([moved[w] if w else 0.0 for w in d["wording"]])
    told, untold = _fit(d), _fit(d | {"wording": d["condition"]})
    assert told.deviations[WORDING].value > 2
    assert WORDING not in untold.deviations
    assert (told.contrast("money", reference="none").se or 0) > (untold.contrast("money", reference="none").se or 9)


def test_where_nothing_varies_but_the_answers_the_fit_is_singular_and_still_stands() -> None:
    d = _world(4)
    d["score"] = np.random.default_rng(1).normal(60, 5, len(d["score"]))
    fit = _fit(d)
    e = fit.contrast("money", reference="none")
    assert "singular" in e.flags
    assert e.se == pytest.approx(5 * np.sqrt(2 / (6 * 36)), rel=0.2)


def test_missing_answers_are_flagged_and_a_task_met_once_tells_nothing() -> None:
    d = _world(6)
    whole = _fit(d).contrast("money", reference="none")
    holes = d | {"score": d["score"].copy()}
    holes["score"][::17] = np.nan
    e = _fit(holes).contrast("money", reference="none")
    assert "missing" in e.flags
    assert "missing" not in whole.flags
    assert abs(e.value - whole.value) < 1.0
    odd = {k: np.append(v, v[:1]) for k, v in d.items()}
    odd["task"][-1], odd["score"][-1] = "t999", 1e6
    assert _fit(odd).contrast("money", reference="none").value == pytest.approx(whole.value)


@pytest.mark.parametrize(
    ("column", "value"), [("condition", "none"), ("respondent", "r0"), ("family", "f0"), ("score", 5.0)]
)
def test_what_does_not_vary_has_no_effect_to_show(column: str, value: object) -> None:
    d = _world(7)
    d[column] = np.full(len(d["score"]), value)
    with pytest.raises(DegenerateDataError):
        _fit(d)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"condition": lambda c: c[:-1]}, "conditions has 647 labels for 648 scores"),
        ({"task": lambda c: c[:-1]}, "tasks has 647 labels"),
        ({"wording": lambda c: c[:-1]}, "wordings has 647 labels"),
        ({"condition": lambda c: np.array([None, *c[1:]], dtype=object)}, "conditions: row 0 has no label"),
        ({"respondent": lambda c: np.where(np.arange(len(c)) == 5, np.nan, 1.0)}, "respondents: row 5 has no label"),
        ({"task": lambda c: np.arange(len(c))}, "no respondent met a task under two conditions"),
        ({"score": lambda c: np.repeat(np.arange(216.0), 3)}, "do not vary within units"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_words(change: dict[str, Any], words: str) -> None:
    d = _world(8)
    for name, alter in change.items():
        d[name] = alter(d[name])
    with pytest.raises(DegenerateDataError, match=words):
        _fit(d)


@given(seed=st.integers(0, 10**6))
@settings(max_examples=20, deadline=None)
def test_contrasts_add_up_and_turn_round_with_their_sides(seed: int) -> None:
    fit = _fit(_world(seed, respondents=4, families=5))
    there, back = fit.contrast("money", reference="praise"), fit.contrast("praise", reference="money")
    assert [back.value, back.se, back.low] == pytest.approx([-there.value, there.se, -(there.high or 0)], rel=1e-9)
    money, praise = (fit.contrast(c, reference="none").value for c in ("money", "praise"))
    assert there.value == pytest.approx(money - praise, abs=1e-9)


def test_rows_in_another_order_and_scores_on_another_scale_give_the_same_effects() -> None:
    d = _world(9)
    whole = _fit(d).contrast("money", reference="none")
    rows = np.random.default_rng(2).permutation(len(d["score"]))
    mixed = {name: c[rows] for name, c in d.items()}
    for scores, unit in ((mixed["score"], 1.0), (mixed["score"] + 1e6, 1.0), (-1e-6 * mixed["score"], -1e-6)):
        e = _fit(mixed | {"score": scores}).contrast("money", reference="none")
        assert e.value / unit == pytest.approx(whole.value, rel=1e-6)
        assert (e.se or 0) / abs(unit) == pytest.approx(whole.se, rel=1e-6)
        assert e.df == pytest.approx(whole.df, rel=1e-4)
