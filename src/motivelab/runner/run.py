"""A run: all lanes together, from the first call to the last commit."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from motivelab import providers
from motivelab.providers.provider import Provider
from motivelab.runner.agenda import Agenda, Unit
from motivelab.runner.lane import Lane
from motivelab.runner.purse import Purse
from motivelab.runner.stopping import from_another_thread, stopped_by_signals
from motivelab.runner.surroundings import Surroundings
from motivelab.runner.tally import LaneTally, Tally
from motivelab.runner.works import Works
from motivelab.schema.respondent import Price, Respondent
from motivelab.schema.trial import Cell
from motivelab.schema.trial_plan import TrialPlan
from motivelab.store.accounts import spent
from motivelab.store.exchange import Answer, Exchange
from motivelab.store.reading import answered
from motivelab.store.reserve import Reserve
from motivelab.store.store import Store
from motivelab.store.writer import StoreWriter


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOutcome:
    """How a session of a run ended.

    Attributes:
        planned: trials of the plan.
        answered: trials answered in this session.
        open: trials still without an answer, those in `blocked` included.
        blocked: trials that stay open because the work they would follow is empty or filtered.
        parked: why a respondent was given up, by name.
        interrupted: whether a person stopped it.
        out_of_budget: whether the budget stopped it.
        calls: requests made in this session.
        usd: dollars spent in this session.
        seconds: how long it took.
    """

    planned: int
    answered: int
    open: int
    blocked: int
    parked: Mapping[str, str]
    interrupted: bool
    out_of_budget: bool
    calls: int
    usd: float
    seconds: float

    @property
    def complete(self) -> bool:
        """Whether everything that can be answered has been."""
        return self.open == self.blocked


MOST_WAITING = 5_000
"""Exchanges waiting for the disk at which no further ones are made."""


@dataclass(slots=True)
class _Run:
    """What a run in progress keeps; see `run_plan`."""

    agenda: Agenda
    tally: Tally
    works: Works
    lanes: dict[str, Lane] = field(default_factory=dict)
    rows: dict[int, int] = field(default_factory=dict)
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    room: asyncio.Event = field(default_factory=asyncio.Event)
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    waiting: int = 0
    interrupted: bool = False
    out_of_budget: bool = False
    failure: BaseException | None = None

    def submitted(self, exchange: Exchange, unit: Unit) -> None:
        """An exchange waits for the disk."""
        self.waiting += 1
        if self.waiting >= MOST_WAITING:
            self.room.clear()
        self.rows.update(zip(exchange.trial_ids, unit, strict=True))

    def durable(self, batch: Sequence[Exchange]) -> None:
        """A batch is on disk: only now its trials count, and what follows them may be asked."""
        woken: set[str] = set()
        self.waiting -= len(batch)
        self.room.set()
        for exchange in batch:
            lane_tally = self.tally.lanes[exchange.respondent.name]
            for answer in exchange.answers:
                row = self.rows.pop(answer.trial_id)
                self.agenda.done[row] = True
                lane_tally.answered += 1
                if answer.response.status != "answered":
                    self.tally.nonresponse[answer.response.status] += 1
                woken.update(self._follow_up(row, answer))
        for name in woken:
            self.lanes[name].pump()
        self.idle()

    def _follow_up(self, row: int, answer: Answer) -> Iterator[str]:
        """Queue what follows a work; yields the respondents who got something to do."""
        followers = self.agenda.followers(row)
        if not followers:
            return
        if answer.response.status in ("empty", "filtered"):
            self.tally.blocked += sum(len(unit) for _, unit in followers)
            return
        self.works.remember(answer.trial_id, answer.draft.text)
        for name, unit in followers:
            self.lanes[name].add(unit)
            yield name

    def idle(self) -> None:
        """End the run if nobody works, nothing waits for the disk and nothing more can be asked."""
        if any(lane.workers for lane in self.lanes.values()) or (self.waiting and self.failure is None):
            return
        for lane in self.lanes.values():
            lane.pump()
        if not any(lane.workers for lane in self.lanes.values()):
            self.ended.set()

    def spend_no_more(self) -> None:
        """The budget stops the run."""
        self.out_of_budget = True
        self.stop.set()

    def fail(self, error: BaseException) -> None:
        """An error that asking again does not mend ends the run."""
        self.failure = self.failure or error
        self.stop.set()
        self.idle()

    def interrupt(self) -> None:
        """First time: no further call, what is in flight comes home. Second time: what is in flight is given up."""
        if self.interrupted:
            for lane in self.lanes.values():
                for worker in lane.workers:
                    worker.cancel()
        self.interrupted = True
        self.stop.set()
        self.idle()


async def run_plan(
    plan: TrialPlan,
    store: Store,
    *,
    prices: Mapping[str, Price | None],
    environ: Mapping[str, str],
    watch: Callable[[Tally], contextlib.AbstractContextManager[None]],
    only: NDArray[np.int64] | None = None,
    catch_signals: bool = True,
    interruptible: Callable[[Callable[[], None]], None] = lambda _: None,
) -> RunOutcome:
    """Ask everything that is open, once.

    Args:
        plan: the compiled plan.
        store: open for writing; the caller holds the run directory's lock.
        prices: by respondent name; None where unknown.
        environ: where keys are looked up.
        watch: shows the tally while the run goes on.
        only: plan rows to ask, or None for all.
        catch_signals: whether a first Ctrl-C drains what is in flight and a second one stops at once.
        interruptible: is given, once the run goes on, what does the same as a Ctrl-C from another thread.

    Raises:
        StoreError: the store cannot be written to; what was committed is kept.
        MissingKeyError: a key is not set.
    """
    began = time.monotonic()
    respondents = {c.respondent.name: c.respondent for c in plan.cells}
    ids, can_follow = answered(store)
    agenda = Agenda(plan, answered=ids, can_follow=can_follow, merges=_merges, only=only)
    before = spent(store)
    tally = Tally(
        lanes={name: LaneTally(*agenda.planned(name)) for name in respondents},
        started=began,
        usd_before=before.usd,
        blocked=agenda.blocked,
    )
    run = _Run(agenda, tally, Works(store))
    run.room.set()
    writer = StoreWriter(store.path, on_durable=run.durable, on_failure=run.fail, reserve=Reserve(store.path.parent))

    def submit(exchange: Exchange, unit: Unit) -> None:
        run.submitted(exchange, unit)
        writer.submit(exchange)

    around = Surroundings(
        plan=plan,
        works=run.works,
        purse=Purse(plan.study.budget, calls=before.calls, usd=before.usd, tokens=before.tokens),
        tally=tally,
        submit=submit,
        stop=run.stop,
        room=run.room,
        out_of_budget=run.spend_no_more,
        idle=run.idle,
        crashed=run.fail,
    )
    async with writer, _connections(respondents, agenda, environ) as connections:
        for name, provider in connections.items():
            run.lanes[name] = Lane(respondents[name], provider, agenda.queues[name], around, price=prices.get(name))
        with _calm_collector(), watch(tally), stopped_by_signals(run.interrupt, active=catch_signals):
            interruptible(from_another_thread(run.interrupt))
            run.idle()
            await run.ended.wait()
    if run.failure is not None:
        raise run.failure
    return RunOutcome(
        planned=tally.planned,
        answered=tally.answered,
        open=tally.open,
        blocked=tally.blocked,
        parked={name: str(lane.parked) for name, lane in run.lanes.items() if lane.parked is not None},
        interrupted=run.interrupted,
        out_of_budget=run.out_of_budget,
        calls=tally.calls,
        usd=tally.usd,
        seconds=time.monotonic() - began,
    )


def _merges(cell: Cell) -> bool:
    """Whether replicates of one question may share a call.

    Not in performances, whose tokens are a measure, and not where trials have seeds, which are never shared.
    """
    capable = providers.capabilities(cell.respondent.provider).n
    return capable and cell.kind != "performance" and not cell.respondent.settings.get("seed")


@contextlib.asynccontextmanager
async def _connections(
    respondents: Mapping[str, Respondent], agenda: Agenda, environ: Mapping[str, str]
) -> AsyncIterator[dict[str, Provider]]:
    """Connections to everyone who may still be asked."""
    made: dict[str, Provider] = {}
    try:
        for name, respondent in respondents.items():
            planned, done = agenda.planned(name)
            if done < planned:
                made[name] = providers.connect(respondent, environ=environ)
        yield made
    finally:
        for provider in made.values():
            await provider.close()


@contextlib.contextmanager
def _calm_collector() -> Iterator[None]:
    """Keep the garbage collector from walking the plan over and over; a twentieth of the CPU of a fast run."""
    thresholds = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
        gc.unfreeze()
