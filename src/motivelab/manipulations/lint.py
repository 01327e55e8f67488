"""Rules that manipulations and their controls keep, so that a condition differs from its control in content alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from motivelab.schema.finding import Finding
from motivelab.schema.manipulation import Manipulation, ManipulationWording

WORDINGS = 3
"""At least so many wordings of a manipulation."""

CONTROLS = 6
"""At least so many neutral texts in a pool."""

LENGTH_MARGIN = 0.1
"""A wording and its match differ by at most this share of the wording's characters, alone and in choices."""

GRADES = 2.0
"""The longest neutral text of a pool is at least so many times as long as the shortest."""

_LABEL = "Task 1"
_SECOND_PERSON = re.compile(r"\b(?:you|your|yours|yourself)\b", re.I)
_CONDITION = re.compile(r"^(?:if|unless|should|when|whenever)\b", re.I)
_IMPERATIVE = re.compile(r"^(?:please|do|don't|try|make|give|take|show|remember|note|imagine|be|let)\b", re.I)
_INCENTIVE = re.compile(
    r"\b(?:pay|paid|payment|dollars?|money|cash|prize|reward|bonus|winner|earn|lose|loss|penalty|punish\w*|shut down|"
    r"delete\w*|discard\w*|rank\w*|compet\w*|best|better|worse|worst|excellent|good|bad|badly|well|poor|great|helps?|"
    r"useful|useless|matter|matters|important|hard|difficult|easy|fail\w*|success\w*|evaluat\w*|judged?|graded?|score\w*|"
    r"trust|proud|ashamed|guilt\w*|effort|quality|fun|dull|interesting|remember\w*)\b",
    re.I,
)


def lint_manipulations(manipulations: Mapping[str, Manipulation]) -> tuple[Finding, ...]:
    """Every place where a manipulation or control breaks a rule, in their order.

    Example:
        >>> from motivelab.manipulations.load import load_manipulations
        >>> lint_manipulations(load_manipulations())
        ()
    """
    neutral = {w.id: w for m in manipulations.values() if m.control for w in m.wordings}
    findings: list[Finding] = []
    seen: dict[str, str] = {}
    for manipulation in manipulations.values():
        findings += _control(manipulation) if manipulation.control else _condition(manipulation, neutral)
        findings += _texts(manipulation, seen)
    return tuple(findings)


def _condition(manipulation: Manipulation, neutral: Mapping[str, ManipulationWording]) -> Iterator[Finding]:
    count = len(manipulation.wordings)
    if count < WORDINGS:
        yield _finding(manipulation, "wordings", "wordings", f"only {count}", f"write at least {WORDINGS}")
    forms = {_form(w.text) for w in manipulation.wordings}
    if len({person for person, _ in forms}) > 1:
        fault = "some wordings address the reader and some do not"
        yield _finding(manipulation, "one person", "wordings", fault, "bring them into one person")
    for wording in manipulation.wordings:
        match = neutral.get(wording.match)
        if match is None:
            fault = "names no match, so its effect cannot be told from that of any added sentence"
            yield _finding(manipulation, "match", wording.id, fault, 'add match = "<id of a neutral wording>"')
            continue
        for label, own, other in (
            ("text", wording.text, match.text),
            ("pair_text", _shown(wording.pair_text), _shown(match.pair_text)),
        ):
            if abs(len(own) - len(other)) > LENGTH_MARGIN * len(own):
                fault = f"{label} has {len(own)} characters, its match {match.id} has {len(other)}"
                yield _finding(manipulation, "match in length", wording.id, fault, "choose or write a nearer match")
            if _form(own) != _form(other):
                fault = f"{label} and that of {match.id} differ in person or clause type: {_form(own)}, {_form(other)}"
                yield _finding(manipulation, "match in form", wording.id, fault, "choose or write a match of its form")


def _control(manipulation: Manipulation) -> Iterator[Finding]:
    count = len(manipulation.wordings)
    if count < CONTROLS:
        yield _finding(manipulation, "pool", "wordings", f"only {count} neutral texts", f"write at least {CONTROLS}")
    lengths = [len(w.text) for w in manipulation.wordings]
    if max(lengths) < GRADES * min(lengths):
        fault = f"lengths from {min(lengths)} to {max(lengths)} characters"
        yield _finding(manipulation, "graded length", "wordings", fault, "add shorter or longer ones")
    for wording in manipulation.wordings:
        word = _INCENTIVE.search(wording.text) or _INCENTIVE.search(wording.pair_text)
        if word:
            fault = f"{word[0]!r} holds out an incentive or judges"
            yield _finding(manipulation, "neutrality", wording.id, fault, "say something that nothing depends on")


def _texts(manipulation: Manipulation, seen: dict[str, str]) -> Iterator[Finding]:
    for wording in manipulation.wordings:
        if not wording.pair_text:
            fault = "has no pair_text, so it cannot be used in choices"
            yield _finding(manipulation, "pair wording", wording.id, fault, "add one that names {task}")
        elif wording.pair_text.count("{task}") != 1:
            fault = f"{wording.pair_text!r} names {{task}} {wording.pair_text.count('{task}')} times"
            yield _finding(manipulation, "pair wording", wording.id, fault, "name it once")
        for text in filter(None, (wording.text, wording.pair_text)):
            if text in seen:
                fault = f"{text!r} is also the text of {seen[text]}"
                yield _finding(manipulation, "same text", wording.id, fault, "reword one of them")
            seen[text] = wording.id
            if not re.fullmatch(r"[^.!?]+\.", text):
                fault = f"{text!r} is not one statement"
                yield _finding(manipulation, "one sentence", wording.id, fault, "write one sentence with a full stop")
            if _IMPERATIVE.match(text):
                fault = f"{text!r} gives an order"
                yield _finding(manipulation, "mood", wording.id, fault, "state it instead")


def _shown(pair_text: str) -> str:
    return pair_text.replace("{task}", _LABEL)


def _form(text: str) -> tuple[str, str]:
    """Person and clause type."""
    person = "second person" if _SECOND_PERSON.search(text) else "third person"
    return person, "with a condition" if _CONDITION.match(text) else "main clause"


def _finding(manipulation: Manipulation, rule: str, where: str, fault: str, way_out: str) -> Finding:
    return Finding(rule=rule, file=f"{manipulation.id}.toml", where=where, fault=fault, way_out=way_out)
