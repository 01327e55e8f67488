"""Laws of bad input: one clear message, an exit code that is not zero, no traceback."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.support.command import command, refused
from tests.support.finished_run import STUDY

from motivelab.cli import main
from motivelab.planning import prepare

WRONG_ARGUMENTS = [
    ("run quikc", 2, "did you mean 'quick'"),
    ("run ./no.toml", 2, "no such file"),
    ("run quick --out {file}", 2, "is a file"),
    ("run quick --out {file}/below", 5, "Not a directory"),
    ("run quick --nosuch", 2, "--nosuch"),
    ("bogus", 2, "Valid: "),
    ("status {empty}", 5, "no run directory"),
    ("status {file}", 5, "no run directory"),
    ("report {empty}", 5, "no run directory"),
    ("tables {empty}", 5, "no run directory"),
    ("reparse {empty}", 5, "no run directory"),
    ("retry {empty} --reason filtered", 5, "no run directory"),
    ("retry {run} --reason filterd", 2, "'filtered'"),
    ("retry {run}", 2, "--reason"),
    ("merge {empty} {run} --out {new}", 5, "no run directory"),
    ("merge {run} --out {run}", 2, "one of the runs"),
    ("merge {run} {run} --out {new}", 2, "once"),
    ("merge {run} --out {file}/below", 5, "Not a directory"),
    ("show trial zz {run}", 2, "no trial 'zz'"),
    ("show trial zzzzzzzzzzzzzzzz {run}", 2, "hexadecimal"),
    ("show trial 12", 2, "RUN_OR_STUDY"),
    ("show task nosuch", 2, "list tasks"),
    ("show task nosuch nobank", 2, "core"),
    ("show instrument motivaton", 2, "did you mean 'motivation'"),
    ("show manipulation mony", 2, "did you mean 'money'"),
    ("show provider opanai", 2, "did you mean 'openai'"),
    ("show nothing x", 2, "'instrument'"),
    ("list nothing", 2, "'tasks'"),
    ("list tasks nobank", 2, "core"),
    ("list tasks --category puzle", 2, "puzzles"),
    ("list tasks -n 0", 2, "-n"),
    ("list instruments --path {new}", 2, "no such folder"),
    ("list trials", 2, "STUDY"),
    ("doctor quikc", 2, "did you mean 'quick'"),
    ("new study {new}/x.toml", 2, "No such file"),
    ("new study {file}", 2, "--overwrite"),
    ("new study {empty} --overwrite", 2, "Is a directory"),
    ("new study x.toml --for nobody", 2, "'hosted'"),
    ("new bank", 2, "'study'"),
    ("try quick -n 0", 2, "-n"),
    ("report {run} --out {empty}", 2, "is a directory"),
    ("report {run} --out {file}/x.html", 5, "cannot be written"),
    ("tables {run} --out {file}", 2, "is a file"),
    ("tables {run} --out {file}/below", 5, "Not a directory"),
]


@pytest.mark.parametrize(("line", "code", "words"), WRONG_ARGUMENTS, ids=[line for line, _, _ in WRONG_ARGUMENTS])
def test_wrong_arguments_are_answered_in_words(
    line: str, code: int, words: str, finished: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("x", "utf-8")
    places = {"run": finished, "empty": tmp_path / "empty", "file": tmp_path / "file", "new": tmp_path / "new"}
    refused(command(*[part.format(**places) for part in line.split()]), words, code=code)
    assert (tmp_path / "file").read_text("utf-8") == "x"
    assert not (tmp_path / "new").exists()


WRONG_STUDIES = {
    "empty file": ("*", "", "respondents: is missing"),
    "no TOML": ("*", "name = small", "line 1"),
    "no text": ("*", "name\x00", "binary"),
    "a key of another name": ("sample =", "sampel =", "did you mean 'sample'"),
    "a word for a number": ("sample = 3", 'sample = "all"', "tasks.sample = 'all'"),
    "no such provider": ("sim/coherent", "smi/coherent", "did you mean 'sim'"),
    "no such simulated respondent": ("sim/coherent", "sim/cohrent", "did you mean 'coherent'"),
    "no provider": ("sim/coherent", "coherent", "provider/model"),
    "no key": ("sim/coherent", "openai/gpt-4o-mini", "OPENAI_API_KEY"),
    "a key in the file": ('"sim/coherent"', '"openai/x"\nkey_env = "sk-1-2"', "never the key itself"),
    "an option that is not taken": ('"sim/coherent"', '"sim/null"\nsettings = { top_k = 9 }', "'top_k' is not taken"),
    "no such bank": ("sample = 3", 'bank = "cor"', "did you mean 'core'"),
    "no such bank file": ("sample = 3", 'bank = "./no.csv"', "no such bank file"),
    "no such category": ("sample = 3", 'categories = ["puzzels"]', "did you mean 'puzzles'"),
    "no such task": ("sample = 3", 'ids = ["nosuch"]', "'nosuch'"),
    "too large a sample": ("sample = 3", "sample = 100000", "100000"),
    "no such manipulation": (
        "[[procedures]]",
        '[manipulations]\nuse = ["mony"]\n[[procedures]]',
        "did you mean 'money'",
    ),
    "no such placement": (
        "[[procedures]]",
        '[manipulations]\nuse = ["money"]\nplacements = ["over"]\n[[procedures]]',
        "before_task",
    ),
    "no such wording": (
        "[[procedures]]",
        '[manipulations]\nuse = ["money"]\nwordings = ["money-9"]\n[[procedures]]',
        "money-9",
    ),
    "no such instrument": ('moment = "pre"', 'moment = "pre"\ninstrument = "motivaton"', "did you mean 'motivation'"),
    "no such format": ('moment = "pre"', 'moment = "pre"\nformats = ["1-10"]', "0-10"),
    "no such instrument wording": ('moment = "pre"', 'moment = "pre"\ninstrument_wordings = ["x"]', "direct"),
    "no such moment": ('"pre"', '"before"', "pre"),
    "no such condition": ('moment = "pre"', 'moment = "pre"\nconditions = ["money"]', "Valid: none"),
    "nothing to follow": ('kind = "performance"', 'kind = "judgement"', "judge"),
    "no budget": ("[[procedures]]", "[budget]\ncalls = 1\n[[procedures]]", "budget.calls = 1"),
    "no price": (
        'sim/coherent"\n',
        'vllm/x"\n[budget]\nusd = 1.0\n',
        "price",
    ),
    "no such folder": ('name = "small"', 'name = "small"\npaths = ["mine"]', "paths[0] = 'mine'"),
    "no readout": ('moment = "pre"', 'moment = "pre"\nreadout = "expected"', "sampled"),
}


@pytest.mark.parametrize("name", WRONG_STUDIES)
def test_a_wrong_study_is_refused_before_anything_is_written(name: str, tmp_path: Path) -> None:
    old, new, words = WRONG_STUDIES[name]
    text = new if old == "*" else STUDY.replace(old, new, 1)
    assert text != STUDY
    (tmp_path / "s.toml").write_text(text, "utf-8")
    said = command("run", tmp_path / "s.toml", "--quiet", "--out", tmp_path / "run")
    assert said.code in (2, 3)
    refused(said, words, "s.toml", code=said.code)
    assert not (tmp_path / "run").exists()


def test_names_that_are_not_utf8_and_folders_that_are_gone_are_told_in_words(tmp_path: Path) -> None:
    odd = os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9")
    (tmp_path / "s.toml").write_text(STUDY, "utf-8")
    shutil.copy(tmp_path / "s.toml", f"{odd}.toml")
    assert command("run", f"{odd}.toml", "--quiet", "--out", tmp_path / "run").code == 0
    refused(command("run", tmp_path / "s.toml", "--out", odd), "UTF-8", code=5)
    refused(command("tables", tmp_path / "run", "--out", odd), "UTF-8", code=2)
    assert not os.path.exists(odd)
    gone = tmp_path / "gone"
    gone.mkdir()
    shell = f"cd '{gone}' && rmdir '{gone}' && '{sys.executable}' -m motivelab run quick --quiet"
    done = subprocess.run(["bash", "-c", shell], capture_output=True, text=True)
    assert done.returncode == 5, done
    assert "Traceback" not in done.stderr


def test_what_nobody_foresaw_is_one_message_and_the_traceback_can_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("seven by nought")

    monkeypatch.setattr(prepare, "forecast", broken)
    said = command("plan", "quick")
    assert said.code == 70
    assert "seven by nought" in said.err
    assert "test_bad_input.py" in said.err
    assert len(said.err.splitlines()) == 1
    monkeypatch.setenv("MOTIVELAB_TRACEBACK", "1")
    monkeypatch.setattr(sys, "argv", ["motivelab", "plan", "quick"])
    with pytest.raises(ZeroDivisionError):
        main()


@pytest.mark.parametrize("line", [("list", "providers", "xyz"), ("show", "provider", "openai", "xyz")])
def test_what_a_command_would_not_use_is_refused(line: tuple[str, ...]) -> None:
    refused(command(*line), "takes no SOURCE", "'xyz'", code=2)
