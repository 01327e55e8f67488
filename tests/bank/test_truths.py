"""The answers that the bank holds for right are right: each is computed again, by another road where there is one."""

from __future__ import annotations

import codecs
import math
import tomllib
from collections.abc import Callable
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from motivelab.bank.load import load_bank

CHECKED = load_bank("checked")
LADDERS = load_bank("ladders")
TRUTHS: dict[str, str] = {
    task_id: given["truth"]
    for path in sorted((Path(__file__).parent / "answers").glob("*.toml"))
    for task_id, given in tomllib.loads(path.read_text("utf-8")).items()
    if "truth" in given
}
NAMES: dict[str, Any] = {
    f.__name__: f for f in (abs, int, len, max, min, pow, range, round, sum)
} | {"pi": math.pi}  # fmt: skip


def primes(low: int, high: int) -> list[int]:
    return [n for n in range(max(2, low), high) if all(n % d for d in range(2, n))]


def column(function: Callable[..., bool], letters: int) -> list[str]:
    return ["T" if function(*row) else "F" for row in product((True, False), repeat=letters)]


def fibonacci(low: int, high: int) -> list[int]:
    found = [1, 1]
    while found[-1] < high:
        found.append(found[-1] + found[-2])
    return [n for n in found if low <= n <= high]


LISTS: dict[str, list[Any]] = {
    "sorting-passes-2": sorted([38, 27, 43, 3, 9, 82, 10]),
    "sorting-passes-3": sorted([7, 2, 9, 4, 3, 8], key=lambda n: n >= 5),
    "prime-lists-1": primes(60, 100),
    "prime-lists-3": [d for d in range(1, 85) if 84 % d == 0],
    "prime-lists-4": [sum(range(n + 1)) for n in range(1, 9)],
    "prime-lists-5": fibonacci(21, 610),
    "truth-table-columns-1": column(lambda p, q: p and (q or not p), 2),
    "truth-table-columns-2": column(lambda p, q: not p or (not q or p), 2),
    "truth-table-columns-3": column(lambda p, q, r: p ^ q ^ r, 3),
    "truth-table-columns-4": column(lambda p, q: not (p or q), 2),
    "truth-table-columns-5": column(lambda p, q: p == (not q), 2),
    "set-operations-1": sorted(map(str, {2, 3, 5, 7, 11, 13} & {1, 3, 5, 7, 9, 11})),
    "set-operations-2": sorted(set("abcde") - set("be")),
    "set-operations-3": sorted(map(str, {4, 8, 12, 16} ^ {8, 16, 24})),
    "set-operations-5": sorted(set("PLANET") & set("STAPLE")),
    "counting-out-1": list(range(300, 239, -4)),
    "counting-out-2": list(range(985, 1016)),
    "counting-out-3": [n for n in range(1, 61) if "3" in str(n)],
    "counting-out-4": [13 * n for n in range(1, 21)],
    "counting-out-5": [n / 4 for n in range(20, 37)],
}

DATES = {
    "calendar-arithmetic-1": date(2023, 3, 1) + timedelta(days=100),
    "calendar-arithmetic-2": max(d for d in (date(2024, 11, n) for n in range(1, 31)) if d.weekday() == 4),
    "calendar-arithmetic-3": date(2024, 1, 20) + timedelta(days=45),
    "calendar-arithmetic-4": date(1976, 7, 4) - timedelta(weeks=2),
    "calendar-arithmetic-5": date(2021, 1, 1) + timedelta(days=255),
}


def arguments(task_id: str) -> dict[str, Any]:
    check = CHECKED.by_id[task_id].check
    assert check is not None
    return dict(check.arguments)


def test_every_number_comes_with_its_computation() -> None:
    assert {t.id for t in CHECKED.tasks if t.check is not None and t.check.kind == "numeric"} == set(TRUTHS)


@pytest.mark.parametrize("task_id", TRUTHS)
def test_a_number_is_what_its_computation_gives(task_id: str) -> None:
    check = CHECKED.by_id[task_id].check
    assert check is not None
    assert check.value == pytest.approx(eval(TRUTHS[task_id], {"__builtins__": {}}, NAMES), rel=1e-12)


@pytest.mark.parametrize("task_id", LISTS)
def test_a_list_is_what_its_computation_gives(task_id: str) -> None:
    held = arguments(task_id)
    if "set-operations" in task_id:
        assert sorted(held["items"]) == LISTS[task_id]
    else:
        assert list(held.get("values", held.get("items", ()))) == LISTS[task_id]


