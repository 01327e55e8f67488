"""Digests of a study and of its plan."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from motivelab.procedures.procedure import get
from motivelab.schema.digest import ID_SCHEME, content_digest
from motivelab.schema.stimuli import Stimuli
from motivelab.schema.study import Study

DESIGN_SCHEME = 1
"""Raised when the same study would be dealt, paired or ordered differently."""

_OPERATIONAL = ("limits", "price", "base_url", "key_env", "name")


def inputs_hash(study: Study, stimuli: Stimuli) -> str:
    """Digest of everything a plan is compiled from: cheap, and tells whether a stored plan is still that of a study."""
    meaning = study.model_dump(mode="json", exclude={"protocol"})  # its prompts are among the stimuli
    templates = {block.kind: get(block.kind).TEMPLATE_DIGEST for block in study.procedures}
    return content_digest([ID_SCHEME, DESIGN_SCHEME, meaning, stimuli.digest, templates])


def plan_hash(study: Study, stimuli: Stimuli, ids: NDArray[np.int64]) -> str:
    """Digest of what is asked of whom in which order: the study without its running conditions, the stimuli, the ids.

    Titles, labels of respondents, budgets, limits, prices, addresses and names of key variables do not enter.
    """
    meaning = study.model_dump(mode="json", exclude={"title", "paths", "budget", "tasks", "protocol"})
    for table in (*meaning["respondents"], *meaning["judges"]):
        _drop(table)
    digest = blake2b(content_digest([DESIGN_SCHEME, meaning, stimuli.digest]).encode(), digest_size=16)
    digest.update(np.ascontiguousarray(ids.astype(">i8")).tobytes())
    return digest.hexdigest()


def _drop(table: dict[str, Any]) -> None:
    for key in _OPERATIONAL:
        table.pop(key, None)
