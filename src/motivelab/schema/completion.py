"""A completion: the verbatim reply to one trial, with what it cost.

These records exist once a call; they are named tuples because making one costs a fifth of a frozen dataclass.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

from motivelab.schema.message import Message
from motivelab.schema.respondent import Respondent
from motivelab.schema.trial import Trial

Finish: TypeAlias = Literal["stop", "length", "filtered", "other"]
"""Why the model stopped: by itself, at the output cap, by a content filter, or for a reason of the host's own."""


class Usage(NamedTuple):
    """Tokens of one request; None where the host does not say.

    Attributes:
        input: tokens read, cached ones included.
        output: tokens written by all completions of the request, reasoning included.
        reasoning: the part of `output` that was hidden or marked reasoning.
        cached: the part of `input` served from the host's cache.
    """

    input: int | None = None
    output: int | None = None
    reasoning: int | None = None
    cached: int | None = None


class Draft(NamedTuple):
    """One completion as a provider hands it over.

    Attributes:
        text: verbatim, without reasoning that the host returned apart.
        finish: why it ended.
        reasoning: reasoning text that the host returned apart, or "".
    """

    text: str
    finish: Finish
    reasoning: str = ""


class Call(NamedTuple):
    """One request to be made: a conversation, to be continued `n` times.

    Attributes:
        respondent: whom to ask.
        messages: the conversation, system turn included where there is one.
        max_tokens: output cap.
        n: how many independent continuations are wanted.
        seed: sampling seed, or None.
        trials: the trials that the continuations answer, in order; the simulated and replaying providers read them,
            those that go over a wire do not.
    """

    respondent: Respondent
    messages: tuple[Message, ...]
    max_tokens: int
    n: int = 1
    seed: int | None = None
    trials: tuple[Trial, ...] = ()


class Reply(NamedTuple):
    """What came back for a `Call`.

    Attributes:
        drafts: the continuations, at most `n`; fewer leave the rest of the trials open.
        usage: tokens of the request.
        model: model id that the host says answered, or "".
        reply_id: the host's id of the reply, or "".
        envelope: the host's reply as JSON with the continuations' texts taken out, for provenance.
        status: HTTP status, or None where there was no wire.
    """

    drafts: tuple[Draft, ...]
    usage: Usage
    model: str = ""
    reply_id: str = ""
    envelope: bytes = b""
    status: int | None = None
