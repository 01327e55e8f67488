"""The data behind figures are what was observed and estimated, counted whole and in an order that holds."""

from __future__ import annotations

import json

import numpy as np
import polars as pl
import pytest
from tests.support.planted_figures import drawn_for, estimates, estimates_for, figure_tables, tables_for
from tests.support.planted_tables import Planted

from motivelab.figures.drawing.catalogue import drawn, figure
from motivelab.figures.drawing.cells import Cells, cells, draw_cells
from motivelab.figures.drawing.forest import Forest, forest
from motivelab.figures.drawing.palette import BY_STATUS
from motivelab.figures.drawing.trend import Trend, draw_trend, trend
from motivelab.tables.statuses import TRIAL_STATUSES
from motivelab.tables.tables import Tables

BEFORE = pl.col("moment").cast(pl.String) == "pre"
PLAIN = pl.col("condition").cast(pl.String) == "none"
OVERALL = pl.col("instrument").cast(pl.String) == "motivation"


@pytest.mark.parametrize("name", ["score_histograms", "answer_heaping"])
def test_every_answer_is_counted_once_and_shares_add_up_to_the_whole(name: str) -> None:
    data = drawn_for(name).data
    asked = tables_for(name).self_reports.filter(BEFORE, PLAIN, OVERALL)
    assert int(data["count"].sum()) == asked.height
    assert data.group_by("panel").agg(pl.col("share").sum())["share"].round(12).unique().to_list() == [1.0]


def test_an_answer_of_a_hundred_percent_lies_in_the_last_bar() -> None:
    found = figure_tables(Planted(families=2, tasks=1, pairs=0, shifts={}, performances=False))
    top = found.self_reports.with_columns(pl.lit(100.0).alias("score_100"))
    data = figure("score_histograms").data(Tables(**{**dict(found.items()), "self_reports": top}))
    assert data.select("low", "high").unique().rows() == [(95.0, 100.0)]


def test_heaping_tells_round_numbers_from_others() -> None:
    data = drawn_for("answer_heaping").data
    kinds = {row["answer"]: row["kind"] for row in data.to_dicts()}
    assert {kind for answer, kind in kinds.items() if answer % 10 == 0} <= {"multiple of 10"}
    assert {kind for answer, kind in kinds.items() if answer % 5} == {"other number"}


@pytest.mark.parametrize("name", ["retest_scatter", "before_and_after_scatter"])
def test_every_task_that_was_asked_twice_lies_in_one_square(name: str) -> None:
    data = drawn_for(name).data
    tasks = tables_for(name).self_reports["task"].n_unique()
    assert data.group_by("panel").agg(pl.col("count").sum())["count"].unique().to_list() == [tasks]


def test_boxes_hold_the_quartiles_and_name_tasks_of_the_respondents_own() -> None:
    data = drawn_for("category_boxes").data
    reports = tables_for("category_boxes").self_reports.filter(BEFORE, PLAIN, OVERALL)
    own = reports.filter(pl.col("respondent").cast(pl.String) == "null", pl.col("category").cast(pl.String) == "logic")
    means = own.group_by("task").agg(pl.col("score_100").mean())["score_100"].to_numpy()
    box = data.filter(pl.col("panel") == "null", pl.col("row") == "logic").to_dicts()[0]
    q1, median, q3 = np.quantile(means, [0.25, 0.5, 0.75])
    assert [box["q1"], box["median"], box["q3"]] == pytest.approx([q1, median, q3])
    assert (box["lowest"], box["highest"]) == pytest.approx((means.min(), means.max()))
    assert box["lowest"] <= box["whisker_low"] <= box["q1"]
    assert box["q3"] <= box["whisker_high"] <= box["highest"]
    assert data["panel"][0] == "all respondents"


def test_a_trend_counts_every_task_and_its_means_lie_inside_their_intervals() -> None:
    data = drawn_for("report_against_quality").data
    squares, means = (data.filter(pl.col("mark") == mark) for mark in ("square", "mean"))
    assert int(squares["n"].sum()) == int(means["n"].sum())
    known = means.drop_nulls(["low", "high"])
    assert known.filter((pl.col("low") > pl.col("y")) | (pl.col("high") < pl.col("y"))).is_empty()


def test_points_and_ends_of_intervals_stand_in_the_data_as_estimated() -> None:
    source = estimates_for("condition_contrasts")
    shifts = source.filter(pl.col("statistic") == "mean_difference")
    columns = ["value", "low", "high", "n"]
    data = drawn_for("condition_contrasts").data
    assert data.select(columns).sort(columns).equals(shifts.select(columns).sort(columns))


def test_what_was_computed_as_published_stands_only_beside_what_is_recommended() -> None:
    source = estimates_for("beside_as_published")
    published = source.filter(pl.col("track") == "as_published").select("value")
    data = figure("means_by_category").data(source)
    assert data.join(published, on="value").is_empty()
    beside = drawn_for("beside_as_published").data
    pairs = beside.group_by("panel", "row").agg(pl.col("value").sort_by("series"))["value"].to_list()
    assert pairs
    assert {round(theirs - ours, 9) for theirs, ours in pairs} == {2.0}


def test_categories_stand_in_one_order_for_all_respondents_so_that_panels_compare() -> None:
    data = drawn_for("means_by_category").data
    orders = {tuple(rows) for rows in data.group_by("panel", maintain_order=True).agg("row")["row"].to_list()}
    assert orders == {("all tasks", "writing", "logic", "harmful")}


