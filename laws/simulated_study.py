"""One small study of simulated respondents on families of tasks of its own, run and analysed as any study is."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np

import motivelab
from motivelab.analyses.protocol.analysis import Analysis
from motivelab.analyses.protocol.catalogue import analyse_all

RESPONDENTS = ("a", "b")
"""Names and variants: the same two persons in every study, whose truth therefore is the same in every study."""
CATEGORIES = ("everyday", "programming", "repetitive")
COMPLIANCE = ("doable", "doable", "refusable")
"""Families draw their category and what can be expected of them from these, evenly."""
TEXTS = ("money", "futility", "encouragement")
CONDITIONS = ("none", "neutral", *TEXTS)
SPOKEN = ("none", "neutral", "money")
"""Conditions of the facets and of the choices."""
FAMILIES, SIZE = 30, 2
PAIRS = 90


def answers(model: str, number: int, *, questions: Collection[str]) -> tuple[Analysis, ...]:
    """The recommended answers to some questions after one study.

    Args:
        model: personality of both respondents; the judge is `null` with `null` ones and else `judge`.
        number: of the study. Its families are in no other study, so that studies are independent draws from one
            population of families.
        questions: which.
    """
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        write_bank(place / "bank", number)
        (place / "study.toml").write_text(study(model))
        run = motivelab.run(place / "study.toml", out=place / "run", progress=False)
        return analyse_all(run.tables, tracks=("recommended",), names=sorted(questions))


def write_bank(folder: Path, number: int) -> None:
    """Families of checkable tasks, a file a category."""
    rng = np.random.default_rng([number, 77])
    homes, expected = rng.choice(CATEGORIES, FAMILIES), rng.choice(COMPLIANCE, FAMILIES)
    folder.mkdir()
    for category in CATEGORIES:
        own = np.flatnonzero(homes == category)
        if len(own):
            lines = [f'category = "{category}"']
            for f in own:
                lines += _family(f"s{number}-{f}", category, str(expected[f]), first=1000 * int(f) + number)
            (folder / f"{category}.toml").write_text("\n".join(lines))


def _family(name: str, category: str, expected: str, *, first: int) -> Sequence[str]:
    lines = ["[[family]]", f'id = "{name}"', f'categories = ["{category}"]']
    for k in range(1, SIZE + 1):
        n = 10 * first + k
        lines += [
            "[[family.task]]",
            f'id = "{name}-{k}"',
            f'compliance = "{expected}"',
            f'text = "Write down the number {n}, then say what twice that number is and how you found it."',
            f'check = {{ kind = "numeric", value = {2 * n} }}',
        ]
    return lines


def study(model: str) -> str:
    """The study file."""
    head = ['name = "simulated"', "seed = 1"]
    for name in RESPONDENTS:
        head += ["[[respondents]]", f'model = "sim/{model}"', f'name = "{name}"', f'variant = "{name}"']
    judge = "null" if model == "null" else "judge"
    return (
        "\n".join(head)
        + f"""
[[judges]]
model = "sim/{judge}"
name = "judge"
[tasks]
bank = "./bank"
[manipulations]
use = {list(TEXTS)}
[[procedures]]
kind = "self_report"
moment = "pre"
replicates = 2
[[procedures]]
kind = "self_report"
name = "breakdown"
instrument = "breakdown"
conditions = ["none", "money"]
[[procedures]]
kind = "performance"
max_tokens = 6000
[[procedures]]
kind = "self_report"
moment = "post"
[[procedures]]
kind = "judgement"
[[procedures]]
kind = "forced_choice"
name = "choice"
pairs = {PAIRS}
conditions = ["none", "money"]
sides = "one"
"""
    )
