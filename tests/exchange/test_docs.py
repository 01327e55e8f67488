"""The page on the founding study runs as it stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.support.made_replication import made_replication

from motivelab.exchange.published import printed_numbers

PAGE = (Path(__file__).parents[2] / "docs" / "nahum2026.md").read_text(encoding="utf-8")


def test_the_python_of_the_page_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made_replication(families=8, pairs=20).write_parquet(tmp_path / "replication.parquet")
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert blocks
    for block in blocks:
        exec(compile(block, "docs/nahum2026.md", "exec"), {})
    assert "df_denom" in capsys.readouterr().out


def test_the_page_counts_the_printed_numbers() -> None:
    assert f"beside {len(printed_numbers())} numbers" in PAGE
