"""The store of a run: its manifest, and safe access to its rows."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

from motivelab.errors import StoreError, StoreMismatchError
from motivelab.store.failures import as_store_error, damaged
from motivelab.store.opening import check_header, connect, migrate
from motivelab.store.texts import TextShelf

FILE_NAME = "store.sqlite"


class Store:
    """The store of one run directory; made with `Store.create`, read with `Store.open`.

    Its rows are read by the functions of `reading` and `accounts` and changed by those of `setting_aside` and by
    `StoreWriter`. Every method raises a `StoreError` that names the file when SQLite cannot do what is asked.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self.texts = TextShelf(connection)
        self._connection = connection

    @classmethod
    def create(cls, directory: Path, *, study: str) -> Store:
        """Open the store of a run directory for writing; make it if it is not there.

        Args:
            directory: the run directory; made with its parents.
            study: name of the study the run belongs to.

        Raises:
            StoreMismatchError: the store is another study's.
            StoreVersionError: a newer motivelab wrote it.
            StoreCorruptedError: it is no store, or damaged.
            StoreUnwritableError: the directory cannot be written to.
        """
        path = _store_path(directory)
        try:
            directory.mkdir(parents=True, exist_ok=True)
            path.touch(exist_ok=True)
        except OSError as error:
            raise as_store_error(error, directory) from error
        connection = connect(path, write=True)
        store = cls(path, connection)
        with store.closed_on_error():
            check_header(connection, path, may_be_new=True)
            migrate(connection)
            known = store.manifest().get("study_name")
            if known is None:
                store.set_manifest({"study_name": study, "created": time.time()})
                return store
        if known != study:
            store.close()
            raise StoreMismatchError(
                f"{directory} holds a run of the study {known!r}, not of {study!r}. Give this run another directory "
                f"with --out, or name the study {known!r} if it is the same one continued."
            )
        return store

    @classmethod
    def open(cls, directory: Path) -> Store:
        """Open the store of a run directory for reading, also while it is being written to.

        Raises:
            StoreError: there is none.
            StoreVersionError: a newer motivelab wrote it.
            StoreCorruptedError: it is no store, or damaged.
        """
        path = _store_path(directory)
        if not path.is_file():
            raise StoreError(
                f"{directory} is no run directory: there is no {FILE_NAME} in it. "
                "`motivelab run STUDY` makes one (by default runs/<study name>)."
            )
        connection = connect(path, write=False)
        store = cls(path, connection)
        with store.closed_on_error():
            check_header(connection, path, may_be_new=False)
        return store

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def manifest(self) -> dict[str, Any]:
        """What the run is: study, plan hash, digests, versions."""
        rows = self.query("SELECT key, value FROM manifest")
        try:
            return {key: orjson.loads(value) for key, value in rows}
        except orjson.JSONDecodeError as error:
            raise damaged(self.path, f"its manifest is not as it was written: {error}") from error

    def set_manifest(self, entries: Mapping[str, Any]) -> None:
        """Write manifest entries, replacing those of the same key."""
        with self.transaction() as run:
            run.executemany(
                "INSERT OR REPLACE INTO manifest (key, value) VALUES (?, ?)",
                [(k, orjson.dumps(v).decode()) for k, v in entries.items()],
            )

    def query(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        with self.errors():
            return self._connection.execute(sql, parameters).fetchall()

    def stream(self, sql: str, *, chunk: int) -> Iterator[list[tuple[Any, ...]]]:
        """The rows of a query, `chunk` at a time."""
        with self.errors():
            cursor = self._connection.execute(sql)
            while rows := cursor.fetchmany(chunk):
                yield rows

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """A write transaction: all or nothing."""
        with self.errors():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                self.texts.forget()
                raise
            self._connection.execute("COMMIT")

    @contextlib.contextmanager
    def closed_on_error(self) -> Iterator[None]:
        """Like `errors`, and a store that cannot be opened leaves no open file behind."""
        try:
            with self.errors():
                yield
        except BaseException:
            self.close()
            raise

    @contextlib.contextmanager
    def errors(self) -> Iterator[None]:
        """Turn SQLite's errors into `StoreError`s."""
        try:
            yield
        except sqlite3.Error as error:
            raise as_store_error(error, self.path) from error


def _store_path(directory: Path) -> Path:
    """Where the store of a run directory is; the plan beside it is read by a library that takes only UTF-8 names."""
    try:
        str(directory).encode("utf-8")
    except UnicodeEncodeError:
        raise StoreError(
            f"{str(directory)!r}: the name of a run directory has to be UTF-8; rename it, or choose another with --out."
        ) from None
    return directory / FILE_NAME
