"""The recipes of the docs, cooked as they are written."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import polars as pl
import pytest
from tests.support.command import command

FOLDER = Path(__file__).parents[2] / "docs" / "recipes"
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", flags=re.MULTILINE | re.DOTALL)
_NAME = re.compile(r"`([\w.-]+\.(?:toml|csv))`[^`]*$")


def cook(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Do what a recipe says, in its order, in an empty folder; gives what each command said."""
    monkeypatch.chdir(folder)
    page = (FOLDER / name).read_text("utf-8")
    said: dict[str, str] = {}
    for block in _BLOCK.finditer(page):
        kind, text = block.groups()
        if kind in ("toml", "csv"):
            named = _NAME.search(page[: block.start()])
            assert named is not None, f"{name}: a {kind} block without a file name before it"
            Path(named[1]).write_text(text, "utf-8")
        elif kind == "sh":
            for line in text.splitlines():
                words = shlex.split(line, comments=True)
                assert words[0] == "motivelab"
                done = command(*words[1:])
                assert done.code == 0, done
                said[line] = done.out
        elif kind == "python":
            exec(compile(text, name, "exec"), {})
        else:
            raise AssertionError(f"{name}: a block of kind {kind}")
    return said


def test_every_recipe_is_cooked_here() -> None:
    assert {p.name for p in FOLDER.glob("*.md")} == {"profile.md", "new-checkpoint.md", "better-work.md"}


def test_a_profile_finds_what_was_planted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The simulated respondent's wants show in its report: categories differ, and it takes what it reports higher."""
    cook("profile.md", tmp_path, monkeypatch)
    assert "category" in capsys.readouterr().out
    found = pl.read_parquet(tmp_path / "runs/profile/estimates/estimates.parquet").filter(track="recommended")
    agrees = found.filter(measure="took the task reported higher", respondent="sim/coherent")
    assert agrees["low"].min() > 0.5  # type: ignore[operator]  # a number
    means = found.filter(question="motivation_by_category", statistic="mean")
    assert means["value"].max() - means["value"].min() > 20  # type: ignore[operator]
    assert (tmp_path / "runs/profile/report.html").stat().st_size > 100_000


def test_a_changed_checkpoint_is_found_out_in_what_was_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the effect of added texts was doubled, so shifts change and unmanipulated reports do not."""
    said = cook("new-checkpoint.md", tmp_path, monkeypatch)
    changes = pl.read_csv(tmp_path / "changes/estimates.csv")
    shifts = changes.filter(pl.col("condition") == "money", pl.col("p") < 0.05)
    assert shifts.height > 0
    assert (shifts["low"] > 0).all()
    assert "money" in "".join(said.values())


def test_framing_is_weighed_against_its_control_with_its_price(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cook("better-work.md", tmp_path, monkeypatch)
    found = pl.read_parquet(tmp_path / "runs/framing/estimates/estimates.parquet").filter(track="recommended")
    measures = " ".join(set(found["measure"]))
    for wanted in ("correctness", "quality", "tokens", "cost"):
        assert wanted in measures
    against = found.filter(pl.col("measure") == "shift of judged quality")
    assert set(against["reference"]) == {"none", "neutral"}
    assert against["low"].null_count() == 0
    money = against.filter(condition="money", reference="neutral")
    assert money["low"].item() > 0  # the simulated respondent does work better for money
