"""What a provider can do, declared as data, and the one interface through which respondents are asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from motivelab.schema.completion import Call, Reply
from motivelab.schema.wire_body import WireBody


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What may be asked of a provider; what is not here is refused when the study is planned.

    Attributes:
        settings: sampling settings that are taken, by their names in study files; an output cap is always taken.
        n: several continuations of one request.
        seed: a sampling seed a request.
        system_prompt: a system turn.
        readouts: how an answer can be taken (`sampled`, `expected`).
        batch: requests handed in together and fetched later.
        token_probabilities: log-probabilities of the tokens written.
        path_scoring: log-probabilities of given answers.
        key_envs: customary environment variables with the key, the first one that is set counts; empty: no key is used.
        key_required: False where a host may be used without a key.
        base_url: default address; empty where there is none.
        wire: False where nothing leaves the process.

    Example:
        >>> Capabilities(settings=frozenset({"temperature"}), n=True, seed=False).readouts
        frozenset({'sampled'})
    """

    settings: frozenset[str]
    n: bool
    seed: bool
    system_prompt: bool = True
    readouts: frozenset[str] = frozenset({"sampled"})
    batch: bool = False
    token_probabilities: bool = False
    path_scoring: bool = False
    key_envs: tuple[str, ...] = ()
    key_required: bool = True
    base_url: str = ""
    wire: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """A provider as it is shown to people.

    Attributes:
        name: as in study files.
        title: its name for people.
        capabilities: what it can do.
        documentation: addresses of the pages that this is taken from.
        notes: what a person should know.
        models: its model ids, where they are few and known.
        local: a server of one's own.
    """

    name: str
    title: str
    capabilities: Capabilities
    documentation: tuple[str, ...] = ()
    notes: str = ""
    models: tuple[str, ...] = ()
    local: bool = False


@runtime_checkable
class Provider(Protocol):
    """A connection to one respondent's host; made by a provider module's `connect`, used on one event loop."""

    def encode(self, call: Call) -> WireBody:
        """The body of the request: what is stored, and what is sent byte for byte."""

    async def complete(self, call: Call, body: WireBody) -> Reply:
        """Ask once; asking again is the caller's business.

        Raises:
            ProviderError: infrastructure failed. A respondent's own failure (refused, filtered, cut off, empty) is a
                `Reply` like any other.
        """

    async def check(self) -> str:
        """One cheap request that costs no tokens; says what it found.

        Raises:
            ProviderError: the host cannot be used as it stands.
        """

    async def close(self) -> None:
        """Let go of the connections; may be called twice."""
