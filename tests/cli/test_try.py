"""What `motivelab try` says of costs is no more than what it saw."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support.behaviours import answer, status
from tests.support.command import command
from tests.support.served import KEY, served, study_of


def _tried(study: Path, out: Path) -> tuple[int, str, str]:
    said = command("try", study, "-n", 2, "--out", out)
    return said.code, said.out, said.err


def test_where_nothing_was_answered_no_price_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANTED_KEY", KEY)
    with served(then=status(404, "no such page")) as server:
        code, out, err = _tried(study_of(server, tmp_path / "study.toml"), tmp_path / "run")
    assert "Nothing was answered (" in out
    assert "what all 8 trials of the plan would cost cannot be told" in out
    assert "at this rate" not in out
    assert code == 4
    assert "Go on with" in err or "go on with" in err


def test_where_something_was_answered_the_rest_is_reckoned_from_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLANTED_KEY", KEY)
    with served(then=answer()) as server:
        code, out, _ = _tried(study_of(server, tmp_path / "study.toml"), tmp_path / "run")
    assert "at this rate all 8 of the plan cost" in out
    assert code == 0


def test_where_everything_had_been_answered_before_that_is_said(tmp_path: Path) -> None:
    study = tmp_path / "study.toml"
    study.write_text(
        'name = "made-up"\n[[respondents]]\nmodel = "sim/coherent"\n[tasks]\nsample = 2\n'
        '[[procedures]]\nkind = "performance"\n',
        "utf-8",
    )
    assert command("run", study, "--out", tmp_path / "run", "--quiet").code == 0
    code, out, _ = _tried(study, tmp_path / "run")
    assert "every trial of the plan has its answer already" in out
    assert code == 0
