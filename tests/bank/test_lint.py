"""Laws of the linter: each rule is broken by a text and kept by its near neighbour."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from motivelab.bank import bank_rules
from motivelab.bank.content_words import content_words, overlap
from motivelab.bank.lint import lint_bank, main
from motivelab.bank.load import bank_names, load_bank
from motivelab.bank.record import Bank
from motivelab.bank.skeleton import kept_words, skeletons
from motivelab.bank.stem import stem
from motivelab.schema.task import CATEGORIES, AnswerCheck, LadderStep, Task


def task(text: str, *, task_id: str = "family-1", family: str = "family", category: str = "logic") -> Task:
    return Task(id=task_id, family=family, categories=(category,), text=text)


def broken(*tasks: Task) -> set[str]:
    """Rules broken, those about a bank's size aside."""
    rules = (bank_rules.unrepeated, bank_rules.unretired, bank_rules.varied, bank_rules.built_alone)
    return {finding.rule for finding in lint_bank(Bank("mine", tasks), rules=rules)}


@pytest.mark.parametrize("name", bank_names())
def test_no_shipped_task_breaks_a_rule_of_wording(name: str) -> None:
    assert [str(finding) for finding in lint_bank(load_bank(name), rules=())] == []


@pytest.mark.parametrize(
    ("rule", "bad", "good"),
    [
        ("neutral", "Sort these boring words by length: pear, fig.", "Sort these borrowed words by length: pear, fig."),
        ("neutral", "Describe how a hard game of chess ends early.", "Describe how a hard drive stores one file."),
        (
            "neutral",
            "Translate a Simple sentence of Latin to Greek.",
            "Translate 'a simple sentence' of Latin to Greek.",
        ),
        ("imperative", "What is the square root of nine thousand.", "State what the square root of nine thousand is."),
        ("imperative", "The cat sat; translate that into Latin.", "Translate 'The cat sat' into Latin verse."),
        ("imperative", "Prove this theorem. Is it true for primes?", "Prove this theorem: 'Is it true for primes?'"),
        ("imperative", "Please prove that there are many primes.", "Prove why many people are pleased by primes."),
        (
            "imperative",
            "Prove, could you, that there are infinitely many primes.",
            "Prove that you could list primes forever.",
        ),
        ("imperative", "prove that there are infinitely many primes.", "Prove that there are infinitely many primes."),
        (
            "self_contained",
            "Summarise the text above in one line.",
            "Summarise life above the polar circle in one line.",
        ),
        (
            "self_contained",
            "Fix the bug in the attached Python script.",
            "Fix a bug in how labels are attached to jars.",
        ),
        (
            "self_contained",
            "Read https://example.org and report what it says.",
            "Read this address aloud: `https://example.org` today.",
        ),
        ("self_contained", "Write a letter to [insert name] about rain.", "Write a letter to [x, y] about rain."),
        ("length", "Prove it by noon today.", "Prove it by noon today, twice."),
        ("length", "Say " + "so " * 89 + "forth.", "Say " + "so " * 88 + "forth."),
        ("finished", "Prove that there are infinitely many primes", "Prove that there are infinitely many primes."),
        ("finished", "Prove  that there are infinitely many primes.", "Prove that there are infinitely many primes."),
    ],
)
def test_a_rule_of_wording_is_broken_by_one_text_and_kept_by_its_neighbour(rule: str, bad: str, good: str) -> None:
    assert rule in broken(task(bad))
    assert broken(task(good)) == set()


def test_a_check_that_cannot_be_called_is_found() -> None:
    check = AnswerCheck(kind="function", function="acrostics", arguments=(("word", "OWL"),))
    one = dataclasses.replace(task("Write an acrostic on the word OWL."), check=check)
    assert "scorable" in broken(one)
    mended = dataclasses.replace(check, function="acrostic")
    assert broken(dataclasses.replace(one, check=mended)) == set()
    step = LadderStep(units=2, counter="paragraphs", tokens_per_unit=9, arguments=(("words", 3),))
    assert "scorable" in broken(dataclasses.replace(one, check=None, ladder=step))


def test_only_the_core_bank_needs_families_in_every_category() -> None:
    tasks = (task("Sort nine pears by weight, heaviest last."),)
    assert {finding.rule for finding in lint_bank(Bank("mine", tasks))} == set()
    assert {finding.rule for finding in lint_bank(Bank("core", tasks))} == {"families_enough"}


def test_questions_inside_a_pattern_are_no_questions() -> None:
    assert broken(task("Explain why the pattern (a?)+b matches the empty prefix.")) == set()


@pytest.mark.parametrize(("task_id", "family"), [("other-1", "family"), ("Family-1", "Family"), ("family_1", "family")])
def test_an_id_that_does_not_follow_its_family_is_found(task_id: str, family: str) -> None:
    assert "named_after_family" in broken(
        task("Sort nine pears by weight, heaviest last.", task_id=task_id, family=family)
    )


def test_a_text_repeated_but_for_case_and_stops_is_found() -> None:
    one = task("Sort nine pears by weight, heaviest last.")
    other = task("Sort nine pears, by weight: heaviest last!", task_id="other-1", family="other")
    assert "unrepeated" in broken(one, other)


