"""Laws of disks: what cannot be written is told, what was paid for is kept."""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.support.command import command, refused
from tests.support.finished_run import STUDY, completions
from tests.support.served import KEY, served, study_of

from motivelab.store.opening import connect
from motivelab.store.reserve import Reserve
from motivelab.store.store import Store


def test_one_answer_that_cannot_be_kept_takes_no_other_along(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A host that sends a list where a text belongs loses nothing but that one reply."""
    monkeypatch.setenv("PLANTED_KEY", KEY)
    from motivelab.store.writing import ExchangeWriter

    write = ExchangeWriter.write
    refused_once: list[int] = []

    def choosy(self: ExchangeWriter, exchanges: list[object]) -> None:
        batch = list(exchanges)
        trials = [x.trial_ids[0] for x in batch]  # type: ignore[attr-defined]
        refused_once[:] = refused_once or trials[-1:]
        if refused_once[0] in trials:
            raise sqlite3.ProgrammingError("type 'list' is not supported")
        write(self, batch)  # type: ignore[arg-type]

    monkeypatch.setattr(ExchangeWriter, "write", choosy)
    with served() as server:
        study = study_of(server, tmp_path / "s.toml", tasks=3)
        said = command("run", study, "--quiet", "--out", tmp_path / "run")
        refused(said, "cannot be kept", f"{refused_once[0] & (2**64 - 1):016x}", "All others are", code=5)
        monkeypatch.undo()
        monkeypatch.setenv("PLANTED_KEY", KEY)
        paid, kept = server.count, completions(tmp_path / "run")
        assert kept > 0
        assert command("run", study, "--quiet", "--out", tmp_path / "run").code == 0
        with Store.open(tmp_path / "run") as store:
            ((requests,),) = store.query("SELECT count(*) FROM request")
    assert completions(tmp_path / "run") == 12
    assert server.count == requests + 1
    assert paid > 1


def test_a_full_disk_keeps_what_was_paid_for_and_the_run_goes_on_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite itself is told that there is no more room; giving up the reserve makes some, as it does on a disk."""
    (tmp_path / "s.toml").write_text(STUDY.replace("sample = 3", "sample = 60"), "utf-8")
    connections: list[sqlite3.Connection] = []
    release = Reserve.release

    def small(path: Path, *, write: bool) -> sqlite3.Connection:
        made = connect(path, write=write)
        pages = made.execute("PRAGMA page_count").fetchone()[0]
        made.execute(f"PRAGMA max_page_count = {pages + 8}")
        connections.append(made)
        return made

    def make_room(self: Reserve) -> None:
        for made in connections:
            made.execute("PRAGMA max_page_count = 1073741823")
        connections.clear()
        release(self)

    monkeypatch.setattr("motivelab.store.writer.connect", small)
    monkeypatch.setattr(Reserve, "release", make_room)
    said = command("run", tmp_path / "s.toml", "--quiet", "--out", tmp_path / "run")
    refused(said, "no room left", "All that was answered is kept", "run the same command again", code=5)
    kept = completions(tmp_path / "run")
    assert kept > 0
    assert not (tmp_path / "run" / "reserve").exists()
    monkeypatch.setattr("motivelab.store.writer.connect", connect)
    said = command("run", tmp_path / "s.toml", "--quiet", "--out", tmp_path / "run")
    assert said.code == 0
    with Store.open(tmp_path / "run") as store:
        assert store.query("SELECT count(*), count(DISTINCT trial) FROM completion") == [(120, 120)]


def test_a_failing_disk_without_room_is_called_full(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from motivelab.store.failures import as_store_error

    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR | (19 << 8)
    assert "the disk failed" in str(as_store_error(error, run / "store.sqlite"))
    usage = shutil.disk_usage(run)._replace(free=0)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    assert "no room left" in str(as_store_error(error, run / "store.sqlite"))


def bound_by_permissions() -> None:
    """Before a command starts: root, who may write anywhere, gives that up."""
    drop_from_bounding_set, dac_override = 24, 1
    if os.geteuid() == 0 and ctypes.CDLL(None, use_errno=True).prctl(drop_from_bounding_set, dac_override, 0, 0, 0):
        os._exit(99)


@pytest.fixture
def unwritable(run: Path) -> Iterator[Path]:
    for beside in run.glob("store.sqlite-*"):
        beside.unlink()
    every = [run, *run.rglob("*")]
    for path in every:
        path.chmod(0o555 if path.is_dir() else 0o444)
    yield run
    for path in every:
        path.chmod(0o755)


def test_a_read_only_run_can_be_read_and_what_would_write_is_refused(unwritable: Path, tmp_path: Path) -> None:
    """In one process that may not write there, not even as root."""
    code = "import json, sys; from tests.support.command import command\n"
    lines = [
        ["status", unwritable],
        ["tables", unwritable, "--out", tmp_path / "tables"],
        ["run", tmp_path / "small.toml", "--quiet", "--out", unwritable],
        ["retry", unwritable, "--reason", "refusal"],
        ["reparse", unwritable],
        ["tables", unwritable],
        ["run", tmp_path / "small.toml", "--quiet", "--out", unwritable / "new"],
    ]
    code += f"for line in {[[str(p) for p in line] for line in lines]!r}:\n"
    code += " said = command(*line); print(json.dumps([said.code, said.err]))\n"
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, preexec_fn=bound_by_permissions, capture_output=True, text=True
    )
    assert done.returncode == 0, done
    ends = [json.loads(line) for line in done.stdout.splitlines()]
    assert [end[0] for end in ends] == [0, 0, 5, 5, 5, 5, 5]
    for (_, error), line in zip(ends[2:], lines[2:], strict=True):
        assert str(unwritable) in error, (line, error)
        assert len(error.splitlines()) == 1
