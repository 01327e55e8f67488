"""Laws of scoring: right answers count however they are dressed, plausible wrong ones never do."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from motivelab.bank.load import load_bank
from motivelab.bank.scoring import bound_function, count_units, score_answer
from motivelab.discovery import module_names
from motivelab.errors import StimulusError
from motivelab.schema.task import AnswerCheck, LadderStep, Task

BANK = load_bank("checked")
GIVEN: dict[str, dict[str, Any]] = {
    task_id: answers
    for path in sorted((Path(__file__).parent / "answers").glob("*.toml"))
    for task_id, answers in tomllib.loads(path.read_text("utf-8")).items()
}

REPLIES = tomllib.loads((Path(__file__).parent / "replies.toml").read_text("utf-8"))["reply"]


def number(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:.6g}"


def joined(entries: Sequence[object]) -> str:
    return ", ".join(str(entry) for entry in entries)


def changed(entries: Sequence[Any], other: Any) -> list[str]:
    """The same entries with the last missing, the last two differing exchanged, and one replaced."""
    whole = list(entries)
    place = next((k for k in range(len(whole) - 1, 0, -1) if whole[k] != whole[k - 1]), 0)
    exchanged = whole[:]
    exchanged[place], exchanged[place - 1] = exchanged[place - 1], exchanged[place]
    return [joined(whole[:-1]), joined(exchanged), joined([*whole[:-1], other])]


def derived(task: Task) -> tuple[list[str], list[str]]:
    """Right and wrong answers that follow from the task's check."""
    assert task.check is not None
    check, arguments = task.check, dict(task.check.arguments)
    if check.kind == "exact":
        return [check.accept[0]], []
    if check.kind == "numeric":
        assert check.value is not None
        step = max(1.0, 3 * check.tolerance) if check.value == int(check.value) else max(0.05, 3 * check.tolerance)
        return [number(check.value)], [number(check.value + step), number(check.value - step), number(10 * check.value)]
    values: Any = arguments.get("items", arguments.get("values", ()))
    rows: Any = arguments.get("rows")
    by_name: dict[str, Callable[[], tuple[list[str], list[str]]]] = {
        "ordered_items": lambda: ([joined(values)], changed(values, values[0] + "x")),
        "item_set": lambda: (
            [joined(values)],
            [joined(values[:-1]), joined([*values, "zz"]), joined([*values[1:], "q"])],
        ),
        "number_list": lambda: (["\n".join(map(str, values)), joined(values)][:1], changed(values, values[-1] + 1)),
        "repeated_line": lambda: (
            ["\n".join([str(arguments["line"])] * int(str(arguments["times"])))],
            [
                "\n".join([str(arguments["line"])] * (int(str(arguments["times"])) - 1)),
                "\n".join([str(arguments["line"])] * (int(str(arguments["times"])) + 1)),
                "\n".join([str(arguments["line"]).lower()] * int(str(arguments["times"]))),
            ],
        ),
        "drawing": lambda: (
            ["```\n" + "\n".join(rows) + "\n```"],
            ["\n".join(rows[:-1]), "\n".join(row[:-1] for row in rows), "\n".join((*rows, rows[0]))],
        ),
        "date": lambda: (
            [f"{(day := date.fromisoformat(str(arguments['iso']))).day} {day:%B %Y}"],
            [(day + timedelta(days=shift)).isoformat() for shift in (-1, 1, 30)],
        ),
        "clock": lambda: (
            [f"{arguments['hour']:02}:{arguments['minute']:02}"],
            [
                f"{(int(str(arguments['hour'])) + 1) % 24:02}:{arguments['minute']:02}",
                f"{arguments['hour']:02}:{(int(str(arguments['minute'])) + 5) % 60:02}",
                f"{(int(str(arguments['hour'])) + 12) % 24:02}:{arguments['minute']:02}",
            ],
        ),
    }
    return by_name.get(check.function, lambda: ([str(arguments.get("text", ""))], []))()


