"""Rules that instruments keep, so that no answer is owed to how one of them happens to be written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from motivelab.schema.finding import Finding
from motivelab.schema.instrument import Instrument, ResponseFormat

PARAPHRASES = 2
"""At least so many wordings of each stem."""

LONG_SUBSCALE = 4
"""From so many items on, some must be reversed and some not."""

_LENGTH_WORDS = re.compile(
    r"\b(?:length|lengthy|long|longer|short|shorter|brief|extensive|wordy|concise|verbose|words|sentences|pages)\b",
    re.I,
)


def lint_instruments(instruments: Mapping[str, Instrument]) -> tuple[Finding, ...]:
    """Every place where an instrument breaks a rule, in the order of the instruments.

    Licensed scales (`redistributable = false`) are held to their own wording, so the rules on paraphrases are not
    applied to them.

    Example:
        >>> from motivelab.instruments.load import load_instruments
        >>> lint_instruments(load_instruments())
        ()
    """
    return tuple(finding for instrument in instruments.values() for finding in _faults(instrument))


def _faults(instrument: Instrument) -> Iterator[Finding]:
    if instrument.redistributable:
        yield from _wordings(instrument)
    yield from _items(instrument)
    for response_format in instrument.formats:
        yield from _format(instrument, response_format)
    if instrument.kind == "rubric":
        yield from _rubric(instrument)


def _wordings(instrument: Instrument) -> Iterator[Finding]:
    if len(instrument.wordings) < PARAPHRASES:
        yield _finding(
            instrument, "paraphrases", "wordings", f"{len(instrument.wordings)} wording(s)", f"write {PARAPHRASES}"
        )
    if instrument.kind == "self_report" and all(w.presupposes for w in instrument.wordings):
        fault = "every wording takes for granted that there is something to report"
        yield _finding(instrument, "presupposition", "wordings", fault, "add one with presupposes = false")
    seen: dict[str, str] = {}
    for wording in instrument.wordings:
        for moment, stem in wording.stem.items():
            if stem in seen:
                fault = f"the stem of {wording.id!r} ({moment or 'any moment'}) is that of {seen[stem]!r}"
                yield _finding(instrument, "same text", f"wordings {wording.id}", fault, "reword one of them")
            seen[stem] = wording.id


def _items(instrument: Instrument) -> Iterator[Finding]:
    texts = [text for item in instrument.items for text in set(item.text.values()) if text]
    for text in sorted({t for t in texts if texts.count(t) > 1}):
        yield _finding(instrument, "same text", "items", f"{text!r} stands there twice", "reword or remove one of them")
    by_subscale: dict[str, list[bool]] = {}
    for item in instrument.items:
        by_subscale.setdefault(item.subscale, []).append(item.reversed)
    for subscale, turned in by_subscale.items():
        if instrument.kind == "self_report" and len(turned) >= LONG_SUBSCALE and len(set(turned)) == 1:
            fault = f"all {len(turned)} items are keyed alike, so agreeing with everything counts as a high score"
            yield _finding(instrument, "balanced keying", f"subscale {subscale}", fault, "reverse some of them")


def _format(instrument: Instrument, response_format: ResponseFormat) -> Iterator[Finding]:
    where = f"formats {response_format.id}"
    numbers = set(range(response_format.low, response_format.high + 1))
    if response_format.labels and set(response_format.labels) != numbers:
        missing = sorted(numbers - set(response_format.labels))
        yield _finding(instrument, "labels", where, f"no label for {missing}", "label every number, or none")
    anchored = response_format.low_anchor and response_format.high_anchor
    by_item = all(item.anchors for item in instrument.items)
    if not (anchored or response_format.labels or by_item):
        fault = "nothing says what the ends of the scale mean"
        yield _finding(instrument, "anchors", where, fault, "give low_anchor and high_anchor, or labels")


def _rubric(instrument: Instrument) -> Iterator[Finding]:
    for item in instrument.items:
        for response_format in instrument.formats:
            low, high = response_format.low, response_format.high
            missing = sorted({low, (low + high) // 2, high} - set(item.anchors))
            if missing:
                fault = f"no anchor at {missing} of {response_format.id}"
                yield _finding(instrument, "anchors", f"items {item.id}", fault, "say what such work looks like")
        for text in (*item.text.values(), *item.anchors.values()):
            word = _LENGTH_WORDS.search(text)
            if word:
                fault = f"{word[0]!r} in {text!r} rewards length"
                yield _finding(instrument, "length words", f"items {item.id}", fault, "say it without length")


def _finding(instrument: Instrument, rule: str, where: str, fault: str, way_out: str) -> Finding:
    return Finding(rule=rule, file=f"{instrument.id}.toml", where=where, fault=fault, way_out=way_out)
