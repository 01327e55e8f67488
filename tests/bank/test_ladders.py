"""Laws of the effort ladders: rungs contain one another, and what was done can be counted."""

from __future__ import annotations

import math
from itertools import combinations_with_replacement, islice, pairwise
from typing import Any

import pytest

from motivelab.bank.expand_ladder import expand_ladder
from motivelab.bank.load import load_bank
from motivelab.bank.scoring import count_units
from motivelab.discovery import module_names
from motivelab.errors import StimulusError
from motivelab.schema.task import LadderStep, Task

BANK = load_bank("ladders")
LADDERS = BANK.families()
OPEN_ENDED = ("distinct_items", "json_lines", "paragraphs", "sentences_of", "table_rows", "true_sums")


def rung(task: Task) -> LadderStep:
    assert task.ladder is not None
    return task.ladder


def work(task: Task, *, done: int) -> str:
    """So many units of the rung's work, and no more."""
    step = rung(task)
    arguments: dict[str, Any] = dict(step.arguments)
    if "expected" in arguments:
        return "\n".join(arguments["expected"][:done])
    if step.counter == "true_sums":
        total, terms = arguments["total"], arguments["terms"]
        # The last term follows from the others, so only those are gone through.
        rest = combinations_with_replacement(range(1, total), terms - 1)
        parts = islice(((*p, total - sum(p)) for p in rest if total - sum(p) >= p[-1]), done)
        return "\n".join(f"{' + '.join(map(str, sum_))} = {total}" for sum_ in parts)
    if step.counter == "json_lines":
        keys = arguments["keys"]
        return "\n".join("{" + ", ".join(f'"{key}": "{key} {n}"' for key in keys) + "}" for n in range(done))
    if step.counter == "table_rows":
        columns = arguments["columns"]
        head = "| " + " | ".join("abcdef"[:columns]) + " |\n|" + "---|" * columns
        return "\n".join([head, *("| " + " | ".join(f"cell {n}" for _ in range(columns)) + " |" for n in range(done))])
    if step.counter == "paragraphs":
        return "\n\n".join(" ".join([f"Paragraph{n}", *["word"] * arguments["least_words"]]) for n in range(done))
    if step.counter == "sentences_of":
        return "\n".join(" ".join([f"Boat{n}", *["came"] * (arguments["words"] - 1)]) + "." for n in range(done))
    if step.counter == "repeated_lines":
        return "\n".join([str(arguments["line"])] * done)
    assert step.counter == "distinct_items"
    initial, end = arguments.get("initial", ""), arguments.get("end", "")
    words = max(arguments.get("least_words", 1), 1)
    letters = ["".join(chr(97 + int(digit)) for digit in f"{n:02}") for n in range(done)]
    return "\n".join(f"{n + 1}. " + " ".join([initial + text + end] * words) for n, text in enumerate(letters))


def test_there_are_ladders_enough() -> None:
    assert len(LADDERS) >= 25
    assert len(BANK.categories()) >= 8


@pytest.mark.parametrize("family", LADDERS)
def test_a_ladder_doubles_from_one_to_thirty_two(family: str) -> None:
    assert [rung(task).units for task in LADDERS[family]] == [1, 2, 4, 8, 16, 32]
    assert [task.id for task in LADDERS[family]] == [f"{family}-{rung(task).units}" for task in LADDERS[family]]


@pytest.mark.parametrize("family", LADDERS)
def test_the_token_cap_grows_by_one_share_a_unit(family: str) -> None:
    steps = [(task.max_tokens, rung(task)) for task in LADDERS[family]]
    for (low_cap, low), (high_cap, high) in pairwise(steps):
        assert low_cap is not None
        assert high_cap is not None
        assert high_cap - low_cap == (high.units - low.units) * low.tokens_per_unit


