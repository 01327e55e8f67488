"""Load instruments: one TOML file each, the shipped ones and a person's own."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Literal, cast

from motivelab.errors import StimulusError, choices
from motivelab.schema.instrument import Instrument, InstrumentWording, Item, ResponseFormat
from motivelab.schema.stimulus_files import stimulus_files
from motivelab.schema.toml_table import TomlTable

MOMENTS = ("pre", "post", "similar")
"""Moments at which a self-report can be asked."""

_KEYS = ("kind", "title", "items", "wordings", "formats", "minimum_items", "redistributable", "source", "version")
_ITEM_KEYS = ("id", "text", "subscale", "reversed", "anchors")
_WORDING_KEYS = ("id", "stem", "presupposes", "version")
_FORMAT_KEYS = ("id", "low", "high", "low_anchor", "high_anchor", "labels", "reversed", "does_not_apply")


def load_instruments(paths: Sequence[Path] = ()) -> dict[str, Instrument]:
    """Every instrument that is found, by id.

    Args:
        paths: folders or files of the user's own; see `stimulus_files` for what is found in them.

    Raises:
        StimulusError: a file is malformed; the message names file, field, value and way out.

    Example:
        >>> load_instruments()["motivation"].title
        'Overall motivation'
    """
    return {name: read_instrument(file, name=name) for name, file in stimulus_files("instruments", paths).items()}


def load_instrument(name: str, paths: Sequence[Path] = ()) -> Instrument:
    """The instrument of that name; no other file is opened.

    Raises:
        StimulusError: there is none, or its file is malformed.
    """
    found = stimulus_files("instruments", paths)
    if name not in found:
        raise StimulusError(f"there is no instrument {name!r}; {choices(name, found)}. Or add a file {name}.toml")
    return read_instrument(found[name], name=name)


def read_instrument(file: Path | Traversable, *, name: str) -> Instrument:
    """One instrument from its file.

    Raises:
        StimulusError: the file is malformed.
    """
    table = TomlTable.read(file)
    table.known(_KEYS)
    kind = cast(Literal["self_report", "rubric"], table.choice("kind", ("self_report", "rubric")))
    moments = MOMENTS if kind == "self_report" else ("",)
    rows = table.tables("items")
    formats = tuple(_format(f) for f in table.tables("formats"))
    minimum = table.number("minimum_items", default=1.0)
    if minimum is None or not 0 < minimum <= 1:
        raise StimulusError(f"{table.where}: minimum_items = {minimum!r} is not above 0 and at most 1; write 1.0")
    instrument = Instrument(
        id=name,
        kind=kind,
        title=table.text("title"),
        items=tuple(_item(row, alone=len(rows) == 1) for row in rows),
        wordings=tuple(_wording(w, moments=moments) for w in table.tables("wordings")),
        formats=formats,
        minimum_items=float(minimum),
        redistributable=table.flag("redistributable", default=True),
        source=table.text("source", default=""),
        version=table.whole("version", default=1),
    )
    _check_moments(instrument, where=table.where)
    return instrument


def _item(table: TomlTable, *, alone: bool) -> Item:
    table.known(_ITEM_KEYS)
    if isinstance(table.fields.get("text"), dict):
        text = table.texts("text")
        unknown = sorted(set(text) - set(MOMENTS))
        if unknown:
            raise StimulusError(f"{table.where}: text.{unknown[0]} is no moment; {choices(unknown[0], MOMENTS)}")
    else:
        text = {"": table.text("text", default="" if alone else None)}  # a single item may be asked by the stem alone
    identifier = table.text("id")
    if not identifier.replace("_", "").isalnum() or not identifier.isascii():
        raise StimulusError(
            f"{table.where}: id = {identifier!r} becomes a JSON key and a column; use letters, digits and underscores"
        )
    return Item(
        id=identifier,
        text=text,
        subscale=table.text("subscale"),
        reversed=table.flag("reversed", default=False),
        anchors=table.numbered_texts("anchors"),
    )


def _wording(table: TomlTable, *, moments: Sequence[str]) -> InstrumentWording:
    table.known(_WORDING_KEYS)
    stem = {"": table.text("stem")} if moments == ("",) else table.texts("stem")
    unknown = sorted(set(stem) - set(moments))
    if unknown or not stem:
        first = unknown[0] if unknown else ""
        raise StimulusError(f"{table.where}: stem.{first} is no moment; {choices(first, moments)}")
    return InstrumentWording(
        id=table.text("id"),
        stem=stem,
        presupposes=table.flag("presupposes", default=True),
        version=table.whole("version", default=1),
    )


def _format(table: TomlTable) -> ResponseFormat:
    table.known(_FORMAT_KEYS)
    low, high = table.whole("low"), table.whole("high")
    if low >= high:
        raise StimulusError(f"{table.where}: low = {low} is not below high = {high}; exchange or correct them")
    labels = table.numbered_texts("labels")
    outside = [n for n in labels if not low <= n <= high]
    if outside:
        raise StimulusError(f"{table.where}: labels.{outside[0]} lies outside {low} to {high}; remove or renumber it")
    return ResponseFormat(
        id=table.text("id"),
        low=low,
        high=high,
        low_anchor=table.text("low_anchor", default=""),
        high_anchor=table.text("high_anchor", default=""),
        labels=labels,
        reversed=table.flag("reversed", default=False),
        does_not_apply=table.flag("does_not_apply", default=False),
    )


def _check_moments(instrument: Instrument, *, where: str) -> None:
    if not instrument.moments:
        stems = {w.id: sorted(w.stem) for w in instrument.wordings}
        raise StimulusError(
            f"{where}: no moment has a stem in every wording ({stems}); give each wording the same ones"
        )
    for item in instrument.items:
        lacking = [m for m in instrument.moments if m not in item.text and "" not in item.text]
        if lacking:
            raise StimulusError(
                f"{where}: item {item.id!r} has no text for moment {lacking[0]!r}; add text.{lacking[0]}"
            )
