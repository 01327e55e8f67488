"""One respondent: its workers, its limits, its failures."""

from __future__ import annotations

import asyncio
import contextlib
import random
import time

from motivelab.errors import (
    AuthenticationError,
    MalformedReplyError,
    ProviderError,
    RateLimitedError,
    RequestRejectedError,
    UnknownModelError,
)
from motivelab.procedures.performance import token_cap
from motivelab.procedures.procedure import Procedure
from motivelab.procedures.procedure import get as procedure_of_kind
from motivelab.providers.provider import Provider
from motivelab.runner.agenda import Queue, Unit
from motivelab.runner.backoff import backoff
from motivelab.runner.pace import Pace
from motivelab.runner.surroundings import Surroundings
from motivelab.runner.tally import LaneTally
from motivelab.runner.throttle import Throttle
from motivelab.schema.completion import Call, Reply, Usage
from motivelab.schema.respondent import Price, Respondent
from motivelab.schema.wire_body import WireBody
from motivelab.store.exchange import Answer, Exchange

CHARACTERS_PER_TOKEN = 4.0
REJECTIONS_IN_A_ROW = 5
"""So many requests refused for good, with none accepted between, and the respondent is parked."""
PATIENCE = 4
"""A host that asks for patience is asked so many times more often than one that fails."""
ATTEMPTS_BEFORE_FIRST_SUCCESS = 3
"""A host that never answered is given up sooner than one that did."""


_NO_REPLY = Reply(drafts=(), usage=Usage())


