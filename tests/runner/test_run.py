"""Laws of a run: asked once, durable before it counts, stopped cleanly, continued where it stopped."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.behaviours import (
    Played,
    Request,
    answer,
    close_mid_body,
    completion,
    empty_choices,
    half_json,
    hang,
    html,
    http,
    n_ignored,
    status,
    usage_missing,
)
from tests.support.loopback import LoopbackServer
from tests.support.small_study import PROCEDURES, on, small_plan

from motivelab.errors import StoreUnwritableError
from motivelab.runner.agenda import Agenda
from motivelab.runner.display import line, watch_nothing
from motivelab.runner.handful import handful
from motivelab.runner.run import RunOutcome, run_plan
from motivelab.runner.tally import Tally
from motivelab.schema.respondent import Price
from motivelab.schema.trial_plan import TrialPlan
from motivelab.store.accounts import failed_attempts, spent
from motivelab.store.reading import answered, completion_texts, history, responses
from motivelab.store.store import Store

SIMULATED = '[[respondents]]\nmodel = "sim/coherent"\n'


async def ask(
    plan: TrialPlan,
    directory: Path,
    *,
    price: Price | None = None,
    watch: Callable[[Tally], contextlib.AbstractContextManager[None]] = watch_nothing,
    catch_signals: bool = False,
) -> RunOutcome:
    prices = {c.respondent.name: price for c in plan.cells}
    with Store.create(directory, study=plan.study.name) as store:
        return await run_plan(plan, store, prices=prices, environ={}, watch=watch, catch_signals=catch_signals)


def texts(directory: Path) -> dict[int, str]:
    with Store.open(directory) as store:
        return completion_texts(store, answered(store)[0].tolist())


def test_running_twice_is_running_once(tmp_path: Path) -> None:
    plan = small_plan(SIMULATED)
    first = asyncio.run(ask(plan, tmp_path))
    before = texts(tmp_path)
    second = asyncio.run(ask(plan, tmp_path))
    assert first.complete
    assert first.answered + first.blocked == len(plan)
    assert (second.calls, second.answered, second.open) == (0, 0, first.blocked)
    assert texts(tmp_path) == before


@pytest.mark.parametrize("stop_after", [1, 40, 130])
def test_stopped_and_continued_is_uninterrupted(tmp_path: Path, stop_after: int) -> None:
    plan = small_plan(SIMULATED)
    asyncio.run(ask(plan, tmp_path / "whole"))

    @contextlib.contextmanager
    def interrupt(tally: Tally) -> Iterator[None]:
        async def watch() -> None:
            while tally.answered < stop_after:
                await asyncio.sleep(0)
            os.kill(os.getpid(), signal.SIGINT)

        task = asyncio.ensure_future(watch())
        yield
        task.cancel()

    stopped = asyncio.run(ask(plan, tmp_path / "parts", watch=interrupt, catch_signals=True))
    assert stopped.interrupted or stopped.complete
    while not asyncio.run(ask(plan, tmp_path / "parts")).complete:
        pass
    assert texts(tmp_path / "parts") == texts(tmp_path / "whole")


def test_a_respondent_that_is_added_is_the_only_one_asked(tmp_path: Path) -> None:
    first = small_plan(SIMULATED, tasks=4)
    both = small_plan(SIMULATED + '[[respondents]]\nmodel = "sim/null"\n', tasks=4)
    asyncio.run(ask(first, tmp_path))
    before = texts(tmp_path)
    added = asyncio.run(ask(both, tmp_path))
    assert added.answered == len(both) - len(before) - added.blocked
    after = texts(tmp_path)
    assert before.items() <= after.items()


def test_replicates_share_a_call_where_the_host_can_and_works_never_do(tmp_path: Path) -> None:
    async def go() -> tuple[TrialPlan, RunOutcome, list[Request]]:
        async with LoopbackServer() as server:
            plan = small_plan(on(server.url))
            return plan, await ask(plan, tmp_path), server.requests

    plan, outcome, requests = asyncio.run(go())
    asked = Counter(r.json.get("n", 1) for r in requests)
    procedures = Counter(plan.cells[c].procedure for c in plan.columns["cell"])
    assert outcome.complete
    assert asked == {2: procedures["pre"] // 2, 1: procedures["performance"] + procedures["post"]}


def test_a_host_that_ignores_n_is_asked_for_the_rest_one_by_one(tmp_path: Path) -> None:
    async def go() -> tuple[TrialPlan, RunOutcome]:
        async with LoopbackServer(then=n_ignored()) as server:
            plan = small_plan(on(server.url))
            return plan, await ask(plan, tmp_path)

    plan, outcome = asyncio.run(go())
    assert outcome.complete
    assert outcome.calls == len(plan)


def test_seeded_replicates_never_share_a_seed(tmp_path: Path) -> None:
    async def go() -> list[Request]:
        async with LoopbackServer() as server:
            await ask(small_plan(on(server.url, settings="seed = true")), tmp_path)
            return server.requests

    seeds = [r.json["seed"] for r in asyncio.run(go())]
    assert len(seeds) == len(set(seeds))


def test_what_is_sent_can_be_read_back_byte_for_byte(tmp_path: Path) -> None:
    async def go() -> tuple[TrialPlan, list[Request]]:
        async with LoopbackServer() as server:
            plan = small_plan(on(server.url))
            await ask(plan, tmp_path)
            return plan, server.requests

    plan, requests = asyncio.run(go())
    with Store.open(tmp_path) as store:
        stored = {history(store, int(i))[0].body.to_bytes() for i in plan.columns["id"]}
    assert stored == {r.body for r in requests}


@pytest.mark.parametrize(
    "failure",
    [status(500), status(429, headers={"Retry-After": "0"}), half_json(), html(), close_mid_body(), empty_choices()],
    ids=["500", "429", "half JSON", "HTML", "closed", "no choices"],
)
def test_passing_failures_are_tried_again_and_written_down(
    tmp_path: Path, failure: Callable[[Request], Played]
) -> None:
    async def go() -> RunOutcome:
        async with LoopbackServer(answer(), failure, failure, then=answer()) as server:
            return await ask(small_plan(on(server.url, limits="concurrency = 1, attempts = 5"), tasks=2), tmp_path)

    outcome = asyncio.run(go())
    assert outcome.complete
    with Store.open(tmp_path) as store:
        failures = failed_attempts(store)
    assert failures["attempts"].sum() == 2
    assert failures["message"].str.len_chars().min() > 10  # type: ignore[operator]


def test_a_pause_that_the_host_asks_for_is_kept(tmp_path: Path) -> None:
    async def go() -> list[Request]:
        script = [answer(), answer(), status(429, headers={"Retry-After": "1"})]
        async with LoopbackServer(*script) as server:
            await ask(small_plan(on(server.url, limits="concurrency = 1"), tasks=1), tmp_path)
            return server.requests

    requests = asyncio.run(go())
    assert requests[3].at - requests[2].at >= 1.0


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        (status(401, "bad key"), "key"),
        (status(404, "The model `tiny` does not exist", code="model_not_found"), "tiny"),
        (status(500, "kaput"), "kaput"),
        (hang(), "did not answer"),
    ],
    ids=["401", "unknown model", "500 for ever", "hangs"],
)
def test_a_respondent_that_cannot_be_had_is_parked_and_the_others_go_on(
    tmp_path: Path, failure: Callable[[Request], Played], words: str
) -> None:
    async def go() -> tuple[TrialPlan, RunOutcome]:
        async with LoopbackServer(then=failure) as server:
            lost = on(server.url, limits="concurrency = 4, attempts = 2").replace("timeout = 5", "timeout = 0.2")
            plan = small_plan(lost + SIMULATED, tasks=3)
            return plan, await ask(plan, tmp_path)

    plan, outcome = asyncio.run(go())
    assert set(outcome.parked) == {"vllm/tiny"}
    assert words in outcome.parked["vllm/tiny"]
    assert not outcome.complete
    assert outcome.open - outcome.blocked >= len(plan) / 2 - 1
    assert outcome.answered >= len(plan) / 2 - 3


def test_after_a_respondent_was_parked_the_next_run_asks_only_what_it_owes(tmp_path: Path) -> None:
    async def go() -> tuple[RunOutcome, RunOutcome, int]:
        async with LoopbackServer(*[answer()] * 10, then=status(401)) as server:
            plan = small_plan(on(server.url, limits="concurrency = 1"), tasks=3)
            first = await ask(plan, tmp_path)
            server._then = answer()
            paid = server.count
            return first, await ask(plan, tmp_path), server.count - paid

    first, second, asked = asyncio.run(go())
    assert first.parked
    assert first.answered > 0
    assert second.complete
    assert second.calls == asked
    assert first.answered + second.answered == second.planned


@pytest.mark.parametrize(("budget", "most"), [("calls = 20", 20), ("tokens = 2000", 80), ("usd = 0.01", 80)])
def test_a_budget_is_not_passed_by_more_than_what_is_in_flight(tmp_path: Path, budget: str, most: int) -> None:
    price = Price(input=2.0, output=8.0)

    async def go() -> tuple[RunOutcome, int]:
        async with LoopbackServer(latency=0.005) as server:
            plan = small_plan(on(server.url), more=f"budget = {{ {budget} }}")
            return await ask(plan, tmp_path, price=price), server.count

    outcome, requests = asyncio.run(go())
    assert outcome.out_of_budget
    assert not outcome.complete
    assert 0 < requests <= most
    with Store.open(tmp_path) as store:
        calls, usd, tokens = spent(store)
    assert calls == requests
    assert usd <= 0.01 + 8 * 0.001 if "usd" in budget else tokens <= 2000 + 8 * 100


def test_a_money_budget_holds_where_the_host_does_not_say_what_it_took(tmp_path: Path) -> None:
    async def go() -> RunOutcome:
        async with LoopbackServer(then=usage_missing()) as server:
            plan = small_plan(on(server.url), more="budget = { usd = 0.01 }")
            return await ask(plan, tmp_path, price=Price(input=2.0, output=8.0))

    outcome = asyncio.run(go())
    assert outcome.out_of_budget
    assert 0 < outcome.usd <= 0.01


def test_works_that_were_filtered_or_empty_stop_what_would_follow_them(tmp_path: Path) -> None:
    def filtered_works(request: Request) -> Played:
        prompt = request.json["messages"][-1]["content"]
        text, finish = ('{"motivation": 5}', "stop") if "JSON" in prompt else ("", "content_filter")
        return Played(raw=http(200, json.dumps(completion(*[text] * request.json.get("n", 1), finish=finish)).encode()))

    async def go() -> tuple[TrialPlan, RunOutcome]:
        async with LoopbackServer(then=filtered_works) as server:
            plan = small_plan(on(server.url), tasks=4)
            return plan, await ask(plan, tmp_path)

    plan, outcome = asyncio.run(go())
    following = int((plan.columns["parent"] >= 0).sum())
    assert (outcome.blocked, outcome.open) == (following, following)
    assert outcome.complete


def test_unknown_usage_is_null_and_not_zero(tmp_path: Path) -> None:
    async def go() -> None:
        async with LoopbackServer(then=usage_missing("x")) as server:
            await ask(small_plan(on(server.url), tasks=1), tmp_path, price=Price(input=1, output=1))

    asyncio.run(go())
    with Store.open(tmp_path) as store:
        (frame,) = responses(store)
    assert frame["input_tokens"].null_count() == frame["cost"].null_count() == frame.height


def test_a_second_interrupt_gives_up_what_is_in_flight_and_loses_nothing_committed(tmp_path: Path) -> None:
    @contextlib.contextmanager
    def interrupt_twice(tally: Tally) -> Iterator[None]:
        async def watch() -> None:
            while tally.answered < 5:
                await asyncio.sleep(0.01)
            for _ in range(2):
                os.kill(os.getpid(), signal.SIGINT)
                await asyncio.sleep(0.05)

        task = asyncio.ensure_future(watch())
        yield
        task.cancel()

    async def go() -> RunOutcome:
        async with LoopbackServer(*[answer()] * 12, then=hang()) as server:
            limits = "concurrency = 2"
            plan = small_plan(on(server.url, limits=limits).replace("timeout = 5", "timeout = 60"), tasks=4)
            return await ask(plan, tmp_path, watch=interrupt_twice, catch_signals=True)

    outcome = asyncio.run(go())
    assert outcome.interrupted
    assert len(texts(tmp_path)) == outcome.answered > 0


def test_a_store_that_fails_ends_the_run_with_its_own_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sqlite3

    from motivelab.store.writing import ExchangeWriter

    def broken(*_: object) -> None:
        error = sqlite3.OperationalError("attempt to write a readonly database")
        error.sqlite_errorcode = sqlite3.SQLITE_READONLY
        raise error

    monkeypatch.setattr(ExchangeWriter, "write", broken)
    with pytest.raises(StoreUnwritableError, match="readonly"):
        asyncio.run(ask(small_plan(SIMULATED, tasks=2), tmp_path))


def test_the_log_line_counts_what_the_run_counted(tmp_path: Path) -> None:
    seen: list[Tally] = []

    @contextlib.contextmanager
    def keep(tally: Tally) -> Iterator[None]:
        seen.append(tally)
        yield

    plan = small_plan(SIMULATED)
    outcome = asyncio.run(ask(plan, tmp_path, watch=keep))
    said = line(seen[0], seen[0].started + 10)
    assert said.startswith(f"{outcome.answered:,}/{len(plan):,} trials")
    for reason, count in seen[0].nonresponse.items():
        assert f"{reason} {count}" in said
    assert sum(seen[0].nonresponse.values()) < outcome.answered / 4


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), share=st.floats(0, 1))
def test_the_agenda_holds_every_open_trial_that_can_be_asked_once(seed: int, share: float) -> None:
    plan = PLAN
    rng = np.random.default_rng(seed)
    parent = plan.columns["parent"]
    done = rng.random(len(plan)) < share
    done &= (parent < 0) | done[np.maximum(parent, 0)]
    ids = plan.columns["id"][done]
    shuffled = rng.permutation(len(ids))
    follows = rng.random(len(ids)) < 0.8
    agenda = Agenda(
        plan, answered=ids[shuffled], can_follow=follows[shuffled], merges=lambda c: c.kind == "self_report"
    )
    assert (agenda.done == done).all()
    taken: list[int] = []
    for queue in agenda.queues.values():
        length = len(queue)
        units = list(iter(queue.take, None))
        assert len(units) == length
        taken += [row for unit in units for row in unit]
    can_follow = np.zeros(len(plan), bool)
    can_follow[done] = follows
    expected = [row for row in range(len(plan)) if not done[row] and (parent[row] < 0 or can_follow[parent[row]])]
    assert sorted(taken) == expected
    later = [row for r in range(len(plan)) for _, unit in agenda.followers(r) for row in unit]
    assert sorted(later) == [row for row in range(len(plan)) if not done[row] and parent[row] >= 0]


PLAN = small_plan(SIMULATED + '[[respondents]]\nmodel = "sim/null"\n', tasks=4)


def test_a_handful_shows_every_procedure_and_is_the_same_each_time() -> None:
    rows = handful(PLAN, n=6)
    procedures = {PLAN.cells[PLAN.columns["cell"][r]].procedure for r in rows}
    assert procedures == {"pre", "performance", "post"}
    assert rows.tolist() == handful(PLAN, n=6).tolist()
    assert len(set(rows.tolist())) == len(rows)
    parents = PLAN.columns["parent"][rows]
    assert set(parents[parents >= 0].tolist()) <= set(rows.tolist())
    assert len(handful(PLAN, n=10**9)) == len(PLAN)
    assert PROCEDURES.count("[[procedures]]") == 3
