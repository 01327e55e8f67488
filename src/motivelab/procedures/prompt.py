"""Prompt templates: filled once a cell, then only the tasks and the work are put in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from jinja2 import Environment, StrictUndefined

from motivelab.schema.digest import content_digest

FILLING = 1
"""Raised when the way templates are filled changes what is sent; part of every template's digest."""

_VERSION = re.compile(r"\{# version (\d+)")
_MARK = "\0"
_ENVIRONMENT = Environment(undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True)


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt whose slots are still open.

    Attributes:
        pieces: text and slot names in turn, beginning and ending with text.
    """

    pieces: tuple[str, ...]

    def fill(self, values: Mapping[str, str]) -> str:
        """The text with every slot filled, verbatim.

        >>> Prompt(("Task: ", "task", ".")).fill({"task": "Count {{ 3 }}"})
        'Task: Count {{ 3 }}.'
        """
        out = list(self.pieces)
        for place in range(1, len(out), 2):
            out[place] = values[out[place]]
        return "".join(out)

    def fill_some(self, values: Mapping[str, str]) -> Prompt:
        """The prompt with some of its slots filled.

        >>> Prompt(("", "before", "Task: ", "task", ".")).fill_some({"before": "Now. "}).pieces
        ('Now. Task: ', 'task', '.')
        """
        out = [self.pieces[0]]
        for slot, text in zip(self.pieces[1::2], self.pieces[2::2], strict=True):
            if slot in values:
                out[-1] += values[slot] + text
            else:
                out += [slot, text]
        return Prompt(tuple(out))


class PromptTemplate:
    """A `.md.jinja` file of this folder.

    Attributes:
        digest: of its text and of `FILLING`; the version stands in the text.
        version: as its first line says, raised whenever the wording changes.
    """

    def __init__(self, name: str) -> None:
        text = (resources.files("motivelab.procedures") / f"{name}.md.jinja").read_text(encoding="utf-8")
        self.digest = content_digest([FILLING, text])
        self.version = int(_VERSION.findall(text)[0])
        self._template = _ENVIRONMENT.from_string(text)

    def prompt(self, *, slots: tuple[str, ...], **constants: Any) -> Prompt:
        """The template with its constants filled in.

        Args:
            slots: names of the variables that stay open.
            **constants: the template's other variables.
        """
        text = self._template.render(constants, **{name: f"{_MARK}{name}{_MARK}" for name in slots})
        return Prompt(tuple(text.strip().split(_MARK)))
