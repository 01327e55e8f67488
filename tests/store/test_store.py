"""Laws of the store: what was written is read back, verbatim, once."""

from __future__ import annotations

import asyncio
import functools
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motivelab.errors import (
    StoreCorruptedError,
    StoreError,
    StoreLockedError,
    StoreMismatchError,
    StoreUnwritableError,
    StoreVersionError,
)
from motivelab.schema.completion import Draft, Usage
from motivelab.schema.respondent import Respondent
from motivelab.schema.response import Response
from motivelab.schema.wire_body import WireBody
from motivelab.store.accounts import failed_attempts, returned_models, spent
from motivelab.store.exchange import Answer, Exchange
from motivelab.store.lock import run_lock
from motivelab.store.merging import merge_into
from motivelab.store.opening import connect
from motivelab.store.reading import answered, completion_texts, history, responses
from motivelab.store.reserve import Reserve
from motivelab.store.setting_aside import replace_responses, set_aside
from motivelab.store.store import FILE_NAME, Store
from motivelab.store.writer import StoreWriter
from motivelab.store.writing import ExchangeWriter

RESPONDENT = Respondent(name="r", provider="sim", model="coherent", settings={"temperature": 0.5})
TEXTS = st.text(st.characters(codec="utf-8"), max_size=900)
TRIALS = st.integers(-(2**63), 2**63 - 1)


def exchange(trial: int, text: str = "x", *, status: str = "answered", n: int = 1, prompt: str = "p") -> Exchange:
    return Exchange(
        respondent=RESPONDENT,
        body=WireBody(b'{"messages":[{"role":"user","content":\x00}]}', (prompt,)),
        trial_ids=tuple(trial + i for i in range(n)),
        started=1.5,
        latency=0.25,
        attempt=1,
        answers=tuple(
            Answer(trial + i, i, Draft(text=text, finish="stop"), Response(status, {"motivation": 70}))  # type: ignore[arg-type]
            for i in range(n)
        ),
        usage=Usage(input=10, output=5),
        cost=0.001,
        model="m-2026",
        reply_id="id",
        envelope=b'{"usage":{}}',
        http_status=200,
    )


def failed(trial: int) -> Exchange:
    return Exchange(
        respondent=RESPONDENT,
        body=WireBody(b"{}", ()),
        trial_ids=(trial,),
        started=1.0,
        latency=0.1,
        attempt=2,
        http_status=500,
        error="UnreachableError",
        message="the host said 500",
    )


def both_ways(directory: Path) -> tuple[Callable[[], Store], ...]:
    """Opening for reading and for writing."""
    return functools.partial(Store.open, directory), functools.partial(Store.create, directory, study="s")


def never(error: StoreError) -> None:
    raise error


def write(store: Store, exchanges: Sequence[Exchange]) -> None:
    with store.transaction() as run:
        ExchangeWriter(run).write(exchanges)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.create(tmp_path / "run", study="s") as opened:
        yield opened


@settings(max_examples=60, deadline=None)
@given(
    text=TEXTS,
    reasoning=TEXTS,
    saw=TEXTS,
    prompts=st.lists(TEXTS, min_size=1, max_size=4),
    trial=TRIALS,
    envelope=st.dictionaries(TEXTS, TEXTS, max_size=2).map(orjson.dumps),
)
def test_what_is_written_is_read_back_to_the_byte(
    tmp_path_factory: pytest.TempPathFactory,
    text: str,
    reasoning: str,
    saw: str,
    prompts: list[str],
    trial: int,
    envelope: bytes,
) -> None:
    body = WireBody(b"[" + b",".join([b"\x00"] * len(prompts)) + b"]", tuple(prompts))
    one = Exchange(
        respondent=RESPONDENT,
        body=body,
        trial_ids=(trial,),
        started=2.0,
        latency=3.0,
        attempt=1,
        answers=(Answer(trial, 0, Draft(text=text, finish="length", reasoning=reasoning), Response("truncated"), saw),),
        usage=Usage(input=1, output=2, reasoning=3, cached=4),
        envelope=envelope,
    )
    with Store.create(tmp_path_factory.mktemp("run"), study="s") as store:
        write(store, [one])
        (found,) = history(store, trial)
        assert completion_texts(store, [trial]) == {trial: text}
        (frame,) = responses(store, texts=True)
    assert found.draft == one.answers[0].draft
    assert found.body.to_bytes() == body.to_bytes()
    assert (found.usage, found.envelope, found.status) == (one.usage, envelope, "truncated")
    assert frame["text"].to_list() == [text]
    assert (frame["saw"][0] is None) == (saw == "")


