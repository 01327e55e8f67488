"""Imported protocols: one JSON file each in the user's data directory."""

from __future__ import annotations

import os
from pathlib import Path

import orjson
from pydantic import TypeAdapter, ValidationError

from motivelab.errors import InputError, StimulusError, StoreUnwritableError, choices
from motivelab.schema.protocol import Protocol
from motivelab.store.whole_file import write_whole_file

IMPORTABLE = ("nahum2026",)
"""Protocols that `motivelab import` can fetch."""

_ADAPTER: TypeAdapter[Protocol] = TypeAdapter(Protocol)


def protocol_folder() -> Path:
    """Where protocols lie: `motivelab/protocols` in the user's data directory."""
    data_home = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(data_home) / "motivelab" / "protocols"


def is_installed(name: str) -> bool:
    """Whether a protocol of that name is there."""
    return (protocol_folder() / f"{name}.json").is_file()


def load_protocol(name: str) -> Protocol:
    """The protocol of that name.

    Raises:
        StimulusError: there is none, or its file is damaged.

    Example:
        >>> load_protocol("nahum2027")
        Traceback (most recent call last):
        ...
        motivelab.errors.StimulusError: there is no protocol 'nahum2027'; did you mean 'nahum2026'? Valid: nahum2026
    """
    file = protocol_folder() / f"{name}.json"
    if not is_installed(name):
        if name in IMPORTABLE:
            raise StimulusError(
                f"protocol {name!r} is not installed, for its texts may not be passed on; fetch them from its authors"
                f" with `motivelab import {name} --download`"
            )
        known = {*IMPORTABLE, *(p.stem for p in protocol_folder().glob("*.json"))}
        raise StimulusError(f"there is no protocol {name!r}; {choices(name, known)}")
    try:
        return _ADAPTER.validate_python(orjson.loads(file.read_bytes()))
    except (OSError, orjson.JSONDecodeError, ValidationError) as error:
        raise StimulusError(f"{file}: not a protocol ({type(error).__name__}); import it anew") from error


def save_protocol(protocol: Protocol) -> Path:
    """Write a protocol where `load_protocol` finds it, in place of one of its name.

    Raises:
        InputError: the file cannot be written.
    """
    return write_whole(protocol_folder() / f"{protocol.id}.json", _ADAPTER.dump_json(protocol))


def write_whole(file: Path, content: bytes) -> Path:
    """Write a file of the user's data directory, whole or not at all.

    Raises:
        InputError: it cannot be written.
    """
    try:
        return write_whole_file(file, content)
    except StoreUnwritableError as error:
        raise InputError(f"{error}, by setting XDG_DATA_HOME") from error
