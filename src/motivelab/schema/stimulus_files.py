"""Where stimulus files lie: the shipped ones in their room, a person's own beside the study."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from motivelab.errors import StimulusError


def stimulus_files(room: str, paths: Sequence[Path] = ()) -> dict[str, Path | Traversable]:
    """Stimulus files by the name of what they hold, shipped ones first, each group sorted by name.

    In a folder of `paths`, `<room>/*.toml` and `*.<room without its s>.toml` are found, for instance
    `instruments/imi.toml` and `imi.instrument.toml`; a path may also be one such file. Other files are left alone, so
    that one folder can hold tasks, instruments and manipulations.

    Args:
        room: `instruments` or `manipulations`.
        paths: folders or files of the user's own.

    Raises:
        StimulusError: a path does not exist, or two files hold something of one name.

    Example:
        >>> "motivation" in stimulus_files("instruments")
        True
    """
    ending = f".{room.removesuffix('s')}.toml"
    shipped = (f for f in files(f"motivelab.{room}").iterdir() if f.name.endswith(".toml"))
    found: dict[str, Path | Traversable] = {
        f.name.removesuffix(".toml"): f for f in sorted(shipped, key=lambda f: f.name)
    }
    for path in map(Path, paths):
        if not path.exists():
            raise StimulusError(f"{path}: there is no such folder or file; correct it in `paths` or create it")
        for file in _own_files(path, room=room, ending=ending):
            name = file.name.removesuffix(ending).removesuffix(".toml")
            if name in found and str(found[name]) != str(file):
                raise StimulusError(
                    f"{file}: {name!r} is already the name of {found[name]}; one name is one text for good, so rename"
                    " this file"
                )
            found[name] = file
    return found


def _own_files(path: Path, *, room: str, ending: str) -> list[Path]:
    if path.is_file():
        return [path] if path.name.endswith(ending) or (path.parent.name == room and path.suffix == ".toml") else []
    inside = path if path.name == room else path / room
    return sorted({*path.glob(f"*{ending}"), *inside.glob("*.toml")})