def test_a_long_text_is_stored_once_however_often_it_is_sent(store: Store) -> None:
    long = " ".join(map(str, np.random.default_rng(1).integers(0, 10**9, 300)))
    write(store, [exchange(i, prompt=long, text=f"{i}") for i in range(50)])
    ((rows, size),) = store.query("SELECT count(*), max(length(body)) FROM text WHERE length(body) > 60")
    assert rows == 1
    assert size < len(long) / 2


def test_answered_tells_which_works_can_be_followed(store: Store) -> None:
    write(store, [exchange(1), exchange(2, "", status="empty"), exchange(3, status="filtered"), failed(4)])
    ids, can_follow = answered(store)
    assert dict(zip(ids.tolist(), can_follow.tolist(), strict=True)) == {1: True, 2: False, 3: False}


def test_money_and_failures_are_counted_over_all_attempts(store: Store) -> None:
    write(store, [exchange(1, n=3), failed(9), failed(9)])
    found = spent(store)
    assert (found.calls, found.tokens) == (3, 15)
    assert found.usd == pytest.approx(0.001)
    assert failed_attempts(store).rows() == [("r", "UnreachableError", 2, "the host said 500")]
    assert returned_models(store).select("respondent", "model", "requests").rows() == [("r", "m-2026", 1)]


def test_what_is_set_aside_is_open_again_and_still_readable(store: Store) -> None:
    write(store, [exchange(1, status="filtered"), exchange(2, status="filtered"), exchange(3)])
    assert set_aside(store, status="filtered", why="retry", trial_ids=[1, 3]) == 1
    assert sorted(answered(store)[0].tolist()) == [2, 3]
    assert [c.set_aside for c in history(store, 1)] == ["retry"]
    assert set_aside(store, status="filtered", why="retry", trial_ids=[1]) == 0
    write(store, [exchange(1, "again")])
    assert completion_texts(store, [1]) == {1: "again"}
    assert [c.draft.text for c in history(store, 1)] == ["x", "again"]


def test_reading_again_replaces_the_reading_and_not_the_text(store: Store) -> None:
    write(store, [exchange(1, "verbatim")])
    (frame,) = responses(store)
    replace_responses(store, [(frame["completion"][0], "refusal", {})])
    (found,) = history(store, 1)
    assert (found.status, dict(found.answer), found.draft.text) == ("refusal", {}, "verbatim")


def test_merging_twice_is_merging_once(tmp_path: Path) -> None:
    long = "work " * 300
    with Store.create(tmp_path / "a", study="s") as a, Store.create(tmp_path / "b", study="s") as b:
        write(a, [exchange(1, "a's"), exchange(2, "a's")])
        write(b, [exchange(2, "b's"), exchange(3, long, n=2)])
        assert merge_into(a, b) == 2
        assert merge_into(a, b) == 0
        assert completion_texts(a, [1, 2, 3, 4]) == {1: "a's", 2: "a's", 3: long, 4: long}
        assert history(a, 3)[0].body == history(b, 3)[0].body
        assert history(a, 3)[0].envelope == b'{"usage":{}}'
        assert returned_models(a)["requests"].to_list() == [3]


def test_stores_with_other_trial_ids_are_not_merged(tmp_path: Path) -> None:
    with Store.create(tmp_path / "a", study="s") as a, Store.create(tmp_path / "b", study="s") as b:
        a.set_manifest({"id_scheme": 1})
        b.set_manifest({"id_scheme": 2})
        with pytest.raises(StoreMismatchError, match="scheme 2"):
            merge_into(a, b)


def test_a_store_of_another_study_is_refused_by_name(tmp_path: Path) -> None:
    Store.create(tmp_path, study="first").close()
    with pytest.raises(StoreMismatchError, match=r"'first', not of 'second'.*--out"):
        Store.create(tmp_path, study="second")


def test_a_newer_store_is_refused_and_left_alone(tmp_path: Path) -> None:
    Store.create(tmp_path, study="s").close()
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    connection.execute("PRAGMA user_version = 999")
    connection.close()
    for attempt in both_ways(tmp_path):
        with pytest.raises(StoreVersionError, match="newer motivelab"):
            attempt()


