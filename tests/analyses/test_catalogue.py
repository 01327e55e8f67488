"""Questions are found by file name and answer for themselves, whatever is missing from the tables."""

from __future__ import annotations

import math

import polars as pl
import pytest
from tests.support.planted_tables import Planted, only, tables, without

from motivelab.analyses.as_published.cells import PublishedCells, published_cells
from motivelab.analyses.protocol import catalogue
from motivelab.analyses.protocol.analysis import Analysis
from motivelab.analyses.protocol.catalogue import analyse_all, names, published_names, question
from motivelab.analyses.protocol.to_frame import to_frame
from motivelab.errors import InputError
from motivelab.tables.tables import Tables

WORLD = Planted(families=4, tasks=2, pairs=20)
WHOLE = tables(WORLD)


def test_a_question_is_declared_under_its_files_name_in_two_sentences_and_links_to_questions_that_exist() -> None:
    for name in names():
        declared = question(name).DECLARATION
        assert declared.name == name
        assert declared.question.endswith("?")
        assert declared.method.count(". ") == 1
        assert declared.method.endswith(".")
        assert set(declared.links) <= set(names()) - {name}


def test_an_unknown_question_is_named_with_those_that_exist() -> None:
    with pytest.raises(InputError, match="motivation_by_category"):
        question("motivation_by_categories")


@pytest.mark.parametrize(
    "found",
    [
        pytest.param(WHOLE, id="whole"),
        pytest.param(tables(WORLD.but(silent=True)), id="nobody answered"),
        pytest.param(without(WHOLE, "trials", "self_reports", "performances", "judgements", "choices"), id="empty"),
        pytest.param(without(WHOLE, "choices"), id="no choices"),
        pytest.param(without(WHOLE, "self_reports"), id="no reports"),
        pytest.param(without(WHOLE, "performances", "judgements"), id="no work"),
        pytest.param(without(WHOLE, "judgements"), id="no judges"),
        pytest.param(only(WHOLE, pl.col("condition") != "control"), id="no control"),
        pytest.param(only(WHOLE, pl.col("condition") == "none"), id="no manipulation"),
        pytest.param(only(WHOLE, pl.col("condition") != "none"), id="no condition none"),
        pytest.param(tables(WORLD.but(respondents=("alone",))), id="one respondent"),
        pytest.param(tables(WORLD.but(families=1, categories={"writing": 0.0})), id="one family"),
        pytest.param(tables(WORLD.but(families=1)), id="one family a category"),
        pytest.param(tables(WORLD.but(tasks=1, families=1, replicates=1)), id="three tasks, once"),
        pytest.param(only(WHOLE, pl.col("task") == "logic-0-0"), id="one task"),
    ],
)
def test_whatever_is_missing_every_question_answers_with_finite_numbers_or_says_why_not(found: Tables) -> None:
    for analysis in analyse_all(found):
        assert analysis.rows or any(note.startswith("not estimable: ") for note in analysis.notes)
        for row in analysis.rows:
            e = row.estimate
            assert math.isfinite(e.value)
            assert (e.low is None) == (e.high is None)
            assert e.low is None or (math.isfinite(e.low) and e.low <= e.value + 1e-9)
            assert e.high is None or (math.isfinite(e.high) and e.value <= e.high + 1e-9)
        assert not any("nan" in note.lower().split() for note in analysis.notes)


def test_constant_answers_have_a_mean_without_an_interval_and_no_shift() -> None:
    flat = WHOLE.self_reports.with_columns(pl.lit(50.0).alias("score_100"))
    found = Tables(**{**dict(WHOLE.items()), "self_reports": flat})
    by_name = {a.declaration.name: a for a in analyse_all(found)}
    means = by_name["motivation_by_category"].rows
    assert means
    assert {r.estimate.low for r in means} == {None}
    assert not by_name["motivation_by_condition"].select(measure="shift of reported motivation") or all(
        r.estimate.low is None
        for r in by_name["motivation_by_condition"].select(measure="shift of reported motivation")
    )


def test_rows_shuffled_give_the_same_numbers() -> None:
    shuffled = Tables(**{n: f.sample(fraction=1.0, shuffle=True, seed=3) for n, f in WHOLE.items()})
    for name in ("motivation_by_category", "choice_against_report", "performance_summary", "report_stability"):
        keys = ["respondent", "measure", "statistic"]
        a, b = (to_frame(question(name).analyse(t)) for t in (WHOLE, shuffled))
        keys += [c for c in ("category", "condition") if c in a.columns]
        numbers = ["value", "low", "high"]
        one, two = (f.sort(keys).select(*keys, pl.col(numbers).round(9)) for f in (a, b))
        assert one.equals(two)


def test_the_tidy_table_holds_every_estimate_once() -> None:
    analyses = analyse_all(WHOLE)
    frame = to_frame(analyses)
    assert frame.height == sum(len(a.rows) for a in analyses)
    assert set(frame["track"]) == {"recommended", "as_published"}
    assert frame.select(pl.col("question", "respondent", "measure").is_null().any()).row(0) == (False, False, False)


def test_without_estimates_the_tidy_table_keeps_its_columns() -> None:
    nothing = Analysis.of(question("nonresponse").DECLARATION, ["not estimable: nothing"])
    assert to_frame(nothing).columns == to_frame([]).columns


def test_a_track_that_is_not_asked_for_gives_no_row_and_the_other_stays_as_it_is() -> None:
    both = analyse_all(WHOLE, names=["report_stability"])[0]
    for track in catalogue.TRACKS:
        alone = analyse_all(WHOLE, tracks=[track], names=["report_stability"])[0]
        assert alone.rows == tuple(r for r in both.rows if r.track == track)
        assert alone.rows


def test_cells_are_made_once_and_only_where_a_published_answer_needs_them(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Tables] = []

    def counted(found: Tables) -> PublishedCells:
        made.append(found)
        return published_cells(found)

    monkeypatch.setattr(catalogue, "published_cells", counted)
    analyse_all(WHOLE, tracks=["recommended"], names=["report_stability", "before_and_after"])
    analyse_all(WHOLE, names=["nonresponse"])
    assert made == []
    analyse_all(WHOLE, tracks=["as_published"])
    assert made == [WHOLE]


def test_each_question_is_told_before_it_is_answered_in_the_order_of_the_report() -> None:
    told: list[str] = []
    found = analyse_all(WHOLE, tracks=["as_published"], told=told.append)
    assert told == [a.declaration.name for a in found]
    assert sorted(told) == list(names())


def test_what_the_founding_study_did_not_ask_is_said_and_what_it_asked_is_a_question_of_ours() -> None:
    assert set(published_names()) <= set(names())
    for analysis in analyse_all(WHOLE, tracks=["as_published"]):
        if analysis.declaration.name not in published_names():
            assert analysis.rows == ()
            assert analysis.notes == ("not applicable (as published): the founding study did not ask this",)
