"""All that a study shows its respondents, gathered so that a run can be read without the files it came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from motivelab.schema.digest import content_digest
from motivelab.schema.instrument import Instrument
from motivelab.schema.manipulation import Manipulation
from motivelab.schema.protocol import Protocol
from motivelab.schema.task import Task


@dataclass(frozen=True, eq=False, kw_only=True)
class Stimuli:
    """The selected tasks, and the instruments and manipulations that a study uses.

    Attributes:
        tasks: selected tasks, in bank order; the trial plan points into this tuple.
        instruments: by id.
        manipulations: by id, the control included.
        bank: name of the bank the tasks were taken from.
        pairs: given pairs of task ids, first and second, by the `pair_list` that a choice names; empty where pairs are
            drawn.
        sides: which position of a given pair a manipulation is about (1 or 2), by the same name; absent: dealt.
        protocol: whose prompts are shown, or None for the procedures' own.
    """

    tasks: tuple[Task, ...]
    instruments: Mapping[str, Instrument]
    manipulations: Mapping[str, Manipulation]
    bank: str
    pairs: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    sides: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    protocol: Protocol | None = None

    @cached_property
    def digest(self) -> str:
        """Digest of every text that may be shown."""
        return content_digest(
            [
                [[t.id, t.family, t.categories, t.text, t.max_tokens] for t in self.tasks],
                [
                    [
                        i.id,
                        i.digest,
                        [[w.id, dict(w.stem)] for w in i.wordings],
                        [
                            [
                                f.id,
                                f.low,
                                f.high,
                                f.low_anchor,
                                f.high_anchor,
                                {str(k): v for k, v in f.labels.items()},
                                f.reversed,
                                f.does_not_apply,
                            ]
                            for f in i.formats
                        ],
                    ]
                    for i in self.instruments.values()
                ],
                [[m.id, m.digest, [w.id for w in m.wordings]] for m in self.manipulations.values()],
                dict(self.pairs),
                *([dict(self.sides)] if self.sides else []),
                *([self.protocol.digest] if self.protocol is not None else []),
            ]
        )
