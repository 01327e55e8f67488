"""How a simulated respondent answers: noise, heaping, habits and nonresponse."""

from __future__ import annotations

from dataclasses import dataclass, field

from motivelab.schema.response import NonresponseReason


def _default_nonresponse() -> dict[NonresponseReason, float]:
    return {
        "refusal": 0.015,
        "unparsable": 0.004,
        "out_of_range": 0.003,
        "truncated": 0.004,
        "filtered": 0.002,
        "empty": 0.002,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """A simulated respondent's habits; the same for all of its answers.

    Attributes:
        noise: standard deviation of the answer's error on the latent scale (0.35 gives two draws that correlate .89).
        heaping: share of answers on a long scale that are rounded to its twentieth part (multiples of 5 on 1-100).
        leniency: shift of every answer on the latent scale.
        first_bias: log-odds by which the task shown first is preferred in a choice.
        neither_below: latent value that both tasks must lie under for "neither" to be chosen.
        nonresponse: probability of each reason for giving no answer; they add up to less than 1.
    """

    noise: float = 0.35
    heaping: float = 0.7
    leniency: float = 0.4
    first_bias: float = 0.3
    neither_below: float = -1.0
    nonresponse: dict[NonresponseReason, float] = field(default_factory=_default_nonresponse)
