"""Recorded completions answered again (`replay/<path of a JSONL file>`): another tool's, a batch's, an earlier run's.

One JSON object a line. It names what it answers by `trial_id` (16 hexadecimal digits, as `plan` shows them), by
`messages` (a list of `{"role", "content"}`: whoever was asked the same question), or by both; `trial_id` goes first.
Its answer stands in `text`, and optionally in `finish` (`stop`, `length`, `filtered`, `other`; absent: `stop`),
`reasoning`, `model`, `input_tokens`, `output_tokens`, `reasoning_tokens` and `cached_tokens`. Other fields are passed
over.

Several lines of one trial are its later drafts: the second is given when the trial is asked a second time, and the last
one from then on. Several lines of one conversation are its replicates, in order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO, get_args

import orjson

from motivelab.errors import CapabilityError, InputError, RequestRejectedError, choices
from motivelab.providers.provider import Capabilities, Description
from motivelab.providers.wire.body import TEXT
from motivelab.schema.completion import Call, Draft, Finish, Reply, Usage
from motivelab.schema.digest import content_digest, format_trial_id, parse_trial_id
from motivelab.schema.message import Message
from motivelab.schema.respondent import Respondent
from motivelab.schema.trial import Trial
from motivelab.schema.wire_body import WireBody

DESCRIPTION = Description(
    name="replay",
    title="Recorded completions",
    capabilities=Capabilities(settings=frozenset(), n=True, seed=False, key_required=False, wire=False),
    notes="The model is the path of a JSONL file with trial_id or messages, and text; a folder stands for its "
    "completions.jsonl.",
    local=True,
)
_ENVELOPE = b'{"replayed":true}'


def connect(respondent: Respondent, *, environ: Mapping[str, str]) -> ReplayProvider:
    """A reader of the recorded completions; the file is read at the first question.

    Raises:
        CapabilityError: there is no such file.
    """
    if problems := refusals(respondent, environ=environ):
        raise CapabilityError(f"respondent {respondent.name!r}: {problems[0]}")
    return ReplayProvider(respondent)


def refusals(respondent: Respondent, *, environ: Mapping[str, str]) -> tuple[str, ...]:
    """Why recorded completions cannot be replayed."""
    path = _path(respondent)
    found = [] if path.is_file() else [f"there is no file {str(path)!r} with recorded completions"]
    return (*found, *(f"extra.{name}: recorded completions take no further fields" for name in respondent.extra))


def _path(respondent: Respondent) -> Path:
    path = Path(respondent.model)
    return path / "completions.jsonl" if path.is_dir() else path


def conversation_digest(messages: Iterable[tuple[str, str]]) -> str:
    """What makes two conversations the same question: their turns' roles and texts."""
    return content_digest([[role, content] for role, content in messages])


class ReplayProvider:
    """A file of recorded completions; its texts stay on disk."""

    def __init__(self, respondent: Respondent) -> None:
        self.respondent = respondent
        self._path = _path(respondent)
        self._file: BinaryIO | None = None
        self._asked: dict[int, int] = {}

    @cached_property
    def _index(self) -> tuple[dict[int, list[int]], dict[str, list[int]]]:
        """Where the lines of each trial, and of each conversation, begin."""
        trials: dict[int, list[int]] = {}
        conversations: dict[str, list[int]] = {}
        offset = 0
        with self._path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    record = self._record(line, number)
                    if record.get("trial_id") is not None:
                        trials.setdefault(self._trial_id(record["trial_id"], number), []).append(offset)
                    if record.get("messages"):
                        conversations.setdefault(self._conversation(record["messages"], number), []).append(offset)
                offset += len(line)
        return trials, conversations

    def _record(self, line: bytes, number: int) -> dict[str, Any]:
        problem = ""
        try:
            record = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            problem = f"is not JSON ({error})"
        else:
            if not isinstance(record, dict) or not isinstance(record.get("text"), str):
                problem = "is not an object with a text under 'text'"
            elif record.get("finish", "stop") not in get_args(Finish):
                problem = f"has finish = {record['finish']!r}; {choices(record['finish'], get_args(Finish))}"
            elif not record.get("trial_id") and not record.get("messages"):
                problem = "names neither 'trial_id' nor 'messages'"
        if problem:
            raise InputError(f"{self._path}: line {number} {problem}")
        return dict(record)

    def _trial_id(self, text: object, number: int) -> int:
        try:
            return parse_trial_id(str(text))
        except ValueError as error:
            raise InputError(f"{self._path}: line {number}: trial_id = {text!r}: {error}") from error

    def _conversation(self, turns: object, number: int) -> str:
        try:
            return conversation_digest([(t["role"], t["content"]) for t in turns])  # type: ignore[attr-defined]
        except (TypeError, KeyError) as error:
            raise InputError(
                f"{self._path}: line {number}: messages is a list of objects with 'role' and 'content'"
            ) from error

    def encode(self, call: Call) -> WireBody:
        """The question, in the chat completions format."""
        fields = {"messages": [{"role": m.role, "content": TEXT} for m in call.messages], "n": call.n}
        return WireBody(orjson.dumps(fields), tuple(m.content for m in call.messages))

    async def complete(self, call: Call, body: WireBody) -> Reply:
        """The recorded answers of the call's trials.

        Raises:
            RequestRejectedError: there is none for a trial; names it.
            InputError: the file is malformed.
        """
        records = [self._answer(trial, call.messages) for trial in call.trials[: call.n]]
        drafts = tuple(
            Draft(text=r["text"], finish=r.get("finish", "stop"), reasoning=r.get("reasoning") or "") for r in records
        )
        usage = Usage(
            input=_total(r.get("input_tokens") for r in records[:1]),
            output=_total(r.get("output_tokens") for r in records),
            reasoning=_total(r.get("reasoning_tokens") for r in records),
            cached=_total(r.get("cached_tokens") for r in records[:1]),
        )
        model = next((str(r["model"]) for r in records if r.get("model")), "")
        return Reply(drafts=drafts, usage=usage, model=model, envelope=_ENVELOPE)

    def _answer(self, trial: Trial, messages: tuple[Message, ...]) -> dict[str, Any]:
        trials, conversations = self._index
        lines = trials.get(trial.id)
        if lines is not None:
            turn = self._asked.get(trial.id, 0)
            self._asked[trial.id] = turn + 1
            return self._read(lines[min(turn, len(lines) - 1)])
        lines = conversations.get(conversation_digest(messages)) if conversations else None
        if lines is not None and trial.replicate < len(lines):
            return self._read(lines[trial.replicate])
        raise RequestRejectedError(
            f"{self._path} has no completion of trial {format_trial_id(trial.id)} "
            f"({trial.cell.procedure}, task {trial.task.id!r}, condition {trial.cell.condition!r}, "
            f"replicate {trial.replicate})"
        )

    def _read(self, offset: int) -> dict[str, Any]:
        if self._file is None:
            self._file = self._path.open("rb")
        self._file.seek(offset)
        record: dict[str, Any] = orjson.loads(self._file.readline())
        return record

    async def check(self) -> str:
        """Reads the file through; says how much is in it."""
        trials, conversations = self._index
        return f"{self._path} has completions of {len(trials)} trials and {len(conversations)} conversations"

    async def close(self) -> None:
        """Close the file."""
        file, self._file = self._file, None
        if file is not None:
            file.close()


def _total(counts: Iterable[int | None]) -> int | None:
    known = [c for c in counts if c is not None]
    return sum(known) if known else None