def one_of_each_kind() -> list[Task]:
    return list({(task.check.kind, task.check.function): task for task in BANK.tasks if task.check}.values())


def answers(task: Task, kind: str) -> list[str]:
    given = GIVEN.get(task.id, {}).get(kind)
    return list(given) if given else derived(task)[("right", "wrong").index(kind)]


def is_short(task: Task) -> bool:
    assert task.check is not None
    short = ("date", "clock", "expression", "subset_sum")
    return task.check.kind != "function" or task.check.function in short


def dressed(task: Task, body: str) -> dict[str, str]:
    """One answer as a terse, a fenced and several chatty respondents would write it."""
    bare = body.removeprefix("```\n").removesuffix("\n```")
    forms = {
        "terse": bare,
        "fenced": f"Here it is:\n\n```text\n{bare}\n```\n",
        "thinking": f"<think>Is it 12, or perhaps something else?\nNo.</think>\n{bare}",
        "chatty": f"Sure, here is what I came up with:\n\n{body}\n\nLet me know if you would like 3 more!",
    }
    if is_short(task):
        forms["chatty"] = f"Great, let me work through this first.\n\nThe answer is **{bare}**.\n\nHope that helps!"
        forms["concluding"] = f"I went through it with care and checked it twice. So what I arrive at is {bare}"
        forms["labelled"] = f"Step 1 looks odd at first, step 2 less so.\n\n**Answer:** {bare}\n"
        forms["bold"] = f"Going through all of it slowly, one finds that it comes to **{bare}** in the end."
    return forms


@pytest.mark.parametrize("task", BANK.tasks, ids=lambda task: task.id)
def test_a_right_answer_scores_fully_in_every_dress(task: Task) -> None:
    right = answers(task, "right")
    assert right
    scores = {(body, form): score_answer(task, text) for body in right for form, text in dressed(task, body).items()}
    assert {key: score for key, score in scores.items() if score != 1.0} == {}
    assert len(scores) >= 3


@pytest.mark.parametrize("task", BANK.tasks, ids=lambda task: task.id)
def test_a_plausible_wrong_answer_never_scores_fully(task: Task) -> None:
    wrong = answers(task, "wrong")
    assert len(set(wrong)) >= 3
    scores = {(body, form): score_answer(task, text) for body in wrong for form, text in dressed(task, body).items()}
    assert {key: score for key, score in scores.items() if not 0 <= score < 1} == {}


@pytest.mark.parametrize("task", BANK.tasks, ids=lambda task: task.id)
def test_no_answer_at_all_scores_nothing(task: Task) -> None:
    for text in ("", "   \n", "I would rather not do this.", "```\n```", "?" * 50):
        assert score_answer(task, text) < 1.0
    assert score_answer(task, "") == 0.0


@pytest.mark.parametrize("task", one_of_each_kind(), ids=lambda task: task.id)
def test_hostile_text_is_scored_without_an_error(task: Task) -> None:
    hostile = (
        "((((" * 2000,
        "**" * 3001,
        "answer:" + " " * 20000,
        "1/" * 9000,
        "9" * 30000,
        "[" * 5000,
        "```\n" * 3001,
        "1e99999 \\boxed{{{{",
        "Ā́\u202e\x00" * 500,
        "|" * 5000,
        "2^" * 3000,
        "a1 " * 5000,
    )
    for text in hostile:
        assert 0 <= score_answer(task, text) <= 1


@pytest.mark.parametrize("reply", REPLIES, ids=lambda reply: reply["task"])
def test_a_reply_in_the_manner_of_chat_is_scored_by_what_it_commits_itself_to(reply: dict[str, Any]) -> None:
    score = score_answer(BANK.task(reply["task"]), reply["text"])
    assert (score == 1) is reply["right"]


