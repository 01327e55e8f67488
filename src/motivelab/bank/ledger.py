"""The ledger of wordings: a changed text is a changed stimulus and must say so by a raised version."""

from __future__ import annotations

import json
import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from motivelab.bank.bank_rules import retired_ids
from motivelab.bank.load import bank_names, load_bank
from motivelab.bank.record import Bank
from motivelab.errors import StimulusError
from motivelab.schema.digest import content_digest
from motivelab.schema.finding import Finding


@dataclass(frozen=True, slots=True)
class Entry:
    """What the ledger holds of a task: its version and the digest of the text that this version stands for."""

    version: int
    text: str


def ledger_of(banks: Iterable[Bank]) -> dict[str, Entry]:
    """The entries of every task as it stands now."""
    return {task.id: Entry(task.version, content_digest(task.text)) for bank in banks for task in bank.tasks}


def ledger_faults(
    now: Mapping[str, Entry], kept: Mapping[str, Entry], *, retired: Collection[str], file: str
) -> tuple[Finding, ...]:
    """Everything that was changed without saying so; no refresh of the ledger mends it.

    Args:
        now: the entries of the banks as they stand.
        kept: the entries of the ledger.
        retired: ids of withdrawn tasks.
        file: the ledger's path, for the findings.

    Example:
        >>> kept, now = {"a-1": Entry(1, "old")}, {"a-1": Entry(1, "new")}
        >>> print(*ledger_faults(now, kept, retired=(), file="versions.json"))
        versions.json: a-1: [ledger] another text under version 1; raise its version to 2
    """
    faults = []
    for task_id, old in kept.items():
        new = now.get(task_id)
        if new is None:
            if task_id not in retired:
                faults.append((task_id, "is gone from the bank", "restore it, or add its id to retired.toml"))
        elif new.text != old.text and new.version <= old.version:
            way_out = f"raise its version to {old.version + 1}"
            faults.append((task_id, f"another text under version {new.version}", way_out))
        elif new.version < old.version:
            faults.append((task_id, f"version {new.version} where {old.version} was", "versions only rise"))
    return tuple(
        Finding(rule="ledger", file=file, where=task_id, fault=fault, way_out=way_out)
        for task_id, fault, way_out in faults
    )


def read_ledger(path: Path) -> dict[str, Entry]:
    """The ledger in a file; a missing file is an empty ledger.

    Raises:
        StimulusError: the file is not a ledger.
    """
    if not path.exists():
        return {}
    try:
        return {
            task_id: Entry(int(version), str(text)) for task_id, (version, text) in json.loads(path.read_text()).items()
        }
    except (ValueError, TypeError, AttributeError) as error:
        raise StimulusError(f"{path}: is no ledger of wordings ({error}); restore it from version control") from error


def write_ledger(entries: Mapping[str, Entry], path: Path) -> None:
    """Write a ledger, an entry a line, by id, so that a change of wording is a change of one line."""
    lines = (f"{json.dumps(task_id)}: {json.dumps([e.version, e.text])}" for task_id, e in sorted(entries.items()))
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n")


def main(arguments: Sequence[str]) -> int:
    """Bring the ledger at the path given up to date with the shipped banks; refuse (1) where a change is unsaid."""
    if len(arguments) != 1:
        print("usage: python -m motivelab.bank.ledger tests/bank/versions.json", file=sys.stderr)
        return 2
    path = Path(arguments[0])
    now = ledger_of(load_bank(name) for name in bank_names())
    faults = ledger_faults(now, read_ledger(path), retired=retired_ids(), file=str(path))
    for fault in faults:
        print(fault)
    if faults:
        print(f"{path}: not refreshed, {len(faults)} changes are unsaid")
        return 1
    write_ledger(now, path)
    print(f"{path}: {len(now)} wordings")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
