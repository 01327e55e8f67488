"""A text that takes long to make, made once and kept in the user's cache."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from motivelab.errors import StoreUnwritableError
from motivelab.store.whole_file import write_whole_file


def kept_text(name: str, make: Callable[[], str]) -> str:
    """The text of that name as it was kept, or made and kept from now on.

    It lies in `$XDG_CACHE_HOME/motivelab` (`~/.cache/motivelab`), led by its digest. A file that is cut off, was
    changed, belongs to someone else or can be written by others counts as none. Where nothing can be kept, the text is
    made every time.

    Args:
        name: of the file; it says of which version the text is.
        make: makes the text; its lines end in line feeds.
    """
    path = _folder() / name
    found = _read(path)
    if found is not None:
        return found
    text = make()
    with suppress(StoreUnwritableError):
        write_whole_file(path, f"{_digest(text)}\n{text}")
    return text


def _folder() -> Path:
    set_to = os.environ.get("XDG_CACHE_HOME", "")
    cache = set_to if os.path.isabs(set_to) else os.path.expanduser("~/.cache")
    return Path(cache) / "motivelab"


def _read(path: Path) -> str | None:
    try:
        with path.open(encoding="utf-8") as file:
            if not _own(os.fstat(file.fileno())):
                return None
            digest, _, text = file.read().partition("\n")
    except (OSError, UnicodeDecodeError):
        return None
    return text if digest == _digest(text) else None


def _own(found: os.stat_result) -> bool:
    """Whether nobody else can have written it, as far as the system tells."""
    if not hasattr(os, "getuid"):
        return True
    return found.st_uid == os.getuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
