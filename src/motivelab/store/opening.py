"""Opening a store's file: connection, header, migrations."""

from __future__ import annotations

import os
import sqlite3
from importlib import resources
from pathlib import Path

from motivelab.discovery import data_files
from motivelab.errors import StoreCorruptedError, StoreVersionError
from motivelab.store.failures import as_store_error

APPLICATION_ID = 0x4D4F5449
"""Written into the file's header, so that another program's database is not taken for a store."""


def connect(path: Path, *, write: bool) -> sqlite3.Connection:
    """A connection with the pragmas that a store needs.

    Raises:
        StoreError: the file cannot be opened.
    """
    mode = "rw" if write else "ro"
    if not write and not os.access(path.parent, os.W_OK) and not path.with_name(path.name + "-wal").exists():
        mode = "ro&immutable=1"  # a reader of a WAL database needs to write beside it, unless nothing can change
    quoted = str(path.absolute()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    try:
        connection = sqlite3.connect(
            f"file:{quoted}?mode={mode}", uri=True, isolation_level=None, check_same_thread=False
        )
    except sqlite3.Error as error:
        raise as_store_error(error, path) from error
    try:
        connection.execute("PRAGMA busy_timeout = 10000")
        if write:
            connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA cache_size = -16384")
    except sqlite3.Error as error:
        connection.close()
        raise as_store_error(error, path) from error
    return connection


def check_header(connection: sqlite3.Connection, path: Path, *, may_be_new: bool) -> None:
    """Make sure that a file is a store that this release can read.

    Raises:
        StoreCorruptedError: it is empty, or another program's database.
        StoreVersionError: a newer motivelab wrote it.
        sqlite3.Error: it is no database, or damaged.
    """
    found = connection.execute("PRAGMA application_id").fetchone()[0]
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if found == 0 and tables == 0:
        if may_be_new:
            return
        raise StoreCorruptedError(f"{path} is empty. Run the study again to fill it.")
    if found != APPLICATION_ID:
        raise StoreCorruptedError(
            f"{path} is a database, but not one of motivelab's. Give the run another directory with --out."
        )
    version, newest = connection.execute("PRAGMA user_version").fetchone()[0], len(migrations())
    if version > newest:
        raise StoreVersionError(
            f"{path} was written by a newer motivelab (its layout is {version}, this one knows up to {newest}). "
            "Upgrade motivelab to read it."
        )


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a store forward, one numbered file a step, each in a transaction of its own.

    Only what `check_header` let pass: the journal's mode is written into the file.
    """
    connection.execute("PRAGMA journal_mode = WAL")
    for number, name in enumerate(migrations(), start=1):
        if connection.execute("PRAGMA user_version").fetchone()[0] >= number:
            continue
        script = resources.files("motivelab.store.migrations").joinpath(name).read_text("utf-8")
        marks = f"PRAGMA application_id = {APPLICATION_ID};\nPRAGMA user_version = {number};"
        connection.executescript(f"BEGIN IMMEDIATE;\n{script}\n{marks}\nCOMMIT;")


def migrations() -> tuple[str, ...]:
    """The migration files in order."""
    return data_files("motivelab.store.migrations", suffix=".sql")
