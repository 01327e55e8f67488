"""Laws of the Python interface: every command is a function, in a script and in a notebook alike."""

from __future__ import annotations

import asyncio
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from tests.support import behaviours as host
from tests.support.finished_run import STUDY
from tests.support.served import KEY, served, study_of

import motivelab
from motivelab.errors import InputError, MotivelabError, StoreError, StudyError

README = Path(__file__).parents[1] / "README.md"


@pytest.fixture
def study(tmp_path: Path) -> Path:
    path = tmp_path / "small.toml"
    path.write_text(STUDY, "utf-8")
    return path


def in_a_notebook(call: Callable[[], object]) -> object:
    """What a call returns where an event loop is running, as it does in a notebook's cells."""

    async def cell() -> object:
        return call()

    return asyncio.run(cell())


def test_everything_that_is_offered_is_there_and_explained() -> None:
    assert sorted(motivelab.__all__) == list(motivelab.__all__)
    assert set(motivelab.__all__) <= set(dir(motivelab))
    for name in motivelab.__all__:
        assert getattr(motivelab, name).__doc__
    with pytest.raises(AttributeError, match="nosuch"):
        motivelab.nosuch  # noqa: B018 - looking is the test


def test_the_python_of_the_readme_runs_as_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In a notebook, since it says so; and it prints trials, a table, the report and a statistic."""
    blocks = re.findall(r"```python\n(.*?)```", README.read_text("utf-8"), flags=re.S)
    assert blocks
    monkeypatch.chdir(tmp_path)
    for block in blocks:
        in_a_notebook(lambda block=block: exec(compile(block, "README.md", "exec"), {}))  # type: ignore[misc]
    said = capsys.readouterr().out
    assert "trials," in said
    assert "sim/coherent" in said
    *_, report, alpha = said.splitlines()
    assert (tmp_path / report).is_file()
    assert alpha.startswith("cronbach_alpha 0.9")


def test_a_study_goes_from_file_to_report_without_the_command_line(study: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    assert len(motivelab.plan(study).plan) == 6
    tried = motivelab.try_study(study, n=2, out=out, progress=False)
    assert len(tried.asked) == 2
    run = motivelab.run(study, out=out, progress=False)
    assert run.outcome is not None
    assert run.outcome.complete
    assert run.outcome.answered == 4
    assert motivelab.open_run(out).outcome is None
    assert run.tables.self_reports.height == 3
    assert isinstance(run.tables.self_reports, pl.DataFrame)
    assert run.status().planned == motivelab.status(out).planned == 6
    assert run.status().open == 0
    assert motivelab.truth(run).height > 0
    shown = run.trial(tried.asked[0])
    assert shown.answers
    assert shown.messages == motivelab.show_trial(str(out), tried.asked[0]).messages
    assert all(path.is_file() for path in motivelab.tables(out, out=tmp_path / "tables"))
    works = motivelab.tables(run, out=tmp_path / "texts", texts=True)
    assert next(p for p in works if p.name == "performances.parquet").is_file()
    summary = motivelab.report(run, out=tmp_path / "r.html")
    assert summary.path.is_file()
    assert summary.lines
    assert motivelab.retry(out, reason="filtered") == 0
    assert motivelab.reparse(out).changed == 0
    merged = motivelab.merge([out], out=tmp_path / "merged", study=study)
    assert (merged.answered, merged.planned, merged.outside) == (6, 6, 0)


def test_a_run_works_inside_a_running_event_loop_as_well_as_outside(study: Path, tmp_path: Path) -> None:
    inside = in_a_notebook(lambda: motivelab.run(study, out=tmp_path / "inside", progress=False))
    outside = motivelab.run(study, out=tmp_path / "outside", progress=False)
    assert isinstance(inside, motivelab.Run)
    drop = [c for c in ("started", "latency") if c in outside.tables.self_reports.columns]
    assert inside.tables.self_reports.drop(drop).equals(outside.tables.self_reports.drop(drop))
    assert in_a_notebook(lambda: motivelab.status(tmp_path / "inside").open) == 0
    assert in_a_notebook(lambda: len(motivelab.doctor(study))) == 1


def test_interrupting_a_cell_drains_the_run_and_gives_back_what_there_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A notebook's stop button is a KeyboardInterrupt in the thread that waits, not in the one that asks."""
    monkeypatch.setenv("PLANTED_KEY", KEY)
    with served(latency=0.02) as server:
        study = study_of(server, tmp_path / "s.toml", tasks=100)

        def stop() -> None:
            while server.count < 8:
                time.sleep(0.01)
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)

        def cell() -> motivelab.Run:
            before = signal.signal(signal.SIGINT, signal.default_int_handler)
            stopper = threading.Thread(target=stop)
            stopper.start()
            try:
                return motivelab.run(study, out=tmp_path / "run", progress=False)
            finally:
                stopper.join()
                signal.signal(signal.SIGINT, before)

        run = in_a_notebook(cell)
        assert isinstance(run, motivelab.Run)
        assert run.outcome is not None
        assert run.outcome.interrupted
        assert 0 < run.outcome.calls == server.count < 100


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda at: motivelab.run("quikc", out=at), StudyError, "quick"),
        (lambda at: motivelab.plan(at / "no.toml"), StudyError, "no such file"),
        (lambda at: motivelab.new_study(at / "s.toml", kind="nobody"), InputError, "hosted"),
        (lambda at: motivelab.new_study(at / "no" / "s.toml"), InputError, "make its folder"),
        (lambda at: motivelab.try_study("quick", n=0, out=at), InputError, "n = 0"),
        (lambda at: motivelab.open_run(at), StoreError, "no run directory"),
        (lambda at: motivelab.status(at), StoreError, "no run directory"),
        (lambda at: motivelab.tables(at), StoreError, "no run directory"),
        (lambda at: motivelab.report(at), StoreError, "no run directory"),
        (lambda at: motivelab.reparse(at), StoreError, "no run directory"),
        (lambda at: motivelab.retry(at, reason="filtered"), StoreError, "no run directory"),
        (lambda at: motivelab.retry(at, reason="filterd"), InputError, "did you mean 'filtered'"),
        (lambda at: motivelab.show_trial(at, "ab"), StoreError, "no run directory"),
        (lambda at: motivelab.merge([], out=at), InputError, "at least one"),
        (lambda at: motivelab.merge([at, at], out=at / "x"), InputError, "once"),
        (lambda at: motivelab.doctor("quikc"), StudyError, "quick"),
    ],
)
def test_what_cannot_be_done_is_an_error_of_ours_that_says_why(
    call: Callable[[Path], object], error: type[MotivelabError], words: str, tmp_path: Path
) -> None:
    with pytest.raises(error, match=re.escape(words)):
        call(tmp_path)
    assert not any(tmp_path.iterdir())


def test_nothing_is_imported_before_it_is_used() -> None:
    code = "import motivelab, sys; print(sorted({'polars', 'aiohttp', 'numpy', 'scipy'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_function_stays_one_though_a_room_has_its_name() -> None:
    code = "import motivelab.tables, motivelab.report, motivelab; from motivelab.tables import __name__ as room\n"
    code += "print(room, motivelab.tables.__module__, motivelab.report.__module__)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["motivelab.tables", "motivelab.api.runs", "motivelab.api.results"]


def test_a_missing_key_is_looked_up_where_the_caller_says(tmp_path: Path) -> None:
    with served(then=host.answer()) as server:
        study = study_of(server, tmp_path / "s.toml", tasks=1)
        with pytest.raises(MotivelabError, match="PLANTED_KEY"):
            motivelab.run(study, out=tmp_path / "run", progress=False)
        run = motivelab.run(study, out=tmp_path / "run", progress=False, environ={"PLANTED_KEY": KEY})
    assert run.outcome is not None
    assert run.outcome.complete
    assert server.requests[-1].headers["authorization"] == f"Bearer {KEY}"
