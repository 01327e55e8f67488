"""What a procedure is: how one trial is rendered, parsed and simulated. Each kind is one module of this folder."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Protocol, cast

from numpy.random import Generator

from motivelab.discovery import data_files, load_module
from motivelab.errors import InputError, choices
from motivelab.procedures.manner import Manner
from motivelab.schema.column import Column
from motivelab.schema.completion import Finish
from motivelab.schema.instrument import Instrument
from motivelab.schema.latent import Latent
from motivelab.schema.message import Message
from motivelab.schema.response import Response
from motivelab.schema.trial import ProcedureKind, ReasonPosition, Trial

_TEMPLATE = ".md.jinja"
_PACKAGE = "motivelab.procedures"


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulated:
    """A made-up answer together with what it must be read as.

    Attributes:
        text: as a model would have sent it.
        finish: why it ended.
        response: the answer or nonresponse that was simulated; parsing `text` gives exactly this.
        output_tokens: its length in tokens, at about four characters a token.
    """

    text: str
    finish: Finish
    response: Response
    output_tokens: int


class Procedure(Protocol):
    """What each kind's module provides under these names.

    Attributes:
        KIND: its name in study files, equal to its module's.
        COLUMNS: what the values of its responses hold beside the items' ids.
        TEMPLATE_DIGEST: digest of its prompt templates' text and of how they are filled.
    """

    KIND: ProcedureKind
    COLUMNS: tuple[Column, ...]
    TEMPLATE_DIGEST: str

    def render(self, trial: Trial) -> tuple[Message, ...]:
        """The conversation to be sent for a trial, system turn first where there is one."""

    def parse(self, trial: Trial, text: str, finish: Finish) -> Response:
        """What a completion of a trial says; never raises, whatever the text."""

    def simulate(
        self,
        trial: Trial,
        latent: Latent,
        rng: Generator,
        *,
        other: Latent | None = None,
        manner: Manner | None = None,
    ) -> Simulated:
        """A possible answer of a respondent with known truth.

        Args:
            trial: what is asked.
            latent: the truth about the respondent facing `trial.task`, effect of the condition included; for a
                judgement, the truth about the author of the work.
            rng: source of chance.
            other: in a choice the truth about `trial.other`, effect of the condition included; an average task where
                absent.
            manner: the respondent's habits; the usual ones where absent.
        """

    def default_max_tokens(self, instrument: Instrument | None = None, *, reason: ReasonPosition = "none") -> int:
        """An output cap that leaves room for the answer that is asked for."""


@cache
def kinds() -> tuple[str, ...]:
    """Names of the procedures: the modules that have a template of their name beside them; none is imported.

    >>> kinds()
    ('forced_choice', 'judgement', 'performance', 'self_report')
    """
    return tuple(name.removesuffix(_TEMPLATE) for name in data_files(_PACKAGE, suffix=_TEMPLATE))


@cache
def get(kind: str) -> Procedure:
    """The procedure of that kind.

    Raises:
        InputError: there is none.

    Example:
        >>> get("performance").KIND
        'performance'
    """
    if kind not in kinds():
        raise InputError(f"there is no procedure of kind {kind!r}; {choices(kind, kinds())}")
    return cast(Procedure, load_module(_PACKAGE, kind, what="procedure"))
