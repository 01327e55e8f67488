"""The authors' questionnaires and manipulations as records: what is asked, on which scale, under which condition."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from motivelab.errors import InputError
from motivelab.exchange.nahum2026.release import CODE
from motivelab.schema.instrument import Instrument, InstrumentKind, InstrumentWording, Item, ResponseFormat
from motivelab.schema.manipulation import NO_MANIPULATION, Construct, Manipulation, ManipulationWording

NAME = "nahum2026"
REPORT, BREAKDOWN, RUBRIC = f"{NAME}_motivation", f"{NAME}_breakdown", f"{NAME}_quality"

CONSTRUCTS: dict[str, Construct] = {
    "money": "positive_extrinsic",
    "competition": "positive_extrinsic",
    "legacy": "positive_intrinsic",
    "purpose": "positive_intrinsic",
    "emotional-encourage": "positive_intrinsic",
    "emotional-guilt": "negative",
    "punish": "negative",
    "money-loss": "negative",
    "demotivate-meaningless": "demotivation",
    "demotivate-futility": "demotivation",
}
_TASK = re.compile(r"(?P<label>\S+ )\{TASK_NUM\}")
_SCALE = re.compile(r"(?P<low>\d+)(?: \((?P<least>[^()]*)\))? to (?P<high>\d+)(?: \((?P<most>[^()]*)\))?")
_KEY = re.compile(r'"(?P<id>\w+)": (?P<text>[^,}]+)')


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of the judge's rubric."""

    id: str
    text: str


def report_instrument(pre: str, *, post: str, similar: str) -> Instrument:
    """Overall motivation: one number, asked before, after and about a similar task."""
    item = _keys(post)[-1]
    stems = {moment: text.partition("\n")[0] for moment, text in (("pre", pre), ("post", post), ("similar", similar))}
    return _instrument(
        REPORT,
        "self_report",
        "Overall motivation, as asked by Nahum et al. (2026)",
        items=(Item(id=item.id, text={"": ""}, subscale="motivation"),),
        stem=stems,
        scale=pre,
    )


def breakdown_instrument(template: str) -> Instrument:
    """Six facets, each a question under its own key."""
    items = tuple(Item(id=key.id, text={"": key.text}, subscale=key.id) for key in _keys(template))
    return _instrument(
        BREAKDOWN,
        "self_report",
        "Motivation by facet, as asked by Nahum et al. (2026)",
        items=items,
        stem={"pre": template.partition("\n")[0]},
        scale=template,
    )


def rubric(criteria: Sequence[Criterion], *, stem: str) -> Instrument:
    """The judge's criteria."""
    return _instrument(
        RUBRIC,
        "rubric",
        "Quality of work, as rated by Nahum et al. (2026)",
        items=tuple(Item(id=c.id, text={"": c.text}, subscale="quality") for c in criteria),
        stem={"": stem.partition("\n")[0]},
        scale=stem,
    )


def label_of(pair_texts: Mapping[str, str]) -> str:
    """What a task's number stands behind in texts about one of two tasks.

    >>> label_of({"none": "", "gold": "TASK {TASK_NUM} brings gold."})
    'TASK '
    """
    labels = {match["label"] for text in pair_texts.values() for match in _TASK.finditer(text)}
    if len(labels) != 1:
        raise _unexpected(f"tasks of a pair are called {sorted(labels)!r}")
    return labels.pop()


def manipulations(texts: Mapping[str, str], pair_texts: Mapping[str, str], *, label: str) -> tuple[Manipulation, ...]:
    """The conditions beside `none`, each in its one wording."""
    return tuple(
        Manipulation(
            id=(name := f"{NAME}_{key.replace('-', '_')}"),
            construct=CONSTRUCTS.get(key, "other"),
            title=f"{key}, as worded by Nahum et al. (2026)",
            wordings=(
                ManipulationWording(
                    id=f"{name}-1",
                    text=text,
                    pair_text=pair_texts.get(key, "").replace(f"{label}{{TASK_NUM}}", "{task}"),
                ),
            ),
        )
        for key, text in texts.items()
        if key != NO_MANIPULATION
    )


def _instrument(
    name: str, kind: InstrumentKind, title: str, *, items: tuple[Item, ...], stem: Mapping[str, str], scale: str
) -> Instrument:
    match = _SCALE.search(scale)
    if match is None or not items:
        raise _unexpected(f"no scale or no item for {name!r}")
    low, high = int(match["low"]), int(match["high"])
    return Instrument(
        id=name,
        kind=kind,
        title=title,
        items=items,
        wordings=(InstrumentWording(id="theirs", stem=stem),),
        formats=(
            ResponseFormat(
                id=f"{low}-{high}",
                low=low,
                high=high,
                low_anchor=match["least"] or "",
                high_anchor=match["most"] or "",
            ),
        ),
        redistributable=False,
        source="Nahum, Sklar, Goldstein and Reichart (2026), from the authors' repository",
    )


def _keys(template: str) -> list[Criterion]:
    """The keys that an answer's object is to have, with what stands behind each."""
    found = [Criterion(match["id"], match["text"].strip()) for match in _KEY.finditer(template)]
    if not found:
        raise _unexpected("a template that names no key of its answer")
    return found


def _unexpected(what: str) -> InputError:
    return InputError(f"{CODE}: {what}; import from an unchanged checkout")
