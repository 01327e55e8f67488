"""The page on reports says what is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from motivelab.analyses.protocol.catalogue import names

PAGE = (Path(__file__).parents[2] / "docs" / "report.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("block", re.findall(r"```python\n(.*?)```", PAGE, flags=re.DOTALL))
def test_every_python_block_of_the_page_runs(block: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    exec(compile(block, "docs/report.md", "exec"), {})


def test_the_page_lists_every_question_that_there_is() -> None:
    told = re.findall(r"^\| (\w+) \|", PAGE[PAGE.index("| question |") :], flags=re.MULTILINE)
    assert set(names()) <= set(told[1:])