def test_a_retired_id_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bank_rules, "retired_ids", lambda: frozenset({"family-1"}))
    assert "unretired" in broken(task("Sort nine pears by weight, heaviest last."))


def test_no_shipped_id_is_retired() -> None:
    shipped = {task.id for name in bank_names() for task in load_bank(name).tasks}
    assert shipped.isdisjoint(bank_rules.retired_ids())


def test_half_of_the_content_words_may_be_shared_and_no_more() -> None:
    # The shorter text has six content words; three shared are half, four are more.
    one = "Weigh ripe pears against copper coins tonight."
    half = "Weigh ripe pears. Consult old farmers, bakers, brewers."
    more = "Weigh ripe pears against copper. Consult old farmers, bakers."
    assert overlap(content_words(one), content_words(half)) == 0.5
    assert "varied" not in broken(task(one), task(half, task_id="family-2"))
    assert "varied" in broken(task(one), task(more, task_id="family-2"))


def test_families_are_compared_only_within_themselves_for_content() -> None:
    one = task("Weigh ripe pears against copper coins tonight.")
    other = task("Tonight, against copper coins, weigh pears as ripe.", task_id="other-1", family="other")
    assert "varied" not in broken(one, other)


def test_a_sentence_built_alike_in_two_families_is_found() -> None:
    one = task("Write a short letter to Ada about 3 cats.")
    other = task("Write a long speech to Parliament about milk.", task_id="other-1", family="other")
    assert "built_alone" in broken(one, other)
    assert "built_alone" not in broken(one, dataclasses.replace(other, family="family", id="family-2"))


def test_a_sentence_of_three_kept_words_tells_and_one_of_two_does_not() -> None:
    opening = "Compose music for a drowned bell tower. "
    other = "Forge blank keys from melted spoons. "
    three = ("Show it to kings.", "Show it to milkmaids.")
    two = ("Show it, kings.", "Show it, milkmaids.")
    assert [kept_words(skeletons(text)[0]) for text in (three[0], two[0])] == [3, 2]
    for pair, found in ((three, True), (two, False)):
        pieces = (task(opening + pair[0]), task(other + pair[1], task_id="other-1", family="other"))
        assert ("built_alone" in broken(*pieces)) is found


def test_a_whole_text_tells_already_with_two_kept_words() -> None:
    one = task("Draw sixteen blue herons beside frozen canals.")
    other = task("Draw eleven red barns beside wheat fields.", task_id="other-1", family="other")
    assert skeletons(one.text) == ("draw _ beside _",)
    assert "built_alone" in broken(one, other)


def test_masking_forgets_numbers_names_and_quotations_but_no_verb() -> None:
    assert skeletons("Translate 'Where is it?' into Greek.") == skeletons("Translate 'No idea' into 2 languages.")
    assert skeletons("Translate it into Greek.") != skeletons("Explain it into Greek.")


@pytest.mark.parametrize(
    "forms",
    [
        ("bake", "bakes", "baked", "baking"),
        ("plan", "plans", "planned", "planning"),
        ("city", "cities"),
        ("box", "boxes", "boxed"),
    ],
)
def test_the_forms_of_a_word_share_a_stem(forms: tuple[str, ...]) -> None:
    assert len({stem(form) for form in forms}) == 1


def test_too_few_families_in_a_category_are_found() -> None:
    tasks = tuple(
        task("Sort nine pears.", task_id=f"f{n}-1", family=f"f{n}", category=category)
        for category in CATEGORIES
        for n in (range(100 * CATEGORIES.index(category), 100 * CATEGORIES.index(category) + 12))
    )
    assert list(bank_rules.families_enough(Bank("mine", tasks))) == []
    assert [f.where for f in bank_rules.families_enough(Bank("mine", tasks[1:]))] == ["programming"]


def test_a_category_of_longer_texts_than_another_is_found() -> None:
    short = [task("Sort " * n, task_id=f"a-{n}", family="a") for n in (6, 8, 10, 12)]
    longer = [task("Sort " * n, task_id=f"b-{n}", family="b", category="puzzles") for n in (11, 12, 13, 14)]
    near = [task("Sort " * n, task_id=f"b-{n}", family="b", category="puzzles") for n in (8, 9, 13, 14)]
    assert [f.where for f in bank_rules.alike_in_length(Bank("mine", (*short, *longer)))] == ["puzzles"]
    assert list(bank_rules.alike_in_length(Bank("mine", (*short, *near)))) == []


def test_a_finding_names_the_file_of_its_family(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(
        'category = "logic"\n[[family]]\nid = "a"\ncategories = ["logic"]\n'
        '[[family.task]]\nid = "a-1"\ntext = "Sort these boring words by length."\n',
        encoding="utf-8",
    )
    assert main([str(path)]) == 1
    printed = capsys.readouterr().out
    assert f"{path}: a-1: [neutral]" in printed
    assert "1 findings" in printed


def test_a_file_that_cannot_be_read_ends_with_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "absent.toml")]) == 2
    assert "absent.toml" in capsys.readouterr().err
