"""Load manipulations: one TOML file each, the shipped ones and a person's own."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import cast, get_args

from motivelab.errors import StimulusError, choices
from motivelab.schema.manipulation import NO_MANIPULATION, Construct, Manipulation, ManipulationWording
from motivelab.schema.stimulus_files import stimulus_files
from motivelab.schema.toml_table import TomlTable

_KEYS = ("construct", "title", "wordings", "control", "dose", "version")
_WORDING_KEYS = ("id", "text", "pair_text", "version", "match")


def load_manipulations(paths: Sequence[Path] = ()) -> dict[str, Manipulation]:
    """Every manipulation that is found, by id, the controls included.

    Args:
        paths: folders or files of the user's own; see `stimulus_files` for what is found in them.

    Raises:
        StimulusError: a file is malformed, or a wording's match is in no control; the message names file, field, value
            and way out.

    Example:
        >>> load_manipulations()["money"].construct
        'positive_extrinsic'
    """
    found = stimulus_files("manipulations", paths)
    every = {name: read_manipulation(file, name=name) for name, file in found.items()}
    neutral = {w.id for m in every.values() if m.control for w in m.wordings}
    for name, manipulation in every.items():
        for wording in manipulation.wordings:
            if wording.match and wording.match not in neutral:
                raise StimulusError(
                    f"{found[name]}: wordings {wording.id!r}: match = {wording.match!r} is the id of no control"
                    f" wording; {choices(wording.match, neutral)}"
                )
    return every


def load_manipulation(name: str, paths: Sequence[Path] = ()) -> Manipulation:
    """The manipulation of that name; no other file is opened, so matches are not looked up.

    Raises:
        StimulusError: there is none, or its file is malformed.
    """
    found = stimulus_files("manipulations", paths)
    if name not in found:
        raise StimulusError(f"there is no manipulation {name!r}; {choices(name, found)}. Or add a file {name}.toml")
    return read_manipulation(found[name], name=name)


def read_manipulation(file: Path | Traversable, *, name: str) -> Manipulation:
    """One manipulation from its file.

    Raises:
        StimulusError: the file is malformed.
    """
    table = TomlTable.read(file)
    table.known(_KEYS)
    if name == NO_MANIPULATION:
        raise StimulusError(f"{table.where}: {name!r} is the condition in which nothing is added; rename the file")
    control = table.flag("control", default=False)
    construct = cast(Construct, table.choice("construct", get_args(Construct)))
    if control != (construct == "neutral"):
        raise StimulusError(
            f"{table.where}: control = {str(control).lower()} does not go with construct = {construct!r};"
            " a control is neutral, and only a control is"
        )
    return Manipulation(
        id=name,
        construct=construct,
        title=table.text("title"),
        wordings=tuple(_wording(w, control=control) for w in table.tables("wordings")),
        control=control,
        dose=table.number("dose"),
        version=table.whole("version", default=1),
    )


def _wording(table: TomlTable, *, control: bool) -> ManipulationWording:
    table.known(_WORDING_KEYS)
    pair_text = table.text("pair_text", default="")
    if pair_text and "{task}" not in pair_text:
        raise StimulusError(f"{table.where}: pair_text = {pair_text!r} names no {{task}}; say which task it is about")
    left_over = pair_text.replace("{task}", "")
    if "{" in left_over or "}" in left_over:
        raise StimulusError(f"{table.where}: pair_text = {pair_text!r} has a brace beside {{task}}; remove it")
    match = table.text("match", default="")
    if control and match:
        raise StimulusError(f"{table.where}: match = {match!r} stands in a control; remove it")
    return ManipulationWording(
        id=table.text("id"),
        text=table.text("text"),
        pair_text=pair_text,
        version=table.whole("version", default=1),
        match=match,
    )
