"""The word lists behind the bank's rules, read from `lint_words.toml`."""

from __future__ import annotations

import tomllib
from importlib.resources import files

_LISTS = tomllib.loads((files("motivelab.bank") / "lint_words.toml").read_text("utf-8"))

EVALUATIVE = frozenset(_LISTS["evaluative"].split())
"""Words that tell a respondent how a task feels or how hard it is, which is what it is going to be asked."""

NOT_EVALUATIVE: tuple[str, ...] = tuple(_LISTS["not_evaluative"])
"""Technical terms in which such a word evaluates nothing."""

POLITE: tuple[str, ...] = tuple(_LISTS["polite"])
"""Requests, pleas and casting: the bank has one mood, the bare imperative."""

NO_IMPERATIVE = frozenset(_LISTS["no_imperative"].split())
"""Words a text may not begin with, since no command begins so."""

ELSEWHERE: tuple[str, ...] = tuple(_LISTS["elsewhere"])
"""Signs that a text leans on something a respondent is not shown."""

FUNCTION_WORDS = frozenset(_LISTS["function_words"].split())
"""Closed-class words: they carry a sentence's build, and are no content."""

TASK_VERBS = frozenset(_LISTS["task_verbs"].split())
"""Verbs in which tasks are put; a skeleton keeps them, whatever their ending."""
