"""docs/statistics.md says what the statistics and the simulated runs say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.support.statistics_page import ENOUGH, FILES, PAGE, ROOT, covered, page, statistics, written_lines


def test_the_page_is_up_to_date() -> None:
    """Write it anew with `python -m tests.support.statistics_page`."""
    assert PAGE.read_text("utf-8") == page()


def test_every_statistic_stands_on_the_page_once_with_what_it_is() -> None:
    found = [s for of in statistics().values() for s in of]
    names = [s.name for s in found]
    assert sorted(names) == sorted(p.stem for p in (ROOT / "src/motivelab/stats").glob("*.py") if p.stem != "__init__")
    assert all(s.what and s.interval for s in found)
    assert {name for of in written_lines().values() for name in of} <= set(names)


@pytest.mark.parametrize("name", FILES)
def test_no_interval_is_short_without_a_caution(name: str) -> None:
    assert covered(name)
    assert [row for row in covered(name) if row.verdict == "fails"] == []


def test_every_row_rests_on_enough_data_sets_or_is_named_with_how_many() -> None:
    told = page()
    rests = {(row.regime, min(row.n, row.drawn)) for name in FILES for row in covered(name)}
    few = {(regime, n) for regime, n in rests if n < ENOUGH}
    assert [regime for regime, n in few if f"{regime} ({n:,})" not in told] == []
    assert len(few) <= 3


def test_the_python_block_of_the_page_runs(capsys: pytest.CaptureFixture[str]) -> None:
    blocks = re.findall(r"```python\n(.*?)```", Path(PAGE).read_text("utf-8"), flags=re.DOTALL)
    assert len(blocks) == 1
    exec(compile(blocks[0], str(PAGE), "exec"), {})
    assert capsys.readouterr().out.startswith("cronbach_alpha 0.9")
