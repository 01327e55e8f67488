"""The page on the measure says what its analyses hold."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from tests.support.planted_reports import draws_of_tasks, report_tables

from motivelab.analyses.protocol.catalogue import question

PAGE = (Path(__file__).parents[2] / "docs" / "analyses" / "measurement.md").read_text("utf-8")
QUESTIONS = (
    "report_distribution",
    "report_stability",
    "motivation_by_category",
    "facets",
    "before_and_after",
    "wordings",
)
NAMES = ("interest", "challenge", "value", "mastery", "fear", "motivation")


def _section(name: str) -> str:
    return PAGE.partition(f"## {name}\n")[2].partition("\n## ")[0]


def _everything() -> list[dict[str, Any]]:
    """Reports at three moments, facets, a manipulation in two wordings, two formats, items keyed both ways."""
    plain = draws_of_tasks(respondents=("a", "b"), families=20, tasks=3)
    rows: list[dict[str, Any]] = []
    for i, row in enumerate(plain):
        score = row["score_100"]
        family = int(row["family"][1:])
        lift = 6.0 * (family % 2)
        row |= {"category": "ab"[family % 2], "categories": ("a|x", "b|x", "a", "b|a")[family % 4]}
        rows.append(row)
        rows += [{**row, "moment": moment, "score_100": 0.8 * score + i % 9} for moment in ("post", "similar")]
        rows.append({**row, "condition": "money", "wording": f"m{i // 2 % 2}", "score_100": 0.9 * score + lift})
        rows.append({**row, "format": "0-10", "score_100": 0.7 * score + i % 7})
        asked = {**row, "instrument": "breakdown"}
        for j, name in enumerate(NAMES):
            level = 0.5 * score + (7 * i + 13 * j + i * j) % 40
            rows.append({**asked, "item": name, "subscale": name, "position": 1 + (i + j) % 6, "score_100": level})
        for item, turned in (("likes", False), ("dislikes", True)):
            scale = {"instrument": "scale", "item": item, "subscale": "liking", "item_reversed": turned}
            rows.append({**row, **scale, "format": "labelled-7", "score_100": round(score * 0.06) / 0.06})
    return rows


FOUND = report_tables(_everything())


@pytest.mark.parametrize("block", re.findall(r"```python\n(.*?)```", PAGE, flags=re.DOTALL))
def test_code_on_the_page_runs(block: str) -> None:
    exec(block, {})


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_question_has_its_section_under_its_name_with_its_question(name: str) -> None:
    assert f"*{question(name).DECLARATION.question}*" in _section(name).replace("\n", " ")


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_measure_and_label_of_a_run_with_everything_in_it_stands_on_the_page(name: str) -> None:
    told = {
        cell
        for line in _section(name).splitlines()
        if line.startswith("| ")
        for cell in line[2:].split(" | ")[0].split("; ")
    }
    for row in question(name).analyse(FOUND).rows:
        assert row.labels["measure"].removesuffix(", their mean") in told
        for label in set(row.labels) - {"respondent", "measure"}:
            assert re.search(rf"\b{label}\b", _section(name)), label


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_measure_on_the_page_is_answered_by_a_run_with_everything_in_it(name: str) -> None:
    """But what this run did not vary: where the reason stood, and in which wording the question was put."""
    answered = {row.labels["measure"] for row in question(name).analyse(FOUND).rows}
    told = {
        cell
        for line in _section(name).splitlines()
        if line.startswith("| ")
        for cell in line[2:].split(" | ")[0].split("; ")
    }
    unasked = {"agreement across places of the reason", "agreement across wordings of the question"}
    assert told - {"measure", "---"} - unasked <= answered
