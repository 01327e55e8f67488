"""One writer a run directory, by the operating system's own lock: a killed run blocks nobody."""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path

from motivelab.errors import StoreLockedError
from motivelab.store.failures import as_store_error


@contextlib.contextmanager
def run_lock(directory: Path) -> Iterator[None]:
    """Hold the run directory for writing.

    Raises:
        StoreLockedError: another process holds it; the message names its process id.
        StoreUnwritableError: the lock file cannot be made.
    """
    path = directory / "lock"
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise as_store_error(error, path) from error
    try:
        if not _locked(handle):
            holder = os.pread(handle, 32, 0).decode("ascii", "replace").strip() or "unknown"
            raise StoreLockedError(
                f"{directory} is being written to by process {holder}. Wait for it, watch it with "
                f"`motivelab status {directory}`, or give this run another directory with --out."
            )
        try:
            os.ftruncate(handle, 0)
            os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        except OSError as error:
            raise as_store_error(error, path) from error
        yield
    finally:
        os.close(handle)


def is_locked(directory: Path) -> bool:
    """Whether a process holds the run directory for writing; leaves no trace, so it does in a read-only one too."""
    try:
        handle = os.open(directory / "lock", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def _locked(handle: int) -> bool:
    """Take the lock, with a little patience for those who only look whether it is held."""
    for wait in (0.02, 0.1, 0.0):
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(wait)
        else:
            return True
    return False
