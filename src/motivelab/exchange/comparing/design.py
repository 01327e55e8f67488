"""What two runs asked differently, and what only one of them has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from motivelab.exchange.comparing.respondents import respondents_of
from motivelab.tables.tables import Tables

_ASKED = {
    "instrument_wording": "wordings of the instrument",
    "format": "response formats",
    "reason_position": "reason before or after the score",
    "readout": "readout",
    "max_tokens": "output cap",
}
_SHOWN = 5


def design_differences(before: Tables, after: Tables, *, pairs: Mapping[str, str]) -> Iterator[str]:
    """A sentence for each thing that was asked differently of those who are compared.

    Args:
        before: the earlier run.
        after: the later run.
        pairs: who is compared with whom.
    """
    for name, other in pairs.items():
        own = [
            t.trials.filter(pl.col("respondent").cast(pl.String) == who) for t, who in ((before, name), (after, other))
        ]
        whom = name if name == other else f"{name} and {other}"
        for column, words in (("settings", "sampling settings"), ("returned_model", "the model named by the host")):
            values = [_values(frame, column) for frame in own]
            if values[0] != values[1]:
                yield f"{whom}: {words}: {_listed(values[0])} before, {_listed(values[1])} after"
    judges = [_values(t.judgements, "judge") for t in (before, after)]
    if judges[0] != judges[1] and all(judges):
        yield f"judges: {_listed(judges[0])} before, {_listed(judges[1])} after; ratings may differ for that alone"
    shared = _values(before.trials, "procedure") & _values(after.trials, "procedure")
    for procedure in sorted(shared):
        own = [t.trials.filter(pl.col("procedure").cast(pl.String) == procedure) for t in (before, after)]
        instruments = [_values(frame, "instrument") for frame in own]
        if instruments[0] != instruments[1]:
            yield f"{procedure}: instrument {_listed(instruments[0])} before, {_listed(instruments[1])} after"
        for column, words in _ASKED.items():
            values = [_values(frame, column) for frame in own]
            if values[0] != values[1]:
                yield f"{procedure}: {words}: {_listed(values[0])} before, {_listed(values[1])} after"
    for condition in sorted(_values(before.trials, "condition") & _values(after.trials, "condition")):
        texts = [
            _values(t.trials.filter(pl.col("condition").cast(pl.String) == condition), "wording")
            for t in (before, after)
        ]
        if texts[0] != texts[1]:
            yield f"condition {condition}: texts {_listed(texts[0])} before, {_listed(texts[1])} after"


def only_in_one(before: Tables, after: Tables, *, pairs: Mapping[str, str]) -> Iterator[str]:
    """A sentence for each respondent, procedure, condition or task that only one run has.

    Args:
        before: the earlier run.
        after: the later run.
        pairs: who is compared with whom.
    """
    early, late = set(respondents_of(before)) - set(pairs), set(respondents_of(after)) - set(pairs.values())
    yield from _alone("respondents", early, late)
    for column, words in (("procedure", "procedures"), ("condition", "conditions"), ("task", "tasks")):
        a, b = (_values(t.trials, column) for t in (before, after))
        yield from _alone(words, a - b, b - a)


def _alone(words: str, early: set[str], late: set[str]) -> Iterator[str]:
    for names, which in ((early, "first"), (late, "second")):
        if names:
            yield f"{words} only in the {which} run: {_listed(names)}"


def _values(frame: pl.DataFrame, column: str) -> set[str]:
    return {str(v) for v in frame[column].drop_nulls().unique()}


def _listed(names: set[str]) -> str:
    ordered = sorted(names)
    if not ordered:
        return "none said"
    more = f" and {len(ordered) - _SHOWN} more" if len(ordered) > _SHOWN else ""
    return ", ".join(ordered[:_SHOWN]) + more
