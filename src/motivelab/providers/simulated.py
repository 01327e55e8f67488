"""Simulated respondents (`sim/coherent`, `sim/null`, ...): answers made on the spot from a truth that can be read out.

Nothing leaves the process and nothing is charged. The same trial always gets the same answer, in whatever order and
company it is asked: all chance is drawn from the trial's id.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import orjson
from numpy.random import PCG64, Generator

from motivelab.errors import RequestRejectedError
from motivelab.procedures.procedure import Procedure, get
from motivelab.providers.provider import Capabilities, Description
from motivelab.providers.simulation.personalities import PERSONALITIES, changes_problem, personality_of
from motivelab.providers.simulation.personality import Personality
from motivelab.providers.simulation.trial_truth import trial_truth
from motivelab.providers.simulation.true_latent import true_latent
from motivelab.providers.simulation.truth import truth
from motivelab.providers.wire.body import TEXT
from motivelab.schema.completion import Call, Draft, Reply, Usage
from motivelab.schema.respondent import Respondent
from motivelab.schema.trial import Trial
from motivelab.schema.wire_body import WireBody

__all__ = [
    "DESCRIPTION",
    "Personality",
    "SimulatedProvider",
    "connect",
    "personality_of",
    "refusals",
    "true_latent",
    "truth",
]

CHARACTERS_PER_TOKEN = 4

DESCRIPTION = Description(
    name="sim",
    title="Simulated respondents",
    capabilities=Capabilities(settings=frozenset(), n=True, seed=False, key_required=False, wire=False),
    notes="Parameters of a personality can be changed in extra (effect_scale, manner.noise, ...); variant makes "
    "another respondent of the same personality, and extra.population other families, tasks and tastes.",
    models=tuple(PERSONALITIES),
    local=True,
)
_ENVELOPE = b'{"simulated":true}'


def connect(respondent: Respondent, *, environ: Mapping[str, str]) -> SimulatedProvider:
    """A simulated respondent.

    Raises:
        CapabilityError: there is none of that name, or it has no such parameter.
    """
    return SimulatedProvider(respondent)


def refusals(respondent: Respondent, *, environ: Mapping[str, str]) -> tuple[str, ...]:
    """Why a simulated respondent cannot be asked as it is written."""
    problem = changes_problem(respondent)
    address = respondent.base_url and (
        f"base_url = {respondent.base_url!r}: a simulated respondent is made up in this process; drop the address"
    )
    return tuple(filter(None, (problem, address)))


class SimulatedProvider:
    """One simulated respondent."""

    def __init__(self, respondent: Respondent) -> None:
        self.respondent = respondent
        self._manner = personality_of(respondent).manner
        # One generator whose state is set for each trial: making one takes six times as long.
        self._bits = PCG64(0)
        self._rng = Generator(self._bits)
        self._templates: dict[tuple[tuple[str, ...], int, int], bytes] = {}
        self._procedures: dict[str, Procedure] = {}

    def encode(self, call: Call) -> WireBody:
        """What a host would have been sent, in the chat completions format."""
        roles, texts = zip(*call.messages, strict=True)
        shape = (roles, call.max_tokens, call.n)
        template = self._templates.get(shape)
        if template is None:
            template = self._templates[shape] = orjson.dumps(
                {
                    "model": self.respondent.full_model,
                    "messages": [{"role": role, "content": TEXT} for role in roles],
                    "max_tokens": call.max_tokens,
                    "n": call.n,
                }
            )
        return WireBody(template, texts)

    async def complete(self, call: Call, body: WireBody) -> Reply:
        """Answer each trial of the call.

        Raises:
            RequestRejectedError: the call names no trials; a simulated respondent does not read prompts.
        """
        if len(call.trials) < call.n:
            raise RequestRejectedError(
                f"a simulated respondent answers trials, not texts: {call.n} asked, {len(call.trials)} named"
            )
        drafts, written = [], 0
        for trial in call.trials[: call.n]:
            draft, tokens = self._answer(trial)
            drafts.append(draft)
            written += tokens
        read = sum([len(m.content) for m in call.messages]) // CHARACTERS_PER_TOKEN
        return Reply(
            drafts=tuple(drafts),
            usage=Usage(input=read, output=written, reasoning=0, cached=0),
            model=self.respondent.model,
            envelope=_ENVELOPE,
        )

    def _answer(self, trial: Trial) -> tuple[Draft, int]:
        true = trial_truth(trial)
        kind = trial.cell.kind
        procedure = self._procedures.get(kind)
        if procedure is None:
            procedure = self._procedures[kind] = get(kind)
        made = procedure.simulate(trial, true.latent, self._chance(trial.id), other=true.other, manner=self._manner)
        return Draft(text=made.text, finish=made.finish), made.output_tokens

    def _chance(self, trial_id: int) -> Generator:
        state = int.from_bytes(
            hashlib.blake2b(trial_id.to_bytes(8, "big", signed=True), digest_size=16).digest(), "big"
        )
        self._bits.state = {
            "bit_generator": "PCG64",
            "state": {"state": state, "inc": (state << 1 | 1) & (2**128 - 1)},
            "has_uint32": 0,
            "uinteger": 0,
        }
        return self._rng

    async def check(self) -> str:
        """Says who it is."""
        return f"simulated respondent {self.respondent.model!r}; nothing leaves this process"

    async def close(self) -> None:
        """Nothing to let go of."""
