"""An instrument: a questionnaire or a judge's rubric, its items, wordings, response formats and scoring."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, TypeAlias

from motivelab.schema.digest import content_digest

Moment: TypeAlias = Literal["pre", "post", "similar"]
"""When a self-report is asked: before the task, after it in the same conversation, or after it about a similar task."""

InstrumentKind: TypeAlias = Literal["self_report", "rubric"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One question of an instrument.

    Attributes:
        id: the key under which the answer is given and tabled.
        text: what is asked, by moment; `{"": text}` where it is the same at every moment.
        subscale: the subscale it belongs to.
        reversed: keyed against its subscale (agreeing means less of it).
        anchors: for rubrics, what a given score looks like, by score.
    """

    id: str
    text: Mapping[str, str]
    subscale: str
    reversed: bool = False
    anchors: Mapping[int, str] = field(default_factory=dict)

    def at(self, moment: str) -> str:
        """The text at a moment.

        Raises:
            KeyError: the item has no text for that moment.
        """
        return self.text[moment] if moment in self.text else self.text[""]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseFormat:
    """The scale on which an item is answered.

    Attributes:
        id: its name in study files (`1-100`, `0-10`, `labelled-7`).
        low: smallest number that can be answered.
        high: largest number that can be answered.
        low_anchor: what the smallest number means.
        high_anchor: what the largest number means.
        labels: a text for single numbers, or empty.
        reversed: True where a higher number means less of what is asked.
        does_not_apply: whether "does not apply" is offered as an answer.
    """

    id: str
    low: int
    high: int
    low_anchor: str = ""
    high_anchor: str = ""
    labels: Mapping[int, str] = field(default_factory=dict)
    reversed: bool = False
    does_not_apply: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentWording:
    """One way of asking: a paraphrase of the sentence that stands before the items.

    Attributes:
        id: its name, unique in the instrument.
        stem: the sentence, by moment (`pre`, `post`, `similar`); rubrics use the moment "".
        presupposes: whether it takes for granted that there is motivation to report.
        version: raised whenever the text changes.
    """

    id: str
    stem: Mapping[str, str]
    presupposes: bool = True
    version: int = 1


@dataclass(frozen=True, kw_only=True)
class Instrument:
    """A questionnaire or a rubric.

    Attributes:
        id: its name, equal to its file's.
        kind: `self_report` or `rubric`.
        title: a label for people.
        items: in canonical order; the order shown is part of each trial.
        wordings: paraphrases of the stem, at least one.
        formats: response formats, at least one; the first is the default.
        minimum_items: share of a subscale's items that must be answered for it to be scored.
        redistributable: False for a licensed scale of the user's own; left out of exports.
        source: where items and wordings come from.
        version: a label for people; digests decide.
    """

    id: str
    kind: InstrumentKind
    title: str
    items: tuple[Item, ...]
    wordings: tuple[InstrumentWording, ...]
    formats: tuple[ResponseFormat, ...]
    minimum_items: float = 1.0
    redistributable: bool = True
    source: str = ""
    version: int = 1

    @cached_property
    def digest(self) -> str:
        """Digest of the items as asked; titles, sources and version labels do not enter."""
        return content_digest(
            [[i.id, dict(i.text), i.reversed, {str(k): v for k, v in i.anchors.items()}] for i in self.items]
        )

    @property
    def moments(self) -> tuple[str, ...]:
        """The moments for which every wording has a stem."""
        return tuple(m for m in ("pre", "post", "similar", "") if all(m in w.stem for w in self.wordings))

    def wording(self, wording_id: str) -> InstrumentWording:
        """The wording of that name.

        Raises:
            KeyError: there is none.
        """
        return {w.id: w for w in self.wordings}[wording_id]

    def format(self, format_id: str) -> ResponseFormat:
        """The response format of that name.

        Raises:
            KeyError: there is none.
        """
        return {f.id: f for f in self.formats}[format_id]