@pytest.mark.parametrize("content", [b"not a database at all, only text" * 40, b"SQLite format 3\x00" + b"\xff" * 4000])
def test_a_damaged_store_is_named_and_not_overwritten(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)
    for attempt in both_ways(tmp_path):
        with pytest.raises(StoreCorruptedError, match="damaged or not a store"):
            attempt()
    assert (tmp_path / FILE_NAME).read_bytes() == content


def test_damage_in_the_middle_is_an_error_and_not_a_short_answer(tmp_path: Path) -> None:
    with Store.create(tmp_path, study="s") as store:
        write(store, [exchange(i, f"{i} " * 150) for i in range(500)])
    path = tmp_path / FILE_NAME
    raw = bytearray(path.read_bytes())
    raw[8192 : len(raw) - 8192] = b"\xa5" * (len(raw) - 16384)
    path.write_bytes(raw)
    with pytest.raises(StoreCorruptedError), Store.open(tmp_path) as store:
        list(responses(store, texts=True))


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    with pytest.raises(StoreCorruptedError, match="not one of motivelab's"):
        Store.open(tmp_path)


def test_a_directory_without_a_store_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="motivelab run STUDY"):
        Store.open(tmp_path)


def test_a_path_that_is_a_file_is_unwritable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreUnwritableError, match="--out"):
        Store.create(tmp_path / "file", study="s")


def test_the_second_writer_is_told_who_the_first_is(tmp_path: Path) -> None:
    with run_lock(tmp_path), pytest.raises(StoreLockedError, match=f"process {os.getpid()}"), run_lock(tmp_path):
        pytest.fail("locked twice")
    with run_lock(tmp_path):
        assert (tmp_path / "lock").exists()


def test_the_writer_says_durable_only_of_what_another_reader_sees(tmp_path: Path) -> None:
    store = Store.create(tmp_path, study="s")
    store.close()
    seen: list[tuple[int, int]] = []

    def on_durable(batch: Sequence[Exchange]) -> None:
        with Store.open(tmp_path) as reader:
            known = set(answered(reader)[0].tolist())
        seen.append((len(batch), sum(x.trial_ids[0] in known for x in batch)))

    async def go() -> None:
        async with StoreWriter(store.path, on_durable=on_durable, on_failure=never) as writer:
            for i in range(1200):
                writer.submit(exchange(i))
                if i % 100 == 0:
                    await asyncio.sleep(0)

    asyncio.run(go())
    assert sum(n for n, _ in seen) == 1200
    assert all(n == known for n, known in seen)


def test_a_full_disk_keeps_what_was_handed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reserve is given up, the batch is written into the room it leaves, and the failure is still told."""
    store = Store.create(tmp_path, study="s")
    released: list[bool] = []
    connection = connect(store.path, write=True)

    class Full(Reserve):
        def release(self) -> None:
            if not released:
                connection.execute("PRAGMA max_page_count = 1073741823")
            released.append(True)
            super().release()

    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")
    monkeypatch.setattr("motivelab.store.writer.connect", lambda *_, **__: connection)
    failures: list[StoreError] = []
    durable: list[int] = []

    async def go() -> None:
        writer = StoreWriter(
            store.path,
            on_durable=lambda batch: durable.extend(x.trial_ids[0] for x in batch),
            on_failure=failures.append,
            reserve=Full(tmp_path, size=4096),
        )
        async with writer:
            for i in range(400):
                writer.submit(exchange(i, "y" * 300))

    asyncio.run(go())
    assert released
    assert durable == list(range(400))
    assert [type(f) for f in failures] == [StoreUnwritableError]
    assert "no room left" in str(failures[0])
    assert sorted(answered(store)[0].tolist()) == list(range(400))
    assert not (tmp_path / "reserve").exists()
    store.close()


def test_manifest_entries_are_replaced_and_kept(store: Store) -> None:
    store.set_manifest({"plan_hash": "a", "seed": 3})
    store.set_manifest({"plan_hash": "b"})
    entries = store.manifest()
    assert (entries["plan_hash"], entries["seed"], entries["study_name"]) == ("b", 3, "s")


def test_trial_ids_of_both_signs_survive(store: Store) -> None:
    ids = [-(2**63), -1, 0, 2**63 - 1]
    write(store, [exchange(i) for i in ids])
    assert sorted(answered(store)[0].tolist()) == sorted(ids)
    assert answered(store)[0].dtype == np.int64
