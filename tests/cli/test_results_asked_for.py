"""Laws of what is asked of commands that read results: a slip is told first, and only what was asked is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support.command import command, refused

import motivelab
from motivelab import api


def test_of_questions_that_were_not_asked_nothing_is_said(run: Path) -> None:
    said = command("analyse", run, "--only", "nonresponse", "--track", "recommended")
    assert said.code == 0, said
    assert "6 of 6 planned questions were answered" in said.out
    assert "not estimable" not in said.out


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("analyse {run} --only nonrespons", "did you mean 'nonresponse'"),
        ("figures {run} --format svg,pgn", "did you mean 'png'"),
        ("figures {run} --format ,", "names no format"),
        ("figures {run} --only scre", "did you mean 'scree'"),
    ],
)
def test_a_misspelt_name_is_told_before_anything_is_computed(
    line: str, words: str, run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_late(*_: object, **__: object) -> None:
        raise AssertionError("answers were read before the slip was told")

    monkeypatch.setitem(api.analyse.__globals__, "answers_of", too_late)
    monkeypatch.setitem(api.figures.__globals__, "answers_of", too_late)
    refused(command(*line.format(run=run).split()), words, code=2)
    assert not (run / "figures").exists()


def test_formats_may_be_written_large(run: Path) -> None:
    said = command("figures", run, "--format", "SVG", "--only", "ledger_bars", "--out", run / "drawn")
    assert said.code == 0, said
    assert {path.suffix for path in (run / "drawn").iterdir()} == {".svg", ".csv"}


def test_runs_and_tables_that_are_mistaken_for_each_other_are_told_apart(run: Path) -> None:
    motivelab.tables(run, out=run.parent / "tables")
    refused(command("analyse", "--tables", run), "is a run directory", "without --tables", code=2)
    refused(command("report", run.parent / "tables"), "holds tables and no run", "--tables", code=2)


def test_the_note_on_a_provider_is_a_sentence() -> None:
    notes = [line for line in command("show", "provider", "sim").out.splitlines() if line.startswith("note: ")]
    assert len(notes) == 1
    assert len(notes[0]) > 40


def test_no_module_of_the_interface_hides_a_function_of_its_name() -> None:
    modules = {path.stem for path in Path(str(api.__file__)).parent.glob("*.py")}
    assert not modules & set(api.__all__)
