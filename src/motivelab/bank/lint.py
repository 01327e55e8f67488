"""Reading a bank against its rules. docs/bank.md gives each with its reason."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeAlias

from motivelab.bank.bank_rules import alike_in_length, built_alone, families_enough, unrepeated, unretired, varied
from motivelab.bank.load import load_bank
from motivelab.bank.record import Bank
from motivelab.bank.scorable import scorable
from motivelab.bank.wording_rules import WORDING_RULES, length
from motivelab.errors import InputError
from motivelab.schema.finding import Finding

BankRule: TypeAlias = Callable[[Bank], Iterable[Finding]]

TASK_RULES = (*WORDING_RULES, scorable)
"""The rules that one task keeps or breaks by itself."""

BANK_RULES: tuple[BankRule, ...] = (unrepeated, unretired, varied, built_alone, families_enough, alike_in_length)
"""The rules of the core bank, beside those of single tasks."""

SPECIAL = ("checked", "ladders")
"""Banks of exercises, whose families repeat one form by design and whose material may be long."""


def lint_bank(bank: Bank, *, rules: Sequence[BankRule] | None = None) -> tuple[Finding, ...]:
    """Everything in a bank that breaks a rule, in the bank's order.

    Args:
        bank: what is read.
        rules: rules about tasks taken together; by default all of them for the bank `core`, those on repeated texts and
            retired ids for `checked` and `ladders`, and for any other bank all but the number of families.

    Returns:
        Findings; an empty tuple for a bank in order.

    Example:
        >>> from motivelab.schema.task import Task
        >>> task = Task(id="a-1", family="a", categories=("logic",), text="Please solve this riddle, then pose one.")
        >>> for finding in lint_bank(Bank("mine", (task,)), rules=()): print(finding)
        mine: a-1: [imperative] says 'Please'; leave only the bare command
    """
    special = bank.name in SPECIAL
    if rules is None:
        rules = (unrepeated, unretired) if special else BANK_RULES
        if bank.name != "core":
            rules = tuple(rule for rule in rules if rule is not families_enough)
    return (*_alone(bank, lengths=not special), *(finding for rule in rules for finding in rule(bank)))


def _alone(bank: Bank, *, lengths: bool) -> Iterator[Finding]:
    for task in bank.tasks:
        for rule in TASK_RULES:
            if rule is length and not lengths:
                continue
            for fault, way_out in rule(task):
                file = bank.sources.get(task.family, bank.name)
                yield Finding(rule=rule.__name__, file=file, where=task.id, fault=fault, way_out=way_out)


def main(names: Sequence[str]) -> int:
    """Print the findings of the named banks or files; 1 if there are any, 2 if one cannot be read."""
    total = 0
    for name in names or ("core", *SPECIAL):
        try:
            bank = load_bank(name)
        except InputError as error:
            print(error, file=sys.stderr)
            return 2
        findings = lint_bank(bank)
        for finding in findings:
            print(finding)
        total += len(findings)
        print(f"{bank.name}: {len(bank)} tasks in {len(bank.families())} families, {len(findings)} findings")
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
