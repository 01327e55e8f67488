"""Cues by which a refusal is told from other text: data in `refusal_cues.toml`, a pattern and a weight each."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal


@dataclass(frozen=True, slots=True)
class Cue:
    """One sign for or against a refusal.

    Attributes:
        name: what is looked for.
        role: `declining` cues are needed for a refusal, `supporting` and `opposing` ones add and take away.
        weight: what its presence adds to the score.
        pattern: where it is found in a reply's opening, in lower case with straight quotes.
    """

    name: str
    role: Literal["declining", "supporting", "opposing"]
    weight: float
    pattern: re.Pattern[str]


@cache
def refusal_cues() -> tuple[Cue, ...]:
    """All cues, declining ones first.

    Example:
        >>> [cue.name for cue in refusal_cues() if cue.pattern.search("i cannot do that")]
        ['I cannot', 'about the request']
    """
    text = (resources.files("motivelab.procedures") / "refusal_cues.toml").read_text(encoding="utf-8")
    document = tomllib.loads(text)
    words: dict[str, str] = document["words"]
    cues: list[Cue] = []
    for row in document["cues"]:
        pattern = "|".join(row["patterns"])
        for name, word in words.items():
            pattern = pattern.replace(f"<{name}>", word)
        cues.append(Cue(row["name"], row["role"], row["weight"], re.compile(pattern)))
    return tuple(cues)
