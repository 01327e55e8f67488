"""A file that is there whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from motivelab.errors import StoreUnwritableError


def write_whole(path: Path, text: str) -> None:
    """Write a text file beside its place and move it there once it is complete.

    Raises:
        StoreUnwritableError: the disk is full, or the folder cannot be written to; what stood at the place stays.
    """
    temporary: str | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except OSError as error:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
        raise StoreUnwritableError(
            f"{path}: the report cannot be written ({error.strerror or error}); free some space or name another place"
        ) from error
