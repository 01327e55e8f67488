"""Laws of interruption: signals, a second run, readers that leave."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.support import behaviours as host
from tests.support.command import command, refused, start
from tests.support.served import KEY, served, study_of

from motivelab.store.store import Store


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda n: n.name)
def test_a_stopped_run_brings_home_what_is_in_flight_and_says_how_to_go_on(
    number: signal.Signals, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLANTED_KEY", KEY)
    with served(latency=0.05) as server:
        study = study_of(server, tmp_path / "my study.toml", tasks=100)
        running = start("run", study, "--out", tmp_path / "the run", "--quiet")
        while server.count < 6 and running.poll() is None:
            time.sleep(0.01)
        running.send_signal(number)
        out, err = running.communicate(timeout=30)
        asked = server.count
    assert running.returncode == 130, (out, err)
    assert "Go on with: motivelab run" in err
    assert "Traceback" not in err
    with Store.open(tmp_path / "the run") as store:
        assert store.query("SELECT count(*) FROM request WHERE error IS NULL") == [(asked,)]


def test_two_runs_on_one_store_are_one_too_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second is told who the first is; reading goes on meanwhile."""
    monkeypatch.setenv("PLANTED_KEY", KEY)
    with served(*[host.answer()] * 8, then=host.hang()) as server:
        study, out = study_of(server, tmp_path / "s.toml", tasks=4, timeout=30), tmp_path / "run"
        first = start("run", study, "--out", out, "--quiet")
        while server.count < 9 and first.poll() is None:
            time.sleep(0.01)
        for line in (("run", study, "--quiet", "--out", out), ("retry", out, "--reason", "empty"), ("reparse", out)):
            refused(command(*line), f"process {first.pid}", "--out", code=5)
        assert "being written to now" in command("status", out).out
        assert command("tables", out).code == 0
        for _ in range(2):  # the second one gives up what hangs; too close together they would be heard as one
            first.send_signal(signal.SIGINT)
            time.sleep(0.5)
        first.communicate(timeout=60)
    assert first.returncode == 130


def test_a_reader_that_leaves_a_full_or_a_closed_output_is_no_traceback() -> None:
    line = f"'{sys.executable}' -m motivelab list studies"
    for ending, code in (("| sleep 0; exit ${PIPESTATUS[0]}", 1), ("> /dev/full", 5), (">&-", 0)):
        done = subprocess.run(["bash", "-c", f"{line} {ending}"], capture_output=True, text=True)
        assert done.returncode == code, (ending, done)
        assert "Traceback" not in done.stderr