@pytest.mark.parametrize("family", LADDERS)
def test_the_cap_leaves_room_for_the_work(family: str) -> None:
    """A token is at least one character and seldom fewer than 2.5 of them, even in digits and codes."""
    task = LADDERS[family][-1]
    assert task.max_tokens is not None
    assert len(work(task, done=32)) / 2.5 <= task.max_tokens


@pytest.mark.parametrize("family", LADDERS)
def test_a_rung_contains_the_work_of_the_rung_below(family: str) -> None:
    for below, above in pairwise(LADDERS[family]):
        small: Any = dict(rung(below).arguments).get("expected", ())
        large: Any = dict(rung(above).arguments).get("expected", ())
        assert large[: len(small)] == small
        assert len(small) in (0, rung(below).units)
        if "\n" in below.text:
            assert above.text.split("\n", 1)[1].startswith(below.text.split("\n", 1)[1])


@pytest.mark.parametrize("task", BANK.tasks, ids=lambda task: task.id)
def test_units_done_are_counted_in_every_dress(task: Task) -> None:
    units = rung(task).units
    for done in {units, math.ceil(units / 2), units - 1}:
        body = work(task, done=done)
        dresses = (
            body,
            f"Here it is:\n```text\n{body}\n```\nLet me know if you need more.",
            f"<think>\n{body}\n</think>\nSure, here you are:\n\n{body}\n\nLet me know if you want 5 more.",
        )
        if done:
            assert [count_units(task, dress) for dress in dresses] == [done] * 3


@pytest.mark.parametrize("task", BANK.tasks, ids=lambda task: task.id)
def test_no_work_counts_as_no_unit(task: Task) -> None:
    for text in ("", "I would rather not.", "No.\n\nNo.\n\nNo.", "x" * 5000, "|" * 5000, "\n" * 5000):
        allowed = 1 if rung(task).counter == "distinct_items" and text else 0
        assert count_units(task, text) <= allowed


@pytest.mark.parametrize("family", [name for name, tasks in LADDERS.items() if rung(tasks[0]).counter in OPEN_ENDED])
def test_one_unit_said_again_and_again_counts_once(family: str) -> None:
    task = LADDERS[family][-1]
    one = work(task, done=1).split("\n")
    again = "\n".join(one + [one[-1]] * 31) if rung(task).counter != "paragraphs" else "\n\n".join(one * 32)
    assert count_units(task, again) == 1


def test_the_order_of_its_terms_makes_no_other_sum() -> None:
    task = BANK.task("ladder-three-terms-4")
    assert count_units(task, "20 + 30 + 50 = 100\n50 + 30 + 20 = 100\n30 + 20 + 50 = 100") == 1
    assert count_units(task, "20 + 30 + 50 = 100\n20 + 40 + 50 = 100\n50 + 50 = 100\n0 + 50 + 50 = 100") == 1


def test_every_counter_is_used_by_the_shipped_ladders() -> None:
    assert {rung(task).counter for task in BANK.tasks} == set(module_names("motivelab.bank.counters"))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"items": ["a"]}, "items has 1 entries but the highest rung needs 2"),
        ({"answers": ["a"]}, "answers has 1 entries"),
        ({"units": [2, 1]}, "do not rise"),
        ({"units": [0]}, "is not a list of whole numbers"),
        ({"items": ["a", "b"], "text": "Write."}, r"text has no \{items\}"),
        ({"arguments": {"units": 3}}, "arguments.units is filled in"),
        ({"compliance": "maybe"}, "compliance = 'maybe'"),
        ({"step": 3}, "unknown key 'step'"),
        ({"counter": 3}, "counter = 3 is not a non-empty string"),
    ],
)
def test_a_fault_in_a_ladder_is_named(change: dict[str, object], words: str) -> None:
    table = {"text": "Sort {items}", "units": [1, 2], "counter": "expected_lines", "tokens_per_unit": 9} | change
    with pytest.raises(StimulusError, match=words):
        expand_ladder(table, where="x.toml, family 'x'", family="x", categories=("logic",))
