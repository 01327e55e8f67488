"""One attempt to get a call answered, and what it brought."""

from __future__ import annotations

from typing import NamedTuple

from motivelab.schema.completion import Draft, Usage
from motivelab.schema.respondent import Respondent
from motivelab.schema.response import Response
from motivelab.schema.wire_body import WireBody


class Answer(NamedTuple):
    """One completion, the trial it answers and what the parser read in it.

    Attributes:
        trial_id: the trial.
        position: which of the call's continuations it was.
        draft: the verbatim reply.
        response: what was read.
        saw: the completion that the trial followed, verbatim, or "".
    """

    trial_id: int
    position: int
    draft: Draft
    response: Response
    saw: str = ""


class Exchange(NamedTuple):
    """One request as it was made.

    Attributes:
        respondent: whom it went to.
        body: what was sent.
        trial_ids: the trials it was to answer.
        started: Unix time at which it was sent.
        latency: seconds until the reply was complete, by a monotonic clock.
        attempt: 1 for the first try of a call.
        answers: what came back; empty for a failed attempt.
        usage: tokens of the request.
        cost: US dollars, or None where the price is unknown.
        model: model id that the host says answered.
        reply_id: the host's id of the reply.
        envelope: the host's reply without the texts.
        http_status: or None where there was no wire.
        error: name of the error class of a failed attempt, or "".
        message: its message, or "".
    """

    respondent: Respondent
    body: WireBody
    trial_ids: tuple[int, ...]
    started: float
    latency: float
    attempt: int
    answers: tuple[Answer, ...] = ()
    usage: Usage = Usage()
    cost: float | None = None
    model: str = ""
    reply_id: str = ""
    envelope: bytes = b""
    http_status: int | None = None
    error: str = ""
    message: str = ""
