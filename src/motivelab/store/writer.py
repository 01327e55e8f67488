"""Exchanges into the store while a run goes on: batches, each durable before it counts."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

from motivelab.errors import StoreError
from motivelab.schema.digest import format_trial_id
from motivelab.store.exchange import Exchange
from motivelab.store.failures import as_store_error, is_full
from motivelab.store.opening import connect
from motivelab.store.reserve import Reserve
from motivelab.store.writing import ExchangeWriter

BATCH_COMPLETIONS = 500
BATCH_SECONDS = 0.25

_UNWRITABLE = (
    sqlite3.InterfaceError,
    sqlite3.ProgrammingError,
    sqlite3.DataError,
    sqlite3.IntegrityError,
    TypeError,
    ValueError,
    OverflowError,
)
"""What is wrong with an exchange, not with the file: a host that puts a list where a text belongs, say."""


class StoreWriter:
    """Takes exchanges from a run and commits them every 500 or every 0.25 s, whichever comes first.

    Rows are inserted on the event loop's own thread: a thread beside a busy loop would fight with it for the
    interpreter's lock at every row, and that costs more than the inserting. Only the commit, which waits for the disk,
    is done on another thread. `on_durable` is called with each batch once it is on disk; nothing counts before that.

    A first failure is told to `on_failure`. What a full disk refuses is tried again in the room that `Reserve` keeps
    free, and so is all that is still handed over. An exchange that cannot be written takes none of its batch along.
    """

    def __init__(
        self,
        path: Path,
        *,
        on_durable: Callable[[Sequence[Exchange]], None],
        on_failure: Callable[[StoreError], None],
        reserve: Reserve | None = None,
    ) -> None:
        self._path = path
        self._on_durable = on_durable
        self._on_failure = on_failure
        self._reserve = reserve
        self._pending: list[Exchange] = []
        self._wake = asyncio.Event()
        self._closing = False
        self.failure: StoreError | None = None

    async def __aenter__(self) -> StoreWriter:
        self._connection = connect(self._path, write=True)
        self._writer = ExchangeWriter(self._connection)
        self._task = asyncio.ensure_future(self._work())
        return self

    async def __aexit__(self, *_: object) -> None:
        """Commit what is pending."""
        self._closing = True
        self._wake.set()
        try:
            await self._task
        finally:
            self._connection.close()
            if self._reserve is not None:
                self._reserve.release()

    def submit(self, exchange: Exchange) -> None:
        """Hand over one exchange; returns at once."""
        self._pending.append(exchange)
        if len(self._pending) >= BATCH_COMPLETIONS:
            self._wake.set()

    async def _work(self) -> None:
        try:
            await self._write()
        except BaseException as error:
            # told before it is raised, or the run would wait for ever for what is pending
            self._fail(StoreError(f"{self._path}: writing ended with {error!r}. What was committed is kept."))
            raise

    async def _write(self) -> None:
        while self._pending or not self._closing:
            if not self._closing and len(self._pending) < BATCH_COMPLETIONS:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), BATCH_SECONDS)
            self._wake.clear()
            batch, self._pending = self._pending, []
            if batch and (durable := await self._commit(batch)):
                self._on_durable(durable)

    async def _commit(self, batch: Sequence[Exchange]) -> Sequence[Exchange]:
        """What of a batch is on disk."""
        for last_try in (False, True):
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                self._writer.write(batch)
                await asyncio.to_thread(self._connection.execute, "COMMIT")
            except _UNWRITABLE as error:
                self._roll_back()
                if len(batch) > 1:
                    middle = len(batch) // 2
                    return [*await self._commit(batch[:middle]), *await self._commit(batch[middle:])]
                self._fail(_unwritten(batch[0], error, self._path))
                return ()
            except sqlite3.Error as error:
                self._roll_back()
                self._fail(as_store_error(error, self._path))
                if last_try or not is_full(error) or self._reserve is None:
                    return ()
                self._reserve.release()
                await asyncio.sleep(0.05)  # a file system frees the blocks of a removed file with a short delay
            else:
                return batch
        return ()

    def _roll_back(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")
        self._writer.forget()

    def _fail(self, error: StoreError) -> None:
        if self.failure is None:
            self.failure = error
            self._on_failure(error)


def _unwritten(exchange: Exchange, error: Exception, path: Path) -> StoreError:
    trials = ", ".join(map(format_trial_id, exchange.trial_ids))
    return StoreError(
        f"{path}: the answer of {exchange.respondent.name!r} to trial {trials} cannot be kept ({error}). All others"
        " are. Run the same command again; if it happens again, the host's replies hold something that motivelab does"
        " not expect: take this respondent out."
    )
