"""What SQLite and the file system say when a store cannot be used, in words that name the way out."""

from __future__ import annotations

import errno
import shutil
import sqlite3
from pathlib import Path

from motivelab.errors import StoreCorruptedError, StoreError, StoreUnwritableError

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_LACKS = ("no such table", "no such column")
_LEAST_ROOM = 128 * 1024
"""Bytes that SQLite needs beside a store even to read it."""


def damaged(path: Path, what: object) -> StoreCorruptedError:
    """The error for a store that cannot be read, or does not hold what it should."""
    return StoreCorruptedError(
        f"{path} is damaged or not a store of motivelab ({what}). Nothing was changed. Restore it from a copy, or "
        f"save what is readable with `sqlite3 {path} .recover`, or give the run another directory with --out."
    )


def is_full(error: BaseException) -> bool:
    """Whether an error says that there is no room left."""
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
    return isinstance(error, OSError) and error.errno in _FULL


def as_store_error(error: sqlite3.Error | OSError, path: Path) -> StoreError:
    """The store error that tells a person what an error of SQLite or the file system means."""
    if is_full(error) or (_is_io(error) and not _has_room(path)):
        return StoreUnwritableError(
            f"no room left on the disk that holds {path}. All that was answered is kept. "
            "Free some space and run the same command again."
        )
    if isinstance(error, OSError):
        return StoreUnwritableError(
            f"cannot write {path}: {error.strerror or error}. Make it writable, or name another directory (--out)."
        )
    code = _code(error)
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH):
        return StoreUnwritableError(
            f"cannot open {path} for writing: {error}. Make its directory writable, or name another (--out)."
        )
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB) or str(error).startswith(_LACKS):
        return damaged(path, error)
    if code == sqlite3.SQLITE_IOERR:
        return StoreError(
            f"{path}: the disk failed ({error}). All that was committed is kept. Check the disk, then run the same "
            "command again."
        )
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreError(f"{path} is busy ({error}). Another program has it open for writing; close it and try again.")
    return StoreError(f"{path}: {error}")


def _is_io(error: BaseException) -> bool:
    return isinstance(error, sqlite3.Error) and _code(error) == sqlite3.SQLITE_IOERR


def _code(error: BaseException) -> int:
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def _has_room(path: Path) -> bool:
    """Whether the disk has room; SQLite calls it an input/output error when its shared index finds none."""
    try:
        return shutil.disk_usage(path.parent).free >= _LEAST_ROOM
    except OSError:
        return True