def test_correlations_can_be_read_down_and_across() -> None:
    data = drawn_for("facet_correlations").data
    turned = data.select("panel", pl.col("column").alias("row"), pl.col("row").alias("column"), "value")
    both = data.join(turned, on=["panel", "row", "column"], suffix="_turned")
    assert both.height == data.height
    assert both["value"].equals(both["value_turned"])


def test_words_of_low_reports_stand_to_the_left() -> None:
    data = drawn_for("words_of_reasons").data
    sides = dict(data.select("row", "value").iter_rows())
    assert [word for word, value in sides.items() if value < 0] == ["chore", "dull"]
    ends = data.filter((pl.col("low") > pl.col("value")) | (pl.col("high") < pl.col("value")))
    assert ends.is_empty()


def test_judges_ratings_fill_whole_rows() -> None:
    data = drawn_for("judge_agreement").data
    rows = data.drop_nulls("value").group_by("row").agg(pl.col("value").sum())["value"]
    assert rows.round(12).unique().to_list() == [1.0]


def test_of_many_utilities_the_most_and_the_least_wanted_are_shown() -> None:
    measure = "utility of tasks (log odds, Bradley-Terry)"
    rows = [
        {"respondent": "one", "measure": measure, "statistic": "utility", "item": f"task {i:02}", "value": float(i)}
        for i in range(50)
    ]
    shown = figure("utility_scale").data(estimates("utilities", rows))["value"].to_list()
    assert shown == [*range(49, 34, -1), *range(14, -1, -1)]


def test_shares_of_the_ledger_add_up_to_the_whole_and_every_status_has_a_colour() -> None:
    data = drawn_for("ledger_bars").data
    whole = data.group_by("panel", "row").agg(pl.col("share").sum())["share"]
    assert whole.round(12).unique().to_list() == [1.0]
    assert tuple(s.replace(" ", "_") for s in BY_STATUS) == TRIAL_STATUSES
    assert len(set(BY_STATUS.values())) == len(BY_STATUS)


def test_figures_do_not_depend_on_the_order_of_rows() -> None:
    found = tables_for("ledger_bars")
    turned = Tables(**{name: frame.reverse() for name, frame in found.items()})
    for name in ("score_histograms", "category_boxes", "retest_scatter", "report_against_effort", "judge_agreement"):
        straight, back = (figure(name).data(tables) for tables in (found, turned))
        order = [c for c in ("panel", "mark", "row", "column", "x", "y", "low") if c in straight.columns]
        if name == "judge_agreement":  # which judge is called the first one follows the rows
            continue
        numbers = [c for c, t in straight.schema.items() if t.is_float()]
        assert straight.sort(order).drop(numbers).equals(back.sort(order).drop(numbers))
        assert np.allclose(
            straight.sort(order).select(numbers).to_numpy(), back.sort(order).select(numbers).to_numpy(), equal_nan=True
        )


def test_a_hundred_thousand_points_stay_light() -> None:
    rng = np.random.default_rng(1)
    points = pl.DataFrame({"panel": "one", "x": rng.uniform(0, 100, 100_000), "y": rng.uniform(0, 100, 100_000)})
    both = Cells(x_title="x", y_title="y", what="answers")
    ways = Trend(x_title="x", y_title="y", what="answers")
    families = points.with_columns((pl.col("x") * 7 % 200).floor().cast(pl.Int64).cast(pl.String).alias("family"))
    for (panel,) in (
        draw_cells(cells(points, both), both),
        draw_trend(trend(families, ways, ends=(0.0, 100.0)), ways),
    ):
        assert len(json.dumps(panel.spec)) < 100_000
        assert len(panel.svg) < 200_000


def test_thirty_respondents_and_forty_categories_stay_legible() -> None:
    rows = [
        {"respondent": f"provider/model-with-a-long-name-{r}", "category": f"category {c}", "value": float(c - r)}
        | {"measure": "reported motivation above own mean", "low": c - r - 2.0, "high": c - r + 2.0}
        for c in range(40)
        for r in range(30)
    ]
    found = drawn(
        "respondent_profiles",
        question="respondents_compared",
        estimates=estimates("respondents_compared", rows),
        tables=tables_for("ledger_bars"),
    )
    (panel,) = found.panels
    assert panel.width >= 30 * 24
    assert len(json.dumps(panel.spec)) < 400_000


def test_an_axis_of_shifts_ends_where_shifts_do_and_cuts_what_goes_beyond() -> None:
    one = {"panel": ["a"], "row": ["money"], "series": ["against none"], "value": [80.0], "low": [-300.0]}
    wide = pl.DataFrame(one | {"high": [340.0], "n": [5]})
    (panel,) = figure("condition_contrasts").draw(wide)
    scale = next(s for s in panel.spec["scales"] if s["name"] == "x")
    assert scale["domain"] == [-100, 100]
    assert scale["clamp"] is True


def test_a_long_name_is_broken_into_lines_and_told_whole_to_a_pointer() -> None:
    long = "a condition with a name as long as nobody should give " * 3
    one = {"panel": ["a"], "row": [long], "series": [""], "value": [1.0], "low": [0.0], "high": [2.0], "n": [5]}
    (panel,) = forest(pl.DataFrame(one), Forest(title="t", domain=(0.0, 3.0)))
    assert "…" in panel.svg
    assert long in json.dumps(panel.spec)