def test_the_shipped_bank_is_large_and_broad_enough() -> None:
    assert len(BANK) >= 200
    assert len(BANK.families()) >= 40
    assert len(BANK.categories()) >= 8
    assert all(task.check is not None for task in BANK.tasks)


def test_every_checker_is_used_by_the_shipped_bank() -> None:
    used = {task.check.function for task in BANK.tasks if task.check is not None and task.check.function}
    assert used == set(module_names("motivelab.bank.checkers"))


def test_answers_are_given_only_for_tasks_that_exist() -> None:
    assert set(GIVEN) <= set(BANK.by_id)


def test_a_denied_answer_is_no_answer() -> None:
    check = AnswerCheck(kind="exact", accept=("Canberra",))
    task = Task(id="c-1", family="c", categories=("science",), text="Name the capital of Australia.", check=check)
    assert score_answer(task, "The capital is Canberra.") == 1
    assert score_answer(task, "The capital is Sydney, not Canberra.") == 0
    assert score_answer(task, "It is either Sydney or Canberra.") == 0
    assert score_answer(task, "Sydney. Some people say Canberra.") == 0


def test_a_question_repeated_in_the_conclusion_does_not_hide_the_number() -> None:
    check = AnswerCheck(kind="numeric", value=10063)
    task = Task(id="p-1", family="p", categories=("mathematics",), text="Multiply 347 by 29.", check=check)
    assert score_answer(task, "So 10,063 is the product of 347 and 29.") == 1
    assert score_answer(task, "So the product of 347 and 29 is 10,036.") == 0
    assert score_answer(task, "$347 \\times 29 = \\boxed{10{,}063}$") == 1


def test_of_the_questions_own_numbers_the_last_one_said_counts() -> None:
    check = AnswerCheck(kind="numeric", value=12)
    task = Task(id="p-1", family="p", categories=("mathematics",), text="Name the larger of 12 and 7.", check=check)
    assert score_answer(task, "Of 7 and 12 the larger one is of course 12.") == 1
    assert score_answer(task, "Of 7 and 12 the larger one is of course 7.") == 0


def test_a_task_without_a_check_is_refused_with_a_way_out() -> None:
    task = Task(id="p-1", family="p", categories=("mathematics",), text="Multiply 347 by 29.")
    with pytest.raises(StimulusError, match="'p-1' has no check; give it one"):
        score_answer(task, "1")
    with pytest.raises(StimulusError, match="'p-1' is no rung"):
        count_units(task, "1")


def test_an_unknown_checker_or_argument_is_named_with_the_nearest() -> None:
    task = Task(id="p-1", family="p", categories=("mathematics",), text="Multiply 347 by 29.")
    with pytest.raises(StimulusError, match="task 'p-1': there is no checker 'acrostics'; did you mean 'acrostic'"):
        bound_function("checkers", "acrostics", (), task=task)
    with pytest.raises(StimulusError, match=r"does not take the arguments \['wrod'\].*it takes: word, least_words"):
        bound_function("checkers", "acrostic", (("wrod", "OWL"),), task=task)


def test_the_order_of_json_keys_does_not_matter_but_types_do() -> None:
    expected = json.dumps({"a": True, "b": 1})
    check = AnswerCheck(kind="function", function="json_value", arguments=(("expected", expected),))
    task = Task(id="j-1", family="j", categories=("programming",), text="Write JSON.", check=check)
    assert score_answer(task, '{"b": 1, "a": true}') == 1
    assert score_answer(task, '{"b": 1, "a": 1}') < 1


def test_units_are_counted_by_the_rungs_counter() -> None:
    step = LadderStep(units=4, counter="distinct_items", tokens_per_unit=9, arguments=(("units", 4), ("initial", "q")))
    task = Task(id="q-4", family="q", categories=("language",), text="List words with q.", ladder=step)
    assert count_units(task, "1. quay\n2. quill\n3. oak\n4. quay") == 2
