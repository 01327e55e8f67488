"""The page on figures says what is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from motivelab.figures.drawing.catalogue import EVERY_QUESTION, figure, names

PAGE = (Path(__file__).parents[2] / "docs" / "figures.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("block", re.findall(r"```python\n(.*?)```", PAGE, flags=re.DOTALL))
def test_every_python_block_of_the_page_runs(block: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    exec(compile(block, "docs/figures.md", "exec"), {})


def test_the_page_lists_every_figure_with_its_question_and_source() -> None:
    rows = re.findall(r"^\| `(\w+)` \| ([\w ]+) \| .+ \| (\w+) \|$", PAGE, flags=re.MULTILINE)
    expected = [
        (name, "any question" if f.QUESTION == EVERY_QUESTION else f.QUESTION, f.SOURCE)
        for name in names()
        for f in [figure(name)]
    ]
    assert sorted(rows) == expected
