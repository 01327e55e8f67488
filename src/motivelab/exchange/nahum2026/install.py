"""Installing the founding study's bank and protocol in the user's data directory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from motivelab.bank.load import user_bank_folder
from motivelab.exchange.nahum2026.protocol import build_protocol
from motivelab.exchange.nahum2026.questionnaires import NAME
from motivelab.exchange.nahum2026.release import CODE, PAIRS, PINNED, TASKS, Release
from motivelab.exchange.nahum2026.tasks import bank_rows, read_pairs, read_tasks
from motivelab.planning.protocol_file import save_protocol, write_whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """What an import installed.

    Attributes:
        name: of bank and protocol.
        bank: the bank's file.
        protocol: the protocol's file.
        tasks: how many.
        families: how many.
        pairs: how many.
        prompts: how many kinds of question.
        manipulations: how many.
    """

    name: str
    bank: Path
    protocol: Path
    tasks: int
    families: int
    pairs: int
    prompts: int
    manipulations: int


def install(files: Mapping[str, bytes], *, release: Release = PINNED) -> Installed:
    """Make bank and protocol of the authors' files, in place of those that may be there.

    Args:
        files: see `checkout.read_checkout` and `checkout.download`.
        release: where they come from.

    Raises:
        InputError: the files are not built as expected, or the data directory cannot be written.
    """
    tasks = read_tasks(files[TASKS])
    choices = read_pairs(files[PAIRS], tasks)
    protocol = build_protocol(files[CODE], choices, release=release)
    return Installed(
        name=NAME,
        bank=write_whole(user_bank_folder() / f"{NAME}.jsonl", bank_rows(tasks)),
        protocol=save_protocol(protocol),
        tasks=len(tasks),
        families=len({task.family for task in tasks}),
        pairs=len(choices.pairs),
        prompts=len(protocol.prompts),
        manipulations=len(protocol.manipulations),
    )
