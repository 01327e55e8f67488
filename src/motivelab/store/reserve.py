"""Room kept free so that what was already paid for still fits when the disk fills up."""

from __future__ import annotations

import os
from pathlib import Path

from motivelab.store.failures import as_store_error

RESERVE_BYTES = 32 * 1024 * 1024


class Reserve:
    """A file of fixed size in the run directory, given up when the disk is full.

    Several thousand completions fit into it; no more than are in flight need to.
    """

    def __init__(self, directory: Path, *, size: int = RESERVE_BYTES) -> None:
        self._path = directory / "reserve"
        try:
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
            try:
                os.posix_fallocate(handle, 0, size)
            finally:
                os.close(handle)
        except OSError as error:
            self._path.unlink(missing_ok=True)
            raise as_store_error(error, self._path) from error

    def release(self) -> None:
        """Give the room back to the disk."""
        self._path.unlink(missing_ok=True)
