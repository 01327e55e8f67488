"""A file that is there whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from motivelab.errors import StoreUnwritableError


def write_whole_file(path: Path, content: str | bytes) -> Path:
    """Write a file beside its place and move it there once it is complete and on the disk.

    Args:
        path: its place; the folder is made where it is missing.
        content: text, written as UTF-8, or bytes.

    Returns:
        Its place.

    Raises:
        StoreUnwritableError: the disk is full, or the folder cannot be written to; what stood at the place stays.
    """
    temporary: str | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:100]}.", suffix=".part")
        with os.fdopen(descriptor, "wb") as file:
            file.write(content.encode("utf-8") if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o644)
        return Path(temporary).replace(path)
    except OSError as error:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
        raise StoreUnwritableError(
            f"{path}: cannot be written ({error.strerror or error}); free some space or name another place"
        ) from error
