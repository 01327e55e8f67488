"""What SQLite and the file system say when a store cannot be used, in words that name the way out."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

from motivelab.errors import StoreCorruptedError, StoreError, StoreUnwritableError

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def is_full(error: BaseException) -> bool:
    """Whether an error says that there is no room left."""
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
    return isinstance(error, OSError) and error.errno in _FULL


def as_store_error(error: sqlite3.Error | OSError, path: Path) -> StoreError:
    """The store error that tells a person what an error of SQLite or the file system means."""
    if is_full(error):
        return StoreUnwritableError(
            f"no room left on the disk that holds {path}. All that was answered is kept. "
            "Free some space and run the same command again."
        )
    if isinstance(error, OSError):
        if isinstance(error, FileNotFoundError):
            return StoreError(f"{path} does not exist.")
        return StoreUnwritableError(
            f"cannot write {path}: {error.strerror or error}. Choose a directory that can be written to with --out."
        )
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH):
        return StoreUnwritableError(
            f"cannot open {path} for this: {error}. Check the directory's permissions, or choose another with --out."
        )
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return StoreCorruptedError(
            f"{path} is damaged or not a store of motivelab ({error}). Nothing was changed. Restore it from a copy, or "
            f"save what is readable with `sqlite3 {path} .recover`, or give the run another directory with --out."
        )
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreError(f"{path} is busy ({error}). Another program has it open for writing; close it and try again.")
    return StoreError(f"{path}: {error}")
