"""The pages on conditions and on two runs say what is so, and what they show runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from motivelab.analyses import behaviour_by_condition, motivation_by_condition, respondents_compared
from motivelab.analyses.protocol.catalogue import question
from motivelab.analyses.shifting import across_respondents, shift_sizes, work_cells
from motivelab.exchange.comparing import changes

DOCS = Path(__file__).parents[2] / "docs"
CONDITIONS = (DOCS / "analyses" / "conditions.md").read_text(encoding="utf-8")
DIFF = (DOCS / "diff.md").read_text(encoding="utf-8")
QUESTIONS = re.findall(r"^## (\w+)$", CONDITIONS, flags=re.MULTILINE)


@pytest.mark.parametrize("block", re.findall(r"```python\n(.*?)```", CONDITIONS + DIFF, flags=re.DOTALL))
def test_every_python_block_of_the_pages_runs(block: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    exec(compile(block, "docs", "exec"), {})


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_section_asks_the_question_as_it_is_declared(name: str) -> None:
    assert f"*{question(name).DECLARATION.question}*" in CONDITIONS


def test_every_measure_is_on_its_page() -> None:
    told = [motivation_by_condition.MEAN, motivation_by_condition.SHIFT, motivation_by_condition.CHECK]
    told += [shift_sizes.D_Z, shift_sizes.D_AV, shift_sizes.EQUIVALENT, *work_cells.OUTCOMES]
    told += [behaviour_by_condition.CHOICE.removeprefix("shift of ")]
    told += [across_respondents.MIXED, across_respondents.MEANS, across_respondents.FIXED, across_respondents.SPREAD]
    told += [getattr(respondents_compared, name) for name in ("PROFILE", "LEVEL", "PARTS", "ALIKE", "ALIKE_TASKS")]
    for measure in told:
        assert f"| {measure} |" in CONDITIONS, measure
    for measure in (changes.CHANGE, changes.BY_CATEGORY, changes.BY_FACET, changes.OF_SHIFT):
        assert f"| {measure} |" in DIFF, measure