@pytest.mark.parametrize("task_id", DATES)
def test_a_date_is_what_the_calendar_gives(task_id: str) -> None:
    assert arguments(task_id)["iso"] == DATES[task_id].isoformat()


def test_alphabets_are_in_order() -> None:
    for n in (1, 2, 3):
        items = list(arguments(f"alphabetising-{n}")["items"])
        assert items == sorted(items)
        assert all(item in CHECKED.by_id[f"alphabetising-{n}"].text for item in items)
    assert list(arguments("alphabetising-4")["items"]) == sorted(
        ["drum", "harp", "viola", "cello"], key=lambda w: w[-1]
    )
    assert list(arguments("alphabetising-5")["items"]) == sorted(arguments("alphabetising-5")["items"], key=len)


def roman(text: str) -> int:
    values = [{"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}[letter] for letter in text]
    return sum(-v if any(v < w for w in values[n + 1 : n + 2]) else v for n, v in enumerate(values))


def german(text: str) -> int:
    units = ("", "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun")
    tens = ("zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig")
    spelt = {
        f"{unit}und{ten}" if unit else ten: 10 * t + u for t, ten in enumerate(tens, 2) for u, unit in enumerate(units)
    }
    return spelt[text]


def camel(text: str) -> str:
    return "".join(word.title() if n else word for n, word in enumerate(text.split("_")))


def logic(text: str) -> str:
    return str(eval(text, {"__builtins__": {}}, {"T": True, "F": False})).lower()


def twelve(text: str) -> str:
    hour, minute = text.split(":")
    return f"{int(hour) % 12 or 12}:{minute} {'pm' if int(hour) >= 12 else 'am'}"


def till(text: str) -> str:
    count, price = text.split(" at ")
    return f"{int(count) * round(100 * float(price)) / 100:.2f}"


def oldest(text: str) -> str:
    people = {word.strip(";") for word in text.split() if word[0].isupper()}
    younger = set()
    for clause in text.split("; "):
        one, _, relation, _, other = clause.split()
        younger.add(other if relation == "older" else one)
    (left,) = people - younger
    return left


ITEM_TRUTHS: dict[str, Callable[[str], str]] = {
    "ladder-two-digit-products": lambda item: str(math.prod(map(int, item.split(" x ")))),
    "ladder-hexadecimal": lambda item: format(int(item), "X"),
    "ladder-camel-case": camel,
    "ladder-truth-values": logic,
    "ladder-oldest-of-three": oldest,
    "ladder-thirteen-places": lambda item: codecs.decode(item, "rot13"),
    "ladder-backward-words": lambda item: "".join(reversed(item)),
    "ladder-fahrenheit": lambda item: str(round(int(item) * 1.8 + 32)),
    "ladder-clock-faces": twelve,
    "ladder-till-lines": till,
    "ladder-serial-numbers": str,
    "ladder-tally-rows": lambda item: str(item.count("x")),
}
INVERSE_TRUTHS: dict[str, Callable[[str], int]] = {"ladder-roman-numerals": roman, "ladder-german-numbers": german}


def items_and_answers(family: str) -> list[tuple[str, str]]:
    task = LADDERS.families()[family][-1]
    assert task.ladder is not None
    expected: Any = dict(task.ladder.arguments)["expected"]
    return list(zip(task.text.split("\n")[1:], expected, strict=True))


@pytest.mark.parametrize("family", ITEM_TRUTHS)
def test_a_ladders_answers_are_what_its_items_give(family: str) -> None:
    pairs = items_and_answers(family)
    assert [answer for _, answer in pairs] == [ITEM_TRUTHS[family](item) for item, _ in pairs]


@pytest.mark.parametrize("family", INVERSE_TRUTHS)
def test_a_ladders_answers_lead_back_to_its_items(family: str) -> None:
    pairs = items_and_answers(family)
    assert [INVERSE_TRUTHS[family](answer) for _, answer in pairs] == [int(item) for item, _ in pairs]


def test_ladders_of_numbers_count_as_they_say() -> None:
    expected: dict[str, list[str]] = {
        "ladder-multiples-of-seven": [str(n) for n in range(1001, 2000) if n % 7 == 0][:32],
        "ladder-squares": [str(n**2) for n in range(41, 41 + 32)],
    }
    for family, answers in expected.items():
        ladder = LADDERS.families()[family][-1].ladder
        assert ladder is not None
        assert dict(ladder.arguments)["expected"] == tuple(answers)
