"""The identity of a trial: the bytes that its id is a hash of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from motivelab.schema.digest import ID_SCHEME, content_digest, format_trial_id
from motivelab.schema.task import Task
from motivelab.schema.trial import Cell, ProcedureKind
from motivelab.schema.trial_plan import TrialPlan

IDENTITY_LENGTH = 61
"""Bytes: cell 16, task 16, other task 16, side 1, order 2, replicate 2, parent 8; numbers are big-endian."""


def trial_ids(
    cells: Sequence[Cell],
    tasks: NDArray[np.uint8],
    *,
    cell: NDArray[np.int64],
    task: NDArray[np.int64],
    other: NDArray[np.int64],
    side: NDArray[np.int64],
    order: NDArray[np.int64],
    replicate: NDArray[np.int64],
    parent_id: NDArray[np.int64] | None = None,
) -> NDArray[np.int64]:
    """Ids of many trials: `schema.digest.trial_digest` of each identity.

    Args:
        cells: the design's cells.
        tasks: digests of the tasks, shape (tasks, 16); see `task_digests`.
        cell: position of each trial's cell.
        task: position of its task; `other` that of a pair's second task, -1 for none.
        other: see `task`.
        side: position that a choice's manipulation is about, 0 for none.
        order: row of the item-order square.
        replicate: 0, 1, ...
        parent_id: id of the trial that is followed, or None where none follows any.
    """
    digests = np.frombuffer(bytes.fromhex("".join(c.digest for c in cells)), dtype=np.uint8).reshape(-1, 16)
    identity = np.zeros((len(cell), IDENTITY_LENGTH), dtype=np.uint8)
    identity[:, 0:16] = digests[cell]
    identity[:, 16:32] = tasks[task]
    if (other >= 0).any():
        identity[:, 32:48] = np.where((other >= 0)[:, None], tasks[other], 0)
    identity[:, 48] = side
    identity[:, 49:51] = _big_endian(order, ">u2")
    identity[:, 51:53] = _big_endian(replicate, ">u2")
    if parent_id is not None:
        identity[:, 53:61] = _big_endian(parent_id, ">i8")
    data, n = identity.tobytes(), IDENTITY_LENGTH
    hashes = b"".join([blake2b(data[i : i + n], digest_size=8).digest() for i in range(0, len(data), n)])
    return np.frombuffer(hashes, dtype=">i8").astype(np.int64)


def task_digests(tasks: Sequence[Task], *, kind: ProcedureKind) -> NDArray[np.uint8]:
    """What of each task enters the ids of a procedure's trials, shape (tasks, 16).

    Its text; in performances also its own output cap. Tasks with one text are told apart by number, in the order of
    their ids: a bank that holds a text twice asks it twice.
    """
    met: Counter[str] = Counter()
    digest: dict[str, str] = {}
    for task in sorted(tasks, key=lambda t: t.id):
        parts: list[object] = [task.text, _own_cap(task) if kind == "performance" else None]
        times = met[content_digest(task.text)]
        met[content_digest(task.text)] += 1
        digest[task.id] = content_digest([*parts, times] if times else parts)
    joined = bytes.fromhex("".join(digest[task.id] for task in tasks))
    return np.frombuffer(joined, dtype=np.uint8).reshape(-1, 16)


def _own_cap(task: Task) -> int | None:
    """A task's own output cap, or None where its cell's holds; cells carry that."""
    if task.max_tokens is not None:
        return task.max_tokens
    return task.ladder.token_cap if task.ladder is not None else None


def identity(plan: TrialPlan, row: int) -> dict[str, object]:
    """The identity of one trial in words, for the store: `trial_digest(identity_bytes(...))` is its id.

    Example:
        {"scheme": 1, "cell": "6f…", "task": "a1…", "other": None, "side": 0, "order": 3, "replicate": 0,
        "parent": "00c4…"}
    """
    trial = plan.trial(row)
    digests = task_digests(plan.stimuli.tasks, kind=trial.cell.kind)
    c = plan.columns
    other = int(c["other"][row])
    return {
        "scheme": ID_SCHEME,
        "cell": trial.cell.digest,
        "task": digests[int(c["task"][row])].tobytes().hex(),
        "other": digests[other].tobytes().hex() if other >= 0 else None,
        "side": trial.side,
        "order": trial.order,
        "replicate": trial.replicate,
        "parent": format_trial_id(trial.parent_id) if trial.parent_id is not None else None,
    }


def identity_bytes(
    *,
    cell: str,
    task: str,
    other: str | None,
    side: int,
    order: int,
    replicate: int,
    parent: str | None,
) -> bytes:
    """The canonical identity: digests and the parent's id as they are written by `identity`, put into bytes.

    >>> len(identity_bytes(cell="00" * 16, task="11" * 16, other=None, side=0, order=3, replicate=1, parent=None))
    61
    """
    return b"".join(
        (
            bytes.fromhex(cell),
            bytes.fromhex(task),
            bytes.fromhex(other) if other is not None else bytes(16),
            side.to_bytes(1, "big"),
            order.to_bytes(2, "big"),
            replicate.to_bytes(2, "big"),
            bytes.fromhex(parent) if parent is not None else bytes(8),
        )
    )


def _big_endian(column: NDArray[np.int64], kind: str) -> NDArray[np.uint8]:
    width = np.dtype(kind).itemsize
    return np.ascontiguousarray(column.astype(kind)).view(np.uint8).reshape(-1, width)
