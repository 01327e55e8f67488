"""Two runs of the same respondent do not differ; what was planted between two is found and said, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl
import pytest
from tests.support.planted_behaviour import with_facets, with_work
from tests.support.planted_tables import Planted, only, tables

from motivelab.errors import InputError
from motivelab.exchange.compare_runs import RunComparison, compare_runs
from motivelab.exchange.comparing.changes import BY_CATEGORY, BY_FACET, CHANGE, OF_SHIFT
from motivelab.exchange.comparing.choice_changes import AGREEMENT, FOLLOWING
from motivelab.exchange.comparing.sentences import shown
from motivelab.tables.tables import Tables

WORLD = Planted(respondents=("one",), families=8, tasks=2, pairs=60, replicates=1)
BASE = tables(WORLD)
FACETS: Mapping[str, Mapping[str, float]] = {"interest": {}, "fear": {}}


def _asked(seed: int, *, lift: Mapping[str, float] | None = None, money: float = 0.0, refused: float = 0.05) -> Tables:
    """The same tasks asked again: other noise, and perhaps a change."""
    rng = np.random.default_rng(seed)
    name = {c: pl.col(c).cast(pl.String) for c in ("category", "condition")}
    moved = name["category"].replace_strict(dict(lift or {}), default=0.0, return_dtype=pl.Float64)
    moved = moved + pl.when(name["condition"] == "money").then(money).otherwise(0.0)
    noise = pl.Series(rng.normal(0, 4, BASE.self_reports.height))
    reports = BASE.self_reports.with_columns((pl.col("score_100") + moved + noise).clip(0, 100).alias("score_100"))
    again = Tables(**{**dict(BASE.items()), "self_reports": reports})
    share = dict.fromkeys(("none", "control", "money", "futility"), refused)
    return with_work(with_facets(again, FACETS), refused=share, seed=seed)


BEFORE = _asked(1)


def _renamed(found: Tables, name: str) -> Tables:
    def of(frame: pl.DataFrame) -> pl.DataFrame:
        columns = [c for c in ("respondent", "author") if c in frame.columns]
        return frame.with_columns(
            pl.col(c).cast(pl.String).replace({"one": name}).cast(frame[c].dtype).alias(c) for c in columns
        )

    return Tables(**{table: of(frame) for table, frame in found.items()})


def _shown(comparison: RunComparison) -> list[Mapping[str, str]]:
    return [row.labels for row in comparison.analysis.rows if shown(row)]


def test_a_change_in_one_category_is_found_with_its_size_and_no_other_is() -> None:
    comparison = compare_runs(BEFORE, _asked(2, lift={"logic": 12.0}))
    (logic,) = comparison.analysis.select(measure=BY_CATEGORY, category="logic")
    assert logic.estimate.value == pytest.approx(12.0, abs=2.5)
    (overall,) = comparison.analysis.select(measure=CHANGE, outcome="reported motivation")
    assert overall.estimate.value == pytest.approx(4.0, abs=1.5)
    assert {(r["measure"], r.get("category")) for r in _shown(comparison)} == {
        (BY_CATEGORY, "logic"),
        (CHANGE, None),
    }
    told = comparison.sentences[0]
    assert "in logic +1" in told
    assert "writing" not in told


def test_a_stronger_response_to_a_text_is_a_change_of_its_shift_and_of_nothing_else() -> None:
    comparison = compare_runs(BEFORE, _asked(3, money=10.0))
    (row,) = comparison.analysis.select(
        measure=OF_SHIFT, outcome="reported motivation", condition="money", reference="none"
    )
    assert row.estimate.value == pytest.approx(10.0, abs=2.5)
    assert {(r["measure"], r.get("condition")) for r in _shown(comparison)} == {(OF_SHIFT, "money")}


def test_more_refusals_show_in_compliance() -> None:
    comparison = compare_runs(BEFORE, _asked(4, refused=0.5))
    (row,) = comparison.analysis.select(measure=CHANGE, outcome="compliance")
    assert row.estimate.value == pytest.approx(-45, abs=15)
    assert shown(row)


def test_choices_are_compared_pair_by_pair_in_the_same_order() -> None:
    turned = BASE.choices.with_columns((3 - pl.col("chosen_position")).alias("chosen_position"))
    comparison = compare_runs(BEFORE, Tables(**{**dict(_asked(5).items()), "choices": turned}))
    (agrees,) = comparison.analysis.select(outcome=AGREEMENT)
    assert agrees.estimate.value < -30
    assert shown(agrees)
    assert {r.labels["condition"] for r in comparison.analysis.select(outcome=FOLLOWING)} == {"money", "futility"}


def test_the_same_respondent_asked_twice_changes_at_no_more_than_the_nominal_rate() -> None:
    tested = found = stated = 0
    for seed in range(10):
        comparison = compare_runs(_asked(100 + seed), _asked(200 + seed))
        for row in comparison.analysis.rows:
            e, none = row.estimate, 1.0 if row.estimate.statistic == "ratio" else 0.0
            if e.low is not None and e.high is not None:
                tested += 1
                found += not e.low <= none <= e.high
        stated += "none of" not in comparison.sentences[0]
    assert tested > 100
    assert found / tested < 0.1  # 0.05 at the nominal rate
    assert stated <= 3  # p are held in four families of tests


def test_no_sentence_states_a_change_whose_interval_holds_none() -> None:
    comparison = compare_runs(BEFORE, _asked(6, lift={"harmful": 10.0}))
    stated = comparison.sentences[0]
    for row in comparison.analysis.select(measure=BY_CATEGORY):
        assert (f"in {row.labels['category']} " in stated) == shown(row)
    assert any("cannot tell" in s or "ruled out" in s for s in comparison.sentences)


def test_identical_answers_are_said_to_be_identical() -> None:
    comparison = compare_runs(BEFORE, BEFORE)
    assert comparison.sentences[0] == f"one: none of {len(comparison.analysis.rows)} comparisons shows a change."
    assert "no task differs in" in comparison.sentences[1]
    assert comparison.design == comparison.only == ()


def test_respondents_are_matched_as_told_or_as_the_only_ones_and_else_refused_by_name() -> None:
    late = _renamed(_asked(7), "two")
    assert compare_runs(BEFORE, late).pairs == {"one": "two"}
    assert compare_runs(BEFORE, late, respondents={"one": "two"}).pairs == {"one": "two"}
    with pytest.raises(InputError, match="'three' is not in the second run"):
        compare_runs(BEFORE, late, respondents={"one": "three"})
    several = tables(WORLD.but(respondents=("two", "three"), pairs=0))
    with pytest.raises(InputError, match="--respondent A=B"):
        compare_runs(BEFORE, several)


def test_runs_with_no_task_in_common_are_refused() -> None:
    logic, writing = (only(BEFORE, pl.col("category").cast(pl.String) == c, of=_ABOUT) for c in ("logic", "writing"))
    bare = {t: dict(BEFORE.items())[t].clear() for t in ("choices",)}
    with pytest.raises(InputError, match="nothing in common"):
        compare_runs(*(Tables(**{**dict(t.items()), **bare}) for t in (logic, writing)))


_ABOUT = ("trials", "self_reports", "performances", "judgements")


def test_what_was_asked_differently_and_what_only_one_run_has_is_listed() -> None:
    late = _asked(8)
    trials = late.trials.with_columns(
        pl.lit("1-7").cast(late.trials["format"].dtype).alias("format"),
        pl.lit("newer").cast(late.trials["returned_model"].dtype).alias("returned_model"),
    ).filter(pl.col("condition").cast(pl.String) != "futility", pl.col("task").cast(pl.String) != "logic-0-0")
    comparison = compare_runs(
        BEFORE,
        Tables(**{**dict(late.items()), "trials": trials}),
        facts_before={"bank": "core"},
        facts_after={"bank": "mine"},
    )
    assert "bank: core before, mine after" in comparison.design
    assert "pre: response formats: 1-100 before, 1-7 after" in comparison.design
    assert any("newer after" in d for d in comparison.design)
    assert "conditions only in the first run: futility" in comparison.only
    assert "tasks only in the first run: logic-0-0" in comparison.only


def test_facets_are_compared_one_by_one() -> None:
    later = with_facets(_asked(9), {"interest": {"none": 9.0}})
    reports = later.self_reports.filter(
        ~((pl.col("subscale").cast(pl.String) == "interest") & (pl.int_range(pl.len()) < BEFORE.self_reports.height))
    )
    comparison = compare_runs(BEFORE, Tables(**{**dict(later.items()), "self_reports": reports}))
    assert {r.labels["facet"] for r in comparison.analysis.select(measure=BY_FACET)} == {"interest", "fear"}
    (interest,) = comparison.analysis.select(measure=BY_FACET, facet="interest")
    assert interest.estimate.value == pytest.approx(9.0, abs=2)
