"""Every command from end to end, on simulated respondents and on a server on this machine."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import polars as pl
import pytest
from tests.support import behaviours as host
from tests.support.behaviours import Played, Request
from tests.support.command import command
from tests.support.finished_run import STUDY, completions
from tests.support.served import KEY, served, study_of

import motivelab
from motivelab.schema.digest import format_trial_id
from motivelab.store.store import Store

LISTS = {
    "tasks": ("--category puzzles -n 3", "puzzles", "more"),
    "instruments": ("", "motivation", "1-100"),
    "manipulations": ("", "futility", "neutral"),
    "providers": ("", "OPENAI_API_KEY", "sim"),
    "studies": ("", "quick", "paper"),
    "trials": ("quick -n 3", "sim/coherent", "more"),
}

SHOWN = {
    "instrument motivation": ("Items", "Wordings", "Response formats"),
    "manipulation money": ("money-1", "in choices:"),
    "provider anthropic": ("ANTHROPIC_API_KEY", "settings taken"),
    "study quick": ('name = "quick"', "[[procedures]]"),
    "task {task}": ("family", "expected"),
}


@pytest.mark.parametrize("what", LISTS)
def test_list_names_what_there_is(what: str) -> None:
    arguments, *words = LISTS[what]
    said = command("list", what, *arguments.split())
    assert said.code == 0, said
    for word in words:
        assert word in said.out


@pytest.mark.parametrize("line", SHOWN)
def test_show_shows_the_whole_of_it(line: str) -> None:
    task = command("list", "tasks", "-n", "1").out.splitlines()[1].split()[0]
    said = command("show", *line.format(task=task).split())
    assert said.code == 0, said
    for word in SHOWN[line]:
        assert word in said.out


@pytest.mark.parametrize("kind", ["simulated", "hosted", "local"])
def test_a_new_study_is_planned_as_it_stands(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "a study.toml"
    said = command("new", "study", path, "--for", kind)
    assert (said.code, said.out) == (0, f"{path} written. Next: motivelab plan {path}\n")
    planned = command("plan", path)
    assert planned.code == 0, planned
    assert "trials" in planned.out
    assert command("new", "study", path).code == 2
    assert command("new", "study", path, "--overwrite").code == 0


def test_plan_says_how_many_trials_whom_and_under_which_conditions() -> None:
    said = command("plan", "quick", "--by", "condition")
    assert said.code == 0
    total = len(motivelab.plan("quick").plan)
    assert f"{total:,} trials" in said.out
    for word in ("sim/coherent", "futility", "counterbalance", "$0.00", "plan "):
        assert word in said.out


def test_a_study_is_tried_run_and_read_in_a_path_with_spaces(tmp_path: Path) -> None:
    """What `try` asked is not asked again; a trial shows prompt, reply and reading, before and after it was asked."""
    study, out = tmp_path / "my study.toml", tmp_path / "my runs" / "first run"
    study.write_text(STUDY, "utf-8")
    trial = format_trial_id(int(motivelab.plan(study).plan.columns["id"][0]))
    assert "(not asked yet)" in command("show", "trial", trial, study).out
    tried = command("try", study, "-n", "2", "--out", out)
    assert tried.code == 0, tried
    assert tried.out.count("===== trial") == completions(out) == 2
    assert "read: " in tried.out
    ran = command("run", study, "--out", out)
    assert ran.code == 0, ran
    assert "6 of 6 trials answered, 4 of them now" in ran.out
    assert f"Next: motivelab report {out}" in ran.out
    shown = command("show", "trial", trial[:6], out)
    assert shown.code == 0, shown
    assert "--- user" in shown.out
    assert "read: " in shown.out
    status = command("status", out)
    assert "study 'small', not running" in status.out
    assert "are open" not in status.out
    written = command("tables", out, "--out", tmp_path / "t", "--texts").out.splitlines()
    assert {Path(p).name for p in written} >= {"self_reports.parquet", "self_reports.csv", "codebook.md"}
    assert all(Path(p).stat().st_size for p in written)
    assert pl.read_parquet(tmp_path / "t" / "trials.parquet").height == 6
    report = command("report", out, "--out", tmp_path / "r.html")
    assert report.out.startswith(f"Report: {tmp_path / 'r.html'}\n")
    assert "simulated" in report.out


def test_filtered_trials_are_asked_again_after_retry_and_only_they(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLANTED_KEY", KEY)

    def half_filtered(request: Request) -> Played:
        asked = request.json
        n = asked.get("n", 1)
        finish = "content_filter" if n == 2 else "stop"
        text = "" if n == 2 else host.DEFAULT_TEXT
        return Played(raw=host.http(200, json.dumps(host.completion(*[text] * n, finish=finish)).encode()))

    out = tmp_path / "run"
    with served(then=half_filtered) as server:
        study = study_of(server, tmp_path / "s.toml", tasks=3)
        assert command("run", study, "--out", out, "--quiet").code == 0
        assert motivelab.status(out).ledger["filtered"].sum() == 6
        assert "0 trials are open again" in command("retry", out, "--reason", "refusal").out
        assert "6 trials are open again. `motivelab run STUDY`" in command("retry", out, "--reason", "filtered").out
        assert "6 trials are open" in command("status", out).out
        before = server.count
        server._then = host.answer()
        again = command("run", study, "--out", out, "--quiet")
        assert "12 of 12 trials answered, 6 of them now (3 calls" in again.out
        assert server.count - before == 3
    with Store.open(out) as store:
        assert store.query("SELECT count(*) FROM completion") == [(18,)]
    assert motivelab.status(out).ledger["answered"].sum() == 12


def test_reparse_reads_what_is_stored_and_says_what_changed(run: Path) -> None:
    before = motivelab.status(run).ledger
    assert ", 0 of them otherwise" in command("reparse", run).out
    connection = sqlite3.connect(run / "store.sqlite")
    connection.execute("UPDATE response SET status = 'unparsable', answer = '{}' WHERE completion = 1")
    connection.commit()
    connection.close()
    assert not motivelab.status(run).ledger.equals(before)
    said = command("reparse", run)
    assert "6 completions read, 1 of them otherwise than before" in said.out
    assert "unparsable" in said.out
    assert motivelab.status(run).ledger.equals(before)


def test_two_runs_of_one_study_are_merged_and_stay_as_they_are(tmp_path: Path) -> None:
    """Each had another respondent; the study of both plans the whole, and nothing is left to ask."""
    one, other = '"sim/coherent"', '"sim/null"'
    both = STUDY.replace(one, f"{one}\n[[respondents]]\nmodel = {other}")
    for name, text in (("a", STUDY), ("b", STUDY.replace(one, other)), ("both", both)):
        (tmp_path / f"{name}.toml").write_text(text, "utf-8")
    for name in "ab":
        assert command("run", tmp_path / f"{name}.toml", "--quiet", "--out", tmp_path / name).code == 0
    unplanned = command("merge", tmp_path / "a", tmp_path / "b", "--out", tmp_path / "m")
    assert unplanned.code == 5
    assert "--study" in unplanned.err
    line = ("merge", tmp_path / "a", tmp_path / "b", "--study", tmp_path / "both.toml", "--out", tmp_path / "m")
    assert "12 of 12 trials answered" in command(*line).out
    assert "12 of 12 trials answered" in command(*line).out
    assert "(0 calls" in command("run", tmp_path / "both.toml", "--quiet", "--out", tmp_path / "m").out
    assert completions(tmp_path / "a") == completions(tmp_path / "b") == 6
    assert command("report", tmp_path / "m").code == 0


def test_doctor_asks_a_studys_servers_and_the_exit_code_says_whether_all_are_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLANTED_KEY", KEY)
    with served() as server:
        study = study_of(server, tmp_path / "s.toml")
        there = command("doctor", study)
    gone = command("doctor", study)
    assert there.code == 0, there
    assert "ready" in there.out
    assert gone.code == 4
    assert "failed" in gone.out
    assert KEY not in there.out + gone.out
    everyone = command("doctor")
    assert everyone.code == 0
    assert "no key" in everyone.out


def test_demo_ends_in_a_report_that_says_what_it_found(tmp_path: Path) -> None:
    said = command("demo", "--out", tmp_path / "run")
    assert said.code == 0, said
    *_, first = [line for line in said.out.splitlines() if line.startswith("Report: ")]
    assert Path(first.removeprefix("Report: ")).stat().st_size > 10_000
    assert (tmp_path / "run" / "tables" / "codebook.md").is_file()
    after = said.out.splitlines()[said.out.splitlines().index(first) + 1 :]
    assert len(after) == 5
    assert "simulated" in said.out
