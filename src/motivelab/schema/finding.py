"""A finding: one place where stimuli break one of their rules."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What is wrong, where, and what to do.

    Attributes:
        rule: name of the rule.
        file: the file, or the name of what it holds (a whole bank, say).
        where: the task, family, field, item or wording.
        fault: what breaks the rule, with the words or numbers that do.
        way_out: what to change.

    Example:
        >>> print(Finding(rule="length", file="a.toml", where="a-1", fault="3 words", way_out="say more"))
        a.toml: a-1: [length] 3 words; say more
    """

    rule: str
    file: str
    where: str
    fault: str
    way_out: str

    def __str__(self) -> str:
        return f"{self.file}: {self.where}: [{self.rule}] {self.fault}; {self.way_out}"
