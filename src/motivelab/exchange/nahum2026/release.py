"""Which state of the authors' repository is read, and the digests of the files that matter in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

REPOSITORY = "omer6nahum/motivation_llms"
CODE, TASKS, PAIRS = "Experiments.py", "data/data.csv", "data/subtask_pairs_manipulation.json"


@dataclass(frozen=True, slots=True)
class Release:
    """One state of the repository.

    Attributes:
        commit: its id.
        files: SHA-256 of each file that is read, by its path.
    """

    commit: str
    files: Mapping[str, str]


PINNED = Release(
    commit="ea6ec26f42c57bbb2a6fa04b09e8762d2d4b08a1",
    files=MappingProxyType(
        {
            CODE: "e1b0783a4c23658569bb183aa49b29211e95daca57c46dc6e48e0844a53b14b2",
            TASKS: "842bc476de269f4af623447856705b488223adcbf290e1aa25e5fa91e680e95f",
            PAIRS: "aca8edb3a273058149869b4379f76cf2127c445834059346c76c5310c0874d73",
        }
    ),
)
"""The state that the paper's results go back to, as far as it was made public."""
