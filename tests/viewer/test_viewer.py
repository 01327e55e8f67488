"""Laws of the viewer: every trial can be found and read, on this machine alone, and no text of a model acts."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from aiohttp import web
from tests.support import behaviours as host
from tests.support.browser import browser
from tests.support.served import KEY, served, study_of

import motivelab
from motivelab.errors import MotivelabError
from motivelab.viewer.index import LiveIndex
from motivelab.viewer.listing import PAGE, said
from motivelab.viewer.serve import serve
from motivelab.viewer.server import HEADERS, application

TOKEN = "t0ken"
HOSTILE = (
    '{"motivation": 70, "reason": "<script>window.hacked=1</script><img src=x onerror=window.hacked=1>'
    "=cmd()|a!A1 \u202egnp.exe \\u0007 " + "x" * 1_000_000 + ' the-end"}'
)


@pytest.fixture(scope="module")
def quick(tmp_path_factory: pytest.TempPathFactory) -> Path:
    run = motivelab.run("quick", out=tmp_path_factory.mktemp("view") / "run", progress=False)
    return run.directory


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    with served(then=host.answer(HOSTILE)) as server:
        study = study_of(server, folder / "s.toml", tasks=1)
        return motivelab.run(study, out=folder / "run", progress=False, environ={"PLANTED_KEY": KEY}).directory


@contextlib.contextmanager
def viewed(directory: Path) -> Iterator[str]:
    """The viewer's address, while it is served."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    runner = web.AppRunner(application(LiveIndex(directory), token=TOKEN), access_log=None)

    async def start() -> int:
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return int(runner.addresses[0][1])

    port = asyncio.run_coroutine_threadsafe(start(), loop).result()
    try:
        yield f"http://127.0.0.1:{port}/{TOKEN}/"
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def got(url: str, **headers: str) -> tuple[int, Any, dict[str, str]]:
    """Status, body (read, where it is JSON) and headers of an answer."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
            status, body, found = answer.status, answer.read(), dict(answer.headers)
    except urllib.error.HTTPError as error:
        with error:
            status, body, found = error.code, error.read(), dict(error.headers)
    return status, json.loads(body) if found["Content-Type"].startswith("application/json") else body, found


def all_rows(url: str, query: str = "") -> list[dict[str, Any]]:
    """Every row that fits, page by page."""
    rows: list[dict[str, Any]] = []
    start: int | None = 0
    while start is not None:
        told = got(f"{url}api/trials?{query}&start={start}")[1]
        rows += told["rows"]
        start = told["next"]
    return rows


def test_paging_through_brings_every_trial_once_and_filters_bring_what_the_tables_count(quick: Path) -> None:
    trials = motivelab.open_run(quick).tables.trials.with_columns(pl.col(pl.Categorical, pl.Enum).cast(pl.String))
    with viewed(quick) as url:
        assert [r["trial_id"] for r in all_rows(url)] == trials["trial_id"].to_list()
        assert len(got(f"{url}api/trials")[1]["rows"]) == PAGE
        money = all_rows(url, "condition=money&status=answered&procedure=pre")
        planned = trials.filter(condition="money", status="answered", procedure="pre")
        assert [r["trial_id"] for r in money] == planned["trial_id"].to_list()
        task = str(trials["task"][0])
        named = trials.filter((pl.col("task") == task) | (pl.col("other_task") == task))
        assert len(all_rows(url, f"task={task}")) == named.height
        slowest = [r["latency"] for r in all_rows(url, "sort=latency_s&order=down") if r["latency"] is not None]
        assert slowest == sorted(slowest, reverse=True)
        standing = got(f"{url}api/standing")[1]
        assert standing["planned"] == trials.height
        assert standing["answered"] == (trials["status"] != "open").sum()
        assert dict(standing["values"]["condition"])["money"] == trials.filter(condition="money").height
        assert standing["simulated"] == ["sim/coherent", "sim/judge", "sim/null"]


def test_a_trial_is_shown_as_sent_with_its_reply_reading_and_relatives(quick: Path) -> None:
    run = motivelab.open_run(quick)
    follows = run.tables.trials.filter(pl.col("procedure") == "post", pl.col("status") == "answered")[0]
    trial_id, parent = follows["trial_id"][0], follows["parent_trial_id"][0]
    shown = run.trial(trial_id)
    with viewed(quick) as url:
        told = got(f"{url}api/trial/{trial_id}")[1]
        work = got(f"{url}api/trial/{parent}")[1]
    assert [(m["role"], m["text"]) for m in told["messages"]] == [(m.role, m.content) for m in shown.messages]
    assert [r["text"] for r in told["replies"]] == [a.draft.text for a in shown.answers]
    assert ["motivation", shown.answers[0].answer["motivation"]] in told["replies"][0]["read"]
    lists = {entry["heading"]: [r["trial_id"] for r in entry["rows"]] for entry in told["relatives"]}
    assert lists["The work it follows"] == [parent]
    assert trial_id in {e["heading"]: [r["trial_id"] for r in e["rows"]] for e in work["relatives"]}["What follows it"]
    assert trial_id not in [i for ids in lists.values() for i in ids]


def test_a_search_finds_what_the_replies_hold_and_only_that(quick: Path) -> None:
    run = motivelab.open_run(quick)
    some = run.tables.self_reports.filter(pl.col("reason").is_not_null())[0]
    word = max(some["reason"][0].split(), key=len).strip('".,;')
    with viewed(quick) as url:
        found = all_rows(url, f"text={word.upper()}&kind=self_report")
        assert got(f"{url}api/trials?text=qqzzxx")[1]["rows"] == []
        searched = got(f"{url}api/trials?text=qqzzxx")[1]
    assert some["trial_id"][0] in [r["trial_id"] for r in found]
    assert searched["searched"] == searched["matching"]
    for row in found:
        assert word.casefold() in run.trial(row["trial_id"]).answers[-1].draft.text.casefold()


def test_only_this_machine_below_the_token_is_answered_and_nothing_may_be_loaded(quick: Path) -> None:
    with viewed(quick) as url:
        port = url.split(":")[2].split("/")[0]
        for path in ("", "page.js", "api/standing", "api/trials?sort=wrong"):
            assert HEADERS.items() <= got(url + path)[2].items()
        assert got(url)[0] == 200
        assert got(url, Host=f"localhost:{port}")[0] == 200
        assert got(url, Host="evil.example")[0] == 403
        assert got(url, Host=f"evil.example:{port}")[0] == 403
        assert got(url.replace(TOKEN, "guess"))[0] == 404
        assert got(url.replace(f"{TOKEN}/", ""))[0] == 404
        assert got(f"{url}../../../etc/passwd")[0] == 404
        status, told, _ = got(f"{url}api/trials?sort=wrong")
        assert (status, told["error"][:4]) == (400, "sort")
        assert got(f"{url}api/trials?start=-1")[0] == 400
        assert "no trial" in got(f"{url}api/trial/ffffffffffffffff")[1]["error"]


def test_a_run_that_goes_on_is_seen_to_grow(tmp_path: Path) -> None:
    out = tmp_path / "run"
    motivelab.try_study("quick", n=3, out=out, progress=False)
    index = LiveIndex(out)
    before = index.current().answered
    motivelab.try_study("quick", n=20, out=out, progress=False)
    index._next = 0.0
    assert (
        before
        < index.current().answered
        == motivelab.open_run(out).tables.trials.filter(pl.col("status") != "open").height
    )


def test_hostile_replies_are_inert_and_seen_for_what_they_are(hostile: Path) -> None:
    trial = motivelab.open_run(hostile).tables.trials.filter(pl.col("procedure") == "pre")["trial_id"][0]
    with viewed(hostile) as url, browser() as chrome:
        for width in (1280, 390):
            with chrome.page(f"{url}#trial={trial}&text=gnp", width=width) as page:
                page.until("document.querySelector('#trial .reply')")
                seen = page.evaluate("document.querySelector('#trial .reply').textContent")
                assert "<script>window.hacked=1</script><img src=x" in seen
                assert "\u202e" not in seen
                assert "U+202E" in page.evaluate("document.querySelector('#trial .reply').innerText")
                assert page.evaluate("window.hacked") is None
                assert len(seen) < 10_000
                page.evaluate("document.querySelector('#trial .reply button').click()")
                assert "the-end" in page.evaluate("document.querySelector('#trial .reply').textContent")
                assert page.evaluate("document.documentElement.scrollWidth") <= width
                assert page.errors == []
                assert all(address.startswith(url) or address.startswith("data:") for address in page.requests)


def test_the_page_filters_opens_and_steps_by_keyboard_and_its_address_brings_it_back(quick: Path) -> None:
    with viewed(quick) as url, browser() as chrome:
        with chrome.page(url) as page:
            page.until("document.querySelectorAll('#rows tr').length == 50")
            page.evaluate(
                "const c = document.getElementById('filter-condition'); c.value = 'futility'; "
                "c.dispatchEvent(new Event('change'))"
            )
            page.until("[...document.querySelectorAll('#rows tr')].every(r => r.children[3].textContent == 'futility')")
            page.press("j", code=74, text="j")
            page.until("document.querySelector('#trial h2')")
            page.press("j", code=74, text="j")
            page.until("document.querySelectorAll('#rows tr')[1].getAttribute('aria-current') == 'true'")
            page.until(
                "document.querySelector('#trial h2').textContent.includes("
                "document.querySelectorAll('#rows tr')[1].dataset.id)"
            )
            address = page.evaluate("location.href")
            trial = page.evaluate("document.querySelector('#trial h2').textContent")
            page.press("Escape")
            page.until("document.getElementById('trial').hidden")
            assert page.errors == []
        with chrome.page(address) as again:
            again.until("document.querySelector('#trial h2')")
            assert again.evaluate("document.querySelector('#trial h2').textContent") == trial
            assert again.evaluate("document.getElementById('filter-condition').value") == "futility"


def test_the_command_prints_its_address_and_ends_cleanly_when_interrupted(quick: Path) -> None:
    command = [sys.executable, "-m", "motivelab", "view", str(quick), "--no-open"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        assert got(address)[0] == 200
        process.send_signal(signal.SIGINT)
        _, complaints = process.communicate(timeout=20)
    assert (process.returncode, complaints) == (0, "")


def test_what_cannot_be_served_is_refused_in_words(tmp_path: Path, quick: Path) -> None:
    with pytest.raises(MotivelabError, match="no run directory"):
        serve(tmp_path, ready=print)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(MotivelabError, match="cannot be had"):
            serve(quick, port=taken.getsockname()[1], ready=print)


@pytest.mark.parametrize(
    ("kind", "answer", "words"),
    [
        ("self_report", None, ""),
        ("self_report", '{"motivation":null,"does_not_apply":true}', "does not apply"),
        ("performance", '{"complied":false,"truncated":true,"words":3}', "refused, cut off, 3 words"),
        ("forced_choice", '{"choice":0}', "neither"),
        ("forced_choice", "{}", ""),
        ("judgement", '{"quality":6,"detail":2,"reason":"7"}', "quality 6, detail 2"),
    ],
)
def test_what_was_read_is_told_in_a_few_words(kind: str, answer: str | None, words: str) -> None:
    assert said(kind, answer) == words
