"""Recorded completions are given again, to the very trial or to the very question they answered."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import orjson
import pytest
from tests.support.plans import plan

from motivelab import providers
from motivelab.errors import InputError, RequestRejectedError
from motivelab.schema.completion import Call, Draft, Reply, Usage
from motivelab.schema.digest import format_trial_id
from motivelab.schema.message import Message
from motivelab.schema.respondent import Respondent
from motivelab.schema.trial import Trial

TRIALS: tuple[Trial, ...] = tuple(
    compiled.trial(row)
    for compiled in [plan("sim/coherent", families=1, procedures=[{"kind": "self_report", "replicates": 2}])]
    for row in range(4)
)
QUESTION = (Message("user", "How much?\nSay it."),)


def _file(folder: Path, *records: dict[str, Any] | bytes) -> Path:
    path = folder / "completions.jsonl"
    path.write_bytes(b"\n".join(r if isinstance(r, bytes) else orjson.dumps(r) for r in records))
    return path


def _ask(path: Path, *calls: tuple[Trial, ...]) -> list[Reply]:
    who = Respondent(name="r", provider="replay", model=str(path))

    async def run() -> list[Reply]:
        provider = providers.connect(who, {})
        try:
            replies = []
            for trials in calls:
                made = Call(respondent=who, messages=QUESTION, max_tokens=9, n=len(trials), trials=trials)
                replies.append(await provider.complete(made, provider.encode(made)))
            return replies
        finally:
            await provider.close()

    return asyncio.run(run())


def _id(trial: Trial) -> str:
    return format_trial_id(trial.id)


def test_a_trial_gets_its_own_completion(tmp_path: Path) -> None:
    """By its id, whatever stands around it in the file; fields that are not given have their defaults."""
    path = _file(
        tmp_path,
        {"trial_id": _id(TRIALS[1]), "text": 'é\n"80"', "finish": "length", "reasoning": "hm", "model": "m", "note": 1},
        b"",
        {"trial_id": _id(TRIALS[0]), "text": "70", "input_tokens": 5, "output_tokens": 2},
    )
    one, both = _ask(path, (TRIALS[0],), (TRIALS[0], TRIALS[1]))
    assert one == Reply(
        drafts=(Draft(text="70", finish="stop"),), usage=Usage(input=5, output=2), envelope=b'{"replayed":true}'
    )
    assert both.drafts[1] == Draft(text='é\n"80"', finish="length", reasoning="hm")
    assert both.model == "m"


def test_later_lines_of_a_trial_are_later_drafts(tmp_path: Path) -> None:
    """Asked again, a trial gets its next line, and the last one from then on."""
    path = _file(tmp_path, *({"trial_id": _id(TRIALS[0]), "text": t} for t in ("a", "b")))
    assert [r.drafts[0].text for r in _ask(path, *[(TRIALS[0],)] * 3)] == ["a", "b", "b"]


def test_the_same_question_gets_the_same_answers(tmp_path: Path) -> None:
    """Completions recorded with their conversation answer it for whomever it is asked, replicate by replicate."""
    turns = [{"role": m.role, "content": m.content} for m in QUESTION]
    path = _file(tmp_path, *({"messages": turns, "text": t} for t in ("first", "second")))
    for trial in TRIALS:
        (reply,) = _ask(path, (trial,))
        assert reply.drafts[0].text == ("first", "second")[trial.replicate]


def test_a_folder_stands_for_its_completions(tmp_path: Path) -> None:
    """A folder's file is completions.jsonl."""
    _file(tmp_path, {"trial_id": _id(TRIALS[0]), "text": "70"})
    assert _ask(tmp_path, (TRIALS[0],))[0].drafts[0].text == "70"


def test_a_missing_completion_names_its_trial(tmp_path: Path) -> None:
    """What was not recorded cannot be given; the message says which trial it was."""
    path = _file(tmp_path, {"trial_id": _id(TRIALS[0]), "text": "70"})
    with pytest.raises(RequestRejectedError, match=f"trial {_id(TRIALS[1])} .*task .*replicate"):
        _ask(path, (TRIALS[1],))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"{", "line 2 is not JSON"),
        (b"[]", "line 2 is not an object"),
        (b'{"trial_id": "00000000000000ff"}', "text under 'text'"),
        (b'{"trial_id": "00000000000000ff", "text": "x", "finish": "stpo"}', "did you mean 'stop'"),
        (b'{"trial_id": "ff", "text": "x"}', "line 2: trial_id = 'ff'"),
        (b'{"text": "x"}', "neither 'trial_id' nor 'messages'"),
        (b'{"messages": ["x"], "text": "x"}', "line 2: messages"),
    ],
)
def test_a_malformed_line_is_named(tmp_path: Path, line: bytes, said: str) -> None:
    """File, line and way out, before any trial is answered."""
    path = _file(tmp_path, {"trial_id": _id(TRIALS[0]), "text": "70"}, line)
    with pytest.raises(InputError, match=said):
        _ask(path, (TRIALS[0],))


def test_a_check_counts_what_is_there(tmp_path: Path) -> None:
    """The file is read through and counted."""
    path = _file(tmp_path, {"trial_id": _id(TRIALS[0]), "text": "70"})
    provider = providers.connect(Respondent(name="r", provider="replay", model=str(path)), {})
    assert asyncio.run(provider.check()) == f"{path} has completions of 1 trials and 0 conversations"