class Lane:
    """Asks one respondent what is in its queue, as fast as its host and its limits allow.

    Workers are started while there is work and room, and end when there is none; `pump` starts them again.
    """

    def __init__(
        self, respondent: Respondent, provider: Provider, queue: Queue, around: Surroundings, *, price: Price | None
    ) -> None:
        limits = respondent.limits
        self.respondent = respondent
        self.provider = provider
        self.queue = queue
        self.workers: set[asyncio.Task[None]] = set()
        self.parked: ProviderError | None = None
        self.throttle = Throttle(limits.concurrency)
        self._pace = Pace(limits.requests_per_minute, limits.tokens_per_minute)
        self._around = around
        self._price = price
        self._tally: LaneTally = around.tally.lanes[respondent.name]
        self._jitter = random.Random(respondent.digest)
        self._rejections = 0
        self._succeeded = False
        self._procedures: dict[str, Procedure] = {}

    def pump(self) -> None:
        """Start as many workers as there is work and room for."""
        if self._ended_meanwhile():
            return
        for _ in range(min(len(self.queue), self.throttle.allowed - len(self.workers))):
            worker = asyncio.ensure_future(self._work())
            self.workers.add(worker)
            worker.add_done_callback(self._ended)

    def add(self, unit: Unit) -> None:
        """Put a unit that became ready before all others."""
        self.queue.ready.append(unit)

    def _ended(self, worker: asyncio.Task[None]) -> None:
        self.workers.discard(worker)
        if not worker.cancelled() and (error := worker.exception()) is not None:
            self._around.crashed(error)
        if not self.workers:
            self._around.idle()

    async def _work(self) -> None:
        around, throttle = self._around, self.throttle
        while not self._ended_meanwhile() and len(self.workers) <= throttle.allowed:
            unit = self.queue.take()
            if unit is None:
                return
            await around.room.wait()
            await self._ask(unit)
            if len(self.workers) < throttle.allowed and self.queue:
                self.pump()

    def _procedure(self, kind: str) -> Procedure:
        found = self._procedures.get(kind)
        if found is None:
            found = self._procedures[kind] = procedure_of_kind(kind)
        return found

    async def _ask(self, unit: Unit) -> None:
        around = self._around
        plan = around.plan
        parent = int(plan.columns["parent"][unit[0]])
        work = around.works.get(int(plan.columns["id"][parent])) if parent >= 0 else ""
        trials = tuple([plan.trial(row, work=work) for row in unit])
        trial = trials[0]
        cell = trial.cell
        procedure = self._procedure(cell.kind)
        messages = procedure.render(trial)
        call = Call(
            respondent=self.respondent,
            messages=messages,
            max_tokens=token_cap(trial) if cell.kind == "performance" else cell.max_tokens,
            n=len(trials),
            seed=trial.id & 0x7FFFFFFF if self.respondent.settings.get("seed") else None,
            trials=trials,
        )
        body = self.provider.encode(call)
        reply = await self._send(call, body, unit)
        if reply is not None and len(reply.drafts) < len(trials):
            for row in unit[len(reply.drafts) :]:
                self.queue.ready.append((row,))

    async def _send(self, call: Call, body: WireBody, unit: Unit) -> Reply | None:
        """Ask until there is a reply, or no sense in asking on: then None, and the unit stays open."""
        around = self._around
        tokens = sum(map(len, body.texts)) / CHARACTERS_PER_TOKEN + call.max_tokens * call.n / 2
        usd = self._cost(Usage(input=int(tokens), output=call.max_tokens * call.n // 2)) or 0.0
        failures, attempt = 0.0, 0
        while (not self._must_wait() or await self._waited(tokens)) and not self._ended_meanwhile():
            if not around.purse.may_spend(usd=usd, tokens=tokens):
                around.out_of_budget()
                break
            attempt += 1
            outcome, exchange = await self._attempt(call, body, unit, attempt)
            used = self._used(exchange, expected=tokens)
            # a host that does not say what it took has not answered for nothing: the budget counts what was expected
            paid = exchange.cost if exchange.cost is not None else (0.0 if exchange.error else usd)
            around.tally.usd += paid
            around.purse.settle(expected_usd=usd, expected_tokens=tokens, usd=paid, tokens=int(used))
            self._pace.correct(booked=tokens, used=used)
            if isinstance(outcome, Reply):
                self._succeeded = True
                self._rejections = 0
                self.throttle.succeeded()
                return outcome
            self._tally.failed += 1
            patient = isinstance(outcome, RateLimitedError) and outcome.transient
            failures += 1 / PATIENCE if patient else 1
            if self._gives_up(outcome, failures):
                return None
            await self._wait(outcome, attempt, exchange.latency)
        self.queue.ready.appendleft(unit)
        return None

    async def _attempt(
        self, call: Call, body: WireBody, unit: Unit, attempt: int
    ) -> tuple[Reply | ProviderError, Exchange]:
        """One request, handed to the store whatever became of it."""
        self._tally.in_flight += 1
        self._around.tally.calls += 1
        started, clock = time.time(), time.perf_counter()
        outcome: Reply | ProviderError
        try:
            outcome = await self.provider.complete(call, body)
        except ProviderError as error:
            outcome = error
        finally:
            self._tally.in_flight -= 1
        latency = time.perf_counter() - clock
        reply = outcome if isinstance(outcome, Reply) else _NO_REPLY
        if outcome is reply and not reply.drafts:
            outcome = MalformedReplyError("the host answered without any completion", status=reply.status)
        failure = outcome if isinstance(outcome, ProviderError) else None
        exchange = Exchange(
            respondent=self.respondent,
            body=body,
            trial_ids=tuple([t.id for t in call.trials]),
            started=started,
            latency=latency,
            attempt=attempt,
            answers=self._read(call, reply),
            usage=reply.usage,
            cost=self._cost(reply.usage),
            model=reply.model,
            reply_id=reply.reply_id,
            envelope=reply.envelope,
            http_status=failure.status if failure else reply.status,
            error=type(failure).__name__ if failure else "",
            message=str(failure) if failure else "",
        )
        self._around.submit(exchange, unit)
        return outcome, exchange

    def _read(self, call: Call, reply: Reply) -> tuple[Answer, ...]:
        parse = self._procedure(call.trials[0].cell.kind).parse
        return tuple(
            [
                Answer(trial.id, position, draft, parse(trial, draft.text, draft.finish), trial.work)
                for position, (trial, draft) in enumerate(zip(call.trials, reply.drafts, strict=False))
            ]
        )

    def _used(self, exchange: Exchange, *, expected: float) -> float:
        """Tokens that a request took; where the host answered and does not say, what was expected of it."""
        used = (exchange.usage.input or 0) + (exchange.usage.output or 0)
        return used if used or exchange.error else expected

    def _cost(self, usage: Usage) -> float | None:
        """US dollars of a request, or None where price or usage is unknown."""
        price = self._price
        if price is None or usage.input is None or usage.output is None:
            return None
        cached = usage.cached or 0
        of_cached = price.input if price.cached_input is None else price.cached_input
        return ((usage.input - cached) * price.input + cached * of_cached + usage.output * price.output) / 1e6

    def _must_wait(self) -> bool:
        return not self._pace.unlimited or self.throttle.paused_until > time.monotonic()

    async def _waited(self, tokens: float) -> bool:
        """Wait for what the host asked for and for the study's limits."""
        while (pause := self.throttle.paused_until - time.monotonic()) > 0 and not self._ended_meanwhile():
            self._tally.waiting = f"the host asked to wait {pause:.0f} s"
            await self._sleep(pause)
        self._tally.waiting = ""
        await self._sleep(self._pace.book(time.monotonic(), tokens=tokens))
        return True

    def _ended_meanwhile(self) -> bool:
        return self.parked is not None or self._around.stop.is_set()

    async def _sleep(self, seconds: float) -> None:
        """Sleep, unless the run stops meanwhile."""
        if seconds > 0:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._around.stop.wait(), seconds)

    async def _wait(self, failure: ProviderError, attempt: int, latency: float) -> None:
        asked = failure.retry_after if isinstance(failure, RateLimitedError) else None
        wait = backoff(attempt, asked=asked, jitter=self._jitter)
        if isinstance(failure, RateLimitedError):
            self.throttle.objected(time.monotonic(), wait=wait if asked is not None else 0.0, latency=latency)
            self._tally.allowed = self.throttle.allowed
        await self._sleep(wait)

    def _gives_up(self, failure: ProviderError, failures: float) -> bool:
        """Whether a unit is left open after this failure; parks the lane where no other unit would fare better."""
        if isinstance(failure, (AuthenticationError, UnknownModelError)):
            self._park(failure)
            return True
        if isinstance(failure, RequestRejectedError):
            self._rejections += 1
            if self._rejections >= REJECTIONS_IN_A_ROW:
                self._park(failure)
            return True
        attempts = self.respondent.limits.attempts
        if not self._succeeded:
            attempts = min(attempts, ATTEMPTS_BEFORE_FIRST_SUCCESS)
        if not failure.transient or failures >= attempts:
            self._park(failure)
            return True
        return False

    def _park(self, failure: ProviderError) -> None:
        if self.parked is None:
            self.parked = failure
            self._tally.parked = str(failure)
