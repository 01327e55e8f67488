"""The thread that commits batches and says when they are durable."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from motivelab.errors import StoreError
from motivelab.store.exchange import Exchange
from motivelab.store.failures import as_store_error, is_full
from motivelab.store.opening import connect
from motivelab.store.reserve import Reserve
from motivelab.store.writing import ExchangeWriter

BATCH_COMPLETIONS = 500
BATCH_SECONDS = 0.25


class StoreWriter:
    """Takes exchanges from the run and commits them every 500 completions or 0.25 s, whichever comes first.

    `on_durable` is called from the writer's thread with each batch once it is on disk; nothing counts before that.
    After a failure (`failure` is set, `on_failure` called) nothing more is taken; what the failing batch held is first
    tried again in the room that `Reserve` keeps free.
    """

    def __init__(
        self,
        path: Path,
        *,
        on_durable: Callable[[Sequence[Exchange]], None],
        on_failure: Callable[[StoreError], None],
        reserve: Reserve | None = None,
        batch_seconds: float = BATCH_SECONDS,
    ) -> None:
        self._path = path
        self._on_durable = on_durable
        self._on_failure = on_failure
        self._reserve = reserve
        self._batch_seconds = batch_seconds
        self._pending: list[Exchange] = []
        self._wake = threading.Condition()
        self._closing = False
        self.failure: StoreError | None = None
        self._thread = threading.Thread(target=self._work, name="motivelab-store", daemon=True)
        self._thread.start()

    def submit(self, exchange: Exchange) -> None:
        """Hand over one exchange; returns at once.

        Raises:
            StoreError: the writer has failed.
        """
        with self._wake:
            if self.failure is not None and self._reserve is None:
                raise self.failure
            self._pending.append(exchange)
            if len(self._pending) >= BATCH_COMPLETIONS:
                self._wake.notify()

    @property
    def backlog(self) -> int:
        """Exchanges handed over and not yet durable."""
        return len(self._pending)

    def close(self) -> None:
        """Commit what is pending and end the thread.

        Raises:
            StoreError: the last commit failed.
        """
        with self._wake:
            self._closing = True
            self._wake.notify()
        self._thread.join()
        if self._reserve is not None:
            self._reserve.release()
        if self.failure is not None:
            raise self.failure

    def _work(self) -> None:
        try:
            connection = connect(self._path, write=True)
        except StoreError as error:
            self._fail(error)
            return
        writer = ExchangeWriter(connection)
        try:
            while True:
                with self._wake:
                    if not self._closing and len(self._pending) < BATCH_COMPLETIONS:
                        self._wake.wait(self._batch_seconds)
                    batch, self._pending = self._pending, []
                    closing = self._closing
                if batch:
                    self._commit(connection, writer, batch)
                elif closing:
                    return
        finally:
            connection.close()

    def _commit(self, connection: sqlite3.Connection, writer: ExchangeWriter, batch: Sequence[Exchange]) -> None:
        for last_try in (False, True):
            try:
                connection.execute("BEGIN IMMEDIATE")
                writer.write(batch)
                connection.execute("COMMIT")
            except sqlite3.Error as error:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                writer.forget()
                self._fail(as_store_error(error, self._path))
                if not is_full(error) or last_try or self._reserve is None:
                    return
                self._reserve.release()
                time.sleep(0.05)  # the file system frees blocks of a removed file with a short delay
            else:
                self._on_durable(batch)
                return

    def _fail(self, error: StoreError) -> None:
        first = self.failure is None
        self.failure = self.failure or error
        if first:
            self._on_failure(error)
