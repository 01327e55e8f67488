"""A figure shows the numbers it is given, all of them, and is inert whatever text is in them."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

import polars as pl
import pytest
from tests.support.planted_tables import Planted, tables, without

from motivelab.analyses.protocol.catalogue import names as questions
from motivelab.analyses.protocol.catalogue import question
from motivelab.analyses.protocol.to_frame import to_frame
from motivelab.figures.drawing.catalogue import figure, names, source_of
from motivelab.figures.drawing.palette import BY_STATUS
from motivelab.tables.statuses import TRIAL_STATUSES
from motivelab.tables.tables import Tables

FOUND = tables(Planted(families=4, tasks=2, pairs=20))
HOSTILE = '</svg><script>alert("x")</script> & <b onclick="y">'


COMING = {"before_and_after", "facets", "judges", "ladders", "utilities", "respondents_compared", "reasons_words"}


def _source(name: str, found: Tables) -> Any:
    f = figure(name)
    estimates = to_frame(question(f.QUESTION).analyse(found)) if f.SOURCE == "estimates" else pl.DataFrame()
    return source_of(f, estimates=estimates, tables=found)


def test_every_figure_belongs_to_a_question_and_says_what_is_seen() -> None:
    for name in names():
        f = figure(name)
        assert f.QUESTION in {*questions(), *COMING}
        assert f.CAPTION.endswith(".")


@pytest.mark.parametrize("name", names())
def test_every_respondent_and_row_of_the_data_is_drawn_and_told_in_words(name: str) -> None:
    f = figure(name)
    data = f.data(_source(name, FOUND))
    panels = f.draw(data)
    assert [p.title for p in panels] == data["panel"].unique(maintain_order=True).to_list()
    for panel in panels:
        root = ElementTree.fromstring(panel.svg)
        drawn = "".join(root.itertext())
        for row in data.filter(pl.col("panel") == panel.title)["row"] if "row" in data.columns else ():
            assert row.replace(" ", "") in drawn.replace(" ", "")
            assert row in panel.words
        assert root.attrib["aria-label"] == panel.words
        assert root.attrib["role"] == "img"


@pytest.mark.parametrize("name", names())
def test_a_figure_of_nothing_has_no_panels(name: str) -> None:
    f = figure(name)
    empty = without(FOUND, *(table for table, _ in FOUND.items()))
    assert f.draw(f.data(source_of(f, estimates=to_frame([]), tables=empty))) == ()


def test_points_and_ends_of_intervals_stand_in_the_data_as_estimated() -> None:
    source = _source("condition_contrasts", FOUND)
    data = figure("condition_contrasts").data(source)
    shifts = source.filter(pl.col("statistic") == "mean_difference")
    columns = ["value", "low", "high"]
    assert data.select(columns).sort(columns).equals(shifts.select(columns).sort(columns))


def test_categories_stand_in_one_order_for_all_respondents_so_that_panels_compare() -> None:
    data = figure("means_by_category").data(_source("means_by_category", FOUND))
    orders = {tuple(rows) for rows in data.group_by("panel", maintain_order=True).agg("row")["row"].to_list()}
    assert orders == {("all tasks", "writing", "logic", "harmful")}


def test_shares_of_the_ledger_add_up_to_the_whole_and_every_status_has_a_colour() -> None:
    data = figure("ledger_bars").data(FOUND.nonresponse)
    whole = data.group_by("panel", "row").agg(pl.col("share").sum())["share"]
    assert whole.round(12).unique().to_list() == [1.0]
    assert tuple(s.replace(" ", "_") for s in BY_STATUS) == TRIAL_STATUSES
    assert len(set(BY_STATUS.values())) == len(BY_STATUS)


def test_hostile_names_are_letters_in_the_drawing_and_nothing_else() -> None:
    found = tables(Planted(respondents=(HOSTILE,), families=3, tasks=1, shifts={HOSTILE: 4.0}, pairs=10))
    for name in names():
        for panel in figure(name).draw(figure(name).data(_source(name, found))):
            root = ElementTree.fromstring(panel.svg)
            kinds = {element.tag.removeprefix("{http://www.w3.org/2000/svg}") for element in root.iter()}
            assert kinds <= {"svg", "g", "path", "line", "rect", "text", "tspan", "title"}
            assert not any(re.match("on", key) for element in root.iter() for key in element.attrib)


def test_a_drawing_asks_nothing_of_the_network() -> None:
    for name in names():
        for panel in figure(name).draw(figure(name).data(_source(name, FOUND))):
            addresses = re.findall(r"(?:https?:|url\(|href)[^\s\"]*", panel.svg)
            assert set(addresses) <= {"http://www.w3.org/2000/svg"}


def test_a_long_name_is_broken_into_lines_and_not_cut() -> None:
    long = "a condition with a name as long as nobody should give"
    found = tables(Planted(respondents=("one",), families=3, tasks=1, shifts={long: 4.0}, pairs=0))
    (panel,) = figure("condition_contrasts").draw(
        figure("condition_contrasts").data(_source("condition_contrasts", found))
    )
    drawn = "".join(ElementTree.fromstring(panel.svg).itertext())
    assert long.replace(" ", "") in drawn.replace(" ", "")
    assert "…" not in drawn


def test_an_axis_of_shifts_ends_where_shifts_do() -> None:
    wide = pl.DataFrame(
        {
            "panel": ["a"],
            "row": ["money"],
            "series": ["against none"],
            "value": [80.0],
            "low": [-300.0],
            "high": [340.0],
            "n": [5],
        }
    )
    (panel,) = figure("condition_contrasts").draw(wide)
    labels = re.findall(r">([−-]?\d+)<", panel.svg)
    assert "100" in labels
    assert max(abs(int(label.replace("−", "-"))) for label in labels) == 100
