"""The page on questions about what is done."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import pytest
from tests.support.planted_tables import Planted
from tests.support.planted_work import PlantedWork, working

from motivelab.analyses.protocol.analysis import Row
from motivelab.analyses.protocol.catalogue import question

PAGE = (Path(__file__).parents[2] / "docs" / "analyses" / "behaviour.md").read_text("utf-8")
SECTIONS = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", PAGE, flags=re.DOTALL | re.MULTILINE))


@pytest.mark.parametrize("block", re.findall(r"```python\n(.*?)```", PAGE, flags=re.DOTALL))
def test_code_on_the_page_runs(block: str) -> None:
    with contextlib.redirect_stdout(io.StringIO()) as told:
        exec(block, {})
    assert len(told.getvalue().splitlines()) == 7


def test_every_section_asks_its_question_in_the_words_of_the_code() -> None:
    for name, text in SECTIONS.items():
        declared = question(name).DECLARATION
        assert " ".join(text.split()).startswith(f"*{declared.question}*"), name


@pytest.mark.parametrize("name", ["nonresponse", "report_against_effort", "judges"])
def test_measures_of_the_tables_on_the_page_are_those_that_are_told(name: str) -> None:
    world = Planted(respondents=("one", "two"), families=8, tasks=3, pairs=0, shifts={"money": 8.0})
    plan = PlantedWork(world=world, refusals={"none": 1.0, "money": 1.0}, own=0.5, cap=400, draws=2)
    found = working(plan.but(judges={"one": 0.0, "two": 0.0, "third": 0.0, "human/a": 0.0}))
    told = {r.labels["measure"] for r in question(name).analyse(found).rows if isinstance(r, Row)}
    listed = re.findall(r"^\| ([^|]+?) \|", SECTIONS[name], flags=re.MULTILINE)
    plain = {line for line in listed if line not in ("measure", "---")}
    written = {p.replace("visible (reasoning)", kind) for p in plain for kind in ("visible", "reasoning")}
    missing = told - written
    assert not missing
    if name == "nonresponse":
        assert plain - told == {"not answered, by reason"}  # nobody left a question of this world unanswered
