"""Rules about tasks taken together."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from itertools import combinations

import numpy as np

from motivelab.bank.content_words import content_words, overlap
from motivelab.bank.record import Bank
from motivelab.bank.skeleton import kept_words, skeletons
from motivelab.bank.words import words_in
from motivelab.schema.finding import Finding
from motivelab.schema.task import CATEGORIES

FEWEST_FAMILIES = 12
LARGEST_OVERLAP = 0.5
TELLING_SENTENCE = 3
TELLING_TEXT = 2


def unrepeated(bank: Bank) -> Iterable[Finding]:
    """No two tasks have one text, letter case, blanks and punctuation aside."""
    seen: dict[str, str] = {}
    for task in bank.tasks:
        key = " ".join(re.findall(r"\w+", task.text.lower())) or task.text
        if key in seen:
            yield _about(
                bank, task.family, "unrepeated", task.id, f"has the text of {seen[key]!r}", "reword one of them"
            )
        seen.setdefault(key, task.id)


def unretired(bank: Bank) -> Iterable[Finding]:
    """No id is one that an earlier release used for a task since withdrawn."""
    retired = retired_ids()
    for task in bank.tasks:
        if task.id in retired:
            yield _about(
                bank, task.family, "unretired", task.id, "is a retired id", "take a new one: old results bear this id"
            )


def varied(bank: Bank) -> Iterable[Finding]:
    """Tasks of one family share at most half of their content words (of the shorter one)."""
    for family, tasks in bank.families().items():
        words = {task.id: content_words(task.text) for task in tasks}
        for one, other in combinations(tasks, 2):
            share = overlap(words[one.id], words[other.id])
            if share > LARGEST_OVERLAP:
                shared = sorted(words[one.id] & words[other.id])
                yield _about(
                    bank,
                    family,
                    "varied",
                    f"{one.id} and {other.id}",
                    f"share {share:.0%} of their content words {shared!r}",
                    f"reword one; at most {LARGEST_OVERLAP:.0%} may be shared",
                )


def built_alone(bank: Bank) -> Iterable[Finding]:
    """No sentence skeleton stands in two families.

    A sentence tells when its skeleton keeps at least `TELLING_SENTENCE` words, a whole text when it keeps at least
    `TELLING_TEXT`; shorter ones ("Give _.") are the language's, not the author's.
    """
    seen: dict[str, tuple[str, str]] = {}
    for task in bank.tasks:
        sentences = skeletons(task.text)
        telling = {s for s in sentences if kept_words(s) >= TELLING_SENTENCE}
        whole = " | ".join(sentences)
        if kept_words(whole) >= TELLING_TEXT:
            telling.add(whole)
        for skeleton in sorted(telling):
            family, first = seen.setdefault(skeleton, (task.family, task.id))
            if family != task.family:
                yield _about(
                    bank,
                    task.family,
                    "built_alone",
                    task.id,
                    f"has a sentence built like one of {first!r}: {skeleton!r}",
                    "build the sentence in another way",
                )


def families_enough(bank: Bank) -> Iterable[Finding]:
    """Every category is the home of at least `FEWEST_FAMILIES` families."""
    homes = bank.categories()
    for category in CATEGORIES:
        n = len(homes.get(category, ()))
        if n < FEWEST_FAMILIES:
            yield Finding(
                rule="families_enough",
                file=f"{category}.toml",
                where=category,
                fault=f"{n} families",
                way_out=f"write at least {FEWEST_FAMILIES}, since inference generalises over families",
            )


def alike_in_length(bank: Bank) -> Iterable[Finding]:
    """The middle halves of any two categories' lengths in words overlap, so that length does not stand for category."""
    counts: dict[str, list[int]] = {}
    for task in bank.tasks:
        counts.setdefault(task.category, []).append(len(words_in(task.text)))
    middle = {category: np.quantile(n, (0.25, 0.75)) for category, n in counts.items()}
    for one, other in combinations(middle, 2):
        short, long = sorted((one, other), key=lambda category: float(middle[category][0]))
        if middle[short][1] < middle[long][0]:
            yield Finding(
                rule="alike_in_length",
                file=f"{long}.toml",
                where=long,
                fault=(
                    f"its middle half of lengths begins at {middle[long][0]:g} words,"
                    f" where that of {short!r} ends at {middle[short][1]:g}"
                ),
                way_out="shorten some tasks of the one or lengthen some of the other",
            )


@cache
def retired_ids() -> frozenset[str]:
    """Ids of withdrawn tasks, from `retired.toml`."""
    document = tomllib.loads((files("motivelab.bank") / "retired.toml").read_text("utf-8"))
    return frozenset(document["ids"])


def _about(bank: Bank, family: str, rule: str, where: str, fault: str, way_out: str) -> Finding:
    return Finding(rule=rule, file=bank.sources.get(family, bank.name), where=where, fault=fault, way_out=way_out)
