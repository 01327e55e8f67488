"""A figure shows the numbers it is given, all of them, and is inert whatever text is in them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import polars as pl
import pytest
from tests.support.planted_figures import SOME_QUESTION, drawn_for, estimates_for, tables_for
from tests.support.planted_tables import without

import motivelab.analyses
from motivelab.analyses.protocol.catalogue import names as questions
from motivelab.analyses.protocol.to_frame import to_frame
from motivelab.figures.drawing.catalogue import EVERY_QUESTION, drawn_figures, figure, names, source_of
from motivelab.figures.drawing.theme import PANEL_WIDTH, WIDE

HOSTILE = '</svg><script>alert("x")</script> & <b onclick="y"> \u202e\x07 {{datum}} \' + alert(1) + \''
ALLOWED = {"svg", "g", "path", "line", "rect", "text", "tspan", "title"}
ANALYSES = "\n".join(p.read_text("utf-8") for p in Path(motivelab.analyses.__path__[0]).rglob("*.py"))


def test_every_figure_belongs_to_a_question_and_says_what_is_seen() -> None:
    for name in names():
        f = figure(name)
        assert f.QUESTION in {EVERY_QUESTION, *questions()}
        assert f.CAPTION.endswith(".")
        assert f.draw.__doc__
        assert f.data.__doc__


def test_what_a_figure_reads_out_of_estimates_is_there_under_that_name() -> None:
    for name in names():
        f: Any = figure(name)
        wanted = [
            getattr(f, constant, "") for constant in ("MEASURE", "SHARE", "DIFFERENCE", "OVER_CATEGORIES", "OVER_TASKS")
        ]
        for measure in filter(None, wanted):
            assert f'"{measure}"' in ANALYSES, (name, measure)


@pytest.mark.parametrize("name", names())
def test_every_panel_and_row_of_the_data_is_drawn_and_told_in_words(name: str) -> None:
    drawn = drawn_for(name)
    assert drawn.panels
    assert [p.title for p in drawn.panels] == drawn.data["panel"].unique(maintain_order=True).to_list()
    for panel in drawn.panels:
        root = ElementTree.fromstring(panel.svg)
        letters = "".join(root.itertext()).replace(" ", "")
        rows = drawn.data.filter(pl.col("panel") == panel.title)
        for row in rows["row"] if "row" in rows.columns else ():
            assert row[:12].replace(" ", "") in letters
            assert row in panel.words
        assert root.attrib["aria-label"] == panel.words
        assert root.attrib["role"] == "img"


@pytest.mark.parametrize("name", names())
def test_a_drawing_is_inert_asks_nothing_of_the_network_and_stays_light(name: str) -> None:
    for panel in drawn_for(name).panels:
        root = ElementTree.fromstring(panel.svg)
        kinds = {element.tag.removeprefix("{http://www.w3.org/2000/svg}") for element in root.iter()}
        assert kinds <= ALLOWED
        addresses = re.findall(r"(?:https?:|url\(|href)[^\s\"]*", panel.svg)
        assert set(addresses) <= {"http://www.w3.org/2000/svg"}
        spec = json.dumps(panel.spec)
        assert set(re.findall(r"https?:[^\"]*", spec)) <= {"https://vega.github.io/schema/vega/v6.json"}
        assert '"url"' not in spec
        assert len(spec) < 200_000
        assert PANEL_WIDTH <= panel.width <= WIDE


@pytest.mark.parametrize("name", names())
def test_the_numbers_in_a_panel_and_what_a_pointer_tells_are_its_own_data(name: str) -> None:
    """Marks tell what they are; a page shows it as text."""
    for panel in drawn_for(name).panels:
        tooltips = [m for m in _marks(panel.spec) if "tooltip" in m.get("encode", {}).get("update", {})]
        assert tooltips
        assert not any("html" in json.dumps(m["encode"]["update"]["tooltip"]).lower() for m in tooltips)


@pytest.mark.parametrize("name", names())
def test_names_are_letters_in_the_drawing_and_nothing_else(name: str) -> None:
    data = drawn_for(name).data
    own = data.filter(pl.col("panel") == data["panel"][0])
    fixed = {"category_boxes": (), "score_histograms": ()}
    texts = [c for c in ("panel", "row", "column", "series") if c in own.columns and c not in fixed.get(name, ())]
    if name in ("judge_agreement", "facet_heat_map"):  # columns are numbers there
        texts.remove("column")
    hostile = own.with_columns(pl.format("{} {}", pl.lit(HOSTILE), pl.col(c)).alias(c) for c in texts)
    (panel,) = figure(name).draw(hostile)
    root = ElementTree.fromstring(panel.svg)
    assert {element.tag.removeprefix("{http://www.w3.org/2000/svg}") for element in root.iter()} <= ALLOWED
    assert not any(re.match("on", key) for element in root.iter() for key in element.attrib)
    written = panel.svg + json.dumps(panel.spec, ensure_ascii=False)
    assert not re.search("[\u202e\x07]", written + panel.title + panel.words)
    assert "alert(1)" not in json.dumps([m.get("encode", {}).get("update", {}).get("fill") for m in _marks(panel.spec)])


@pytest.mark.parametrize("name", names())
def test_a_figure_of_nothing_has_no_panels(name: str) -> None:
    f = figure(name)
    found = tables_for("ledger_bars")
    empty = without(found, *(table for table, _ in found.items()))
    data = f.data(source_of(f, estimates=to_frame([]), tables=empty))
    assert data.is_empty()
    assert f.draw(data) == ()


def test_a_question_draws_its_own_figures_and_those_that_can_stand_with_any() -> None:
    found = list(
        drawn_figures(SOME_QUESTION, estimates=estimates_for("beside_as_published"), tables=tables_for("ledger_bars"))
    )
    assert {d.name for d in found} == {
        "category_boxes",
        "means_by_category",
        f"beside_as_published-{SOME_QUESTION}",
    }


def _marks(node: Any) -> list[dict[str, Any]]:
    if isinstance(node, dict):
        own = [node] if node.get("type") in ("rect", "symbol", "rule", "line", "text", "path") else []
        return own + [mark for value in node.values() for mark in _marks(value)]
    return [mark for value in node for mark in _marks(value)] if isinstance(node, list) else []
