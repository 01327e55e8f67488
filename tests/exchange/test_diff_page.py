"""A comparison is handed on as files that need nothing and run nothing."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner
from tests.support.planted_tables import Planted, tables

from motivelab.cli.diff import command
from motivelab.errors import InputError
from motivelab.exchange.compare_runs import compare_runs
from motivelab.exchange.comparing.page import page
from motivelab.tables.tables import Tables
from motivelab.tables.write import write_tables

WORLD = Planted(respondents=("one",), families=3, tasks=2, pairs=10)
BEFORE, AFTER = tables(WORLD), tables(WORLD.but(seed=8))


def _named(found: Tables, name: str) -> Tables:
    return Tables(
        **{
            table: frame.with_columns(
                pl.col(c).cast(pl.String).replace({"one": name}).cast(frame[c].dtype).alias(c)
                for c in ("respondent", "author")
                if c in frame.columns
            )
            for table, frame in found.items()
        }
    )


def test_a_page_escapes_names_and_loads_nothing() -> None:
    html = page(compare_runs(_named(BEFORE, "<script>x</script>"), AFTER), ("a & b", "c"))
    assert "<script" not in html
    assert "&lt;script&gt;x" in html
    assert "a &amp; b and c compared" in html
    assert not re.search(r"(src|href)\s*=|url\(|https?://", html)


def test_every_change_stands_on_the_page() -> None:
    found = compare_runs(BEFORE, AFTER)
    assert page(found, ("a", "b")).count("<tr") == len(found.analysis.rows) + len(
        {r.labels["measure"] for r in found.analysis.rows}
    )


def test_the_command_compares_folders_of_tables_says_what_it_found_and_writes_it(tmp_path: Path) -> None:
    for name, found in (("a", BEFORE), ("b", _named(AFTER, "two"))):
        write_tables(found, tmp_path / name, formats=["parquet"])
    out = tmp_path / "changes"
    arguments = [str(tmp_path / "a"), str(tmp_path / "b"), "--respondent", "one=two", "--out", str(out)]
    result = CliRunner().invoke(command, arguments, catch_exceptions=False)
    assert result.exit_code == 0
    assert result.output.startswith("one against two: ")
    assert sorted(p.name for p in out.iterdir()) == [
        "diff.html",
        "estimates.csv",
        "estimates.json",
        "estimates.parquet",
    ]
    assert pl.read_parquet(out / "estimates.parquet")["other"].unique().to_list() == ["two"]


def test_a_pair_that_is_no_pair_is_refused_with_the_way_to_write_it(tmp_path: Path) -> None:
    write_tables(BEFORE, tmp_path, formats=["parquet"])
    with pytest.raises(InputError, match="NAME_IN_FIRST=NAME_IN_SECOND"):
        CliRunner().invoke(command, [str(tmp_path), str(tmp_path), "--respondent", "one"], catch_exceptions=False)
