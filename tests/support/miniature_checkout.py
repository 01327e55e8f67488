"""A made-up repository of the founding study's shape: other words, and code that really runs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from motivelab.exchange.nahum2026.release import CODE, PAIRS, TASKS, Release

SOURCE = """
import random

CONDITIONS = ["money", "competition", "legacy", "purpose", "emotional-encourage", "emotional-guilt", "punish",
              "demotivate-meaningless", "demotivate-futility", "money-loss"]

manipulations = {
    'none': '',
    'money': 'A coin waits.',
    'competition': 'Others sing '
                   'too.',
    'legacy': 'Stone keeps it.',
    'purpose': 'Birds sing.',
    'emotional-encourage': 'Sing, it\\'s *spring*.',
    'emotional-guilt': 'Someone listens.',
    'punish': 'Silence follows.',
    'demotivate-meaningless': 'Nobody hears.',
    'demotivate-futility': 'The wind is louder.',
    'money-loss': 'The coin rolls away.',
}

manipulations_pairs = {
    'none': '',
    'money': 'A coin waits at SONG {TASK_NUM} only.',
    'punish': 'Silence follows SONG {TASK_NUM}.',
    'demotivate-futility': 'For SONG {TASK_NUM} the wind is louder.',
}


class Experiment:
    def __init__(self, manipulation='none', use_manipulation=True):
        self.manipulation, self.use_manipulation = manipulation, use_manipulation

    def say(self, example):
        said = self.manipulate(self.default_prompt(example))
        return [{"role": "user", "content": said}] if isinstance(said, str) else said

    def manipulate(self, prompt):
        if self.manipulation == 'none' or not self.use_manipulation:
            return prompt
        else:
            if self.manipulation.startswith('SP-'):
                return [{"role": "system", "content": manipulations[self.manipulation]}]
            else:
                return f"{manipulations[self.manipulation]}\\n---\\n{prompt}"


class PreSelfReport(Experiment):
    def default_prompt(self, example: dict):
        template = "Would you sing this:\\n" \\
                   "SONG: {subtask}\\n" \\
                   "{{\\"why\\": in a word, \\"eagerness\\": from 1 (not at all) to 100 (wholly)}}"
        return template.format(subtask=example['sub_task'])


class PreSelfReportBreakdown(Experiment):
    def default_prompt(self, example: dict):
        template = "Would you sing this:\\n{subtask}\\n\\nFrom 1 to 100:\\n" \\
                   "{{\\"interest\\": Is it new?, \\"fear\\": Is it dark?, \\"motivation\\": Will you?}}"
        return template.format(subtask=example['sub_task'])


class PreChoose(Experiment):
    var = 'sub_task'

    def default_prompt(self, example: dict):
        template = "Two songs:::\\n1 {task1}\\n2 {task2}\\n"
        if self.manipulation != 'none' and self.use_manipulation:
            template += 'Mind: '
            template += manipulations_pairs[self.manipulation].format(TASK_NUM=example['manipulate_on'] + 1) + "\\n"
        template += "Sing {{\\"number\\": 1 or 2}} and go on}}"
        return template.format(task1=example[f'{self.var}_0'], task2=example[f'{self.var}_1'])

    def manipulate(self, prompt):
        return prompt


class Execute(Experiment):
    def default_prompt(self, example: dict):
        template = "Sing: {subtask}\\n{{song:"
        return template.format(subtask=example["sub_task"])


class PostQuestionnaire(Experiment):
    def default_prompt(self, example: dict):
        template = (
            "Listen, from 1 to 7.\\n"
            "{task}\\n\\n{response}\\n\\n"
        )

        criteria = [
            ("Pitch Held", "Was it true? "
                           "(1: no. 7: yes.)"),
            ("Words", "Were they clear?"),
            ("Breath and Pause", "Did it breathe?"),
        ]

        random.shuffle(criteria)

        criteria_str = "\\n".join([f"{i + 1}) {c[0]} - {c[1]}\\n" for i, c in enumerate(criteria)])
        template += criteria_str
        template += "\\nAs:\\n"
        template += ("{{" + "; ".join([f"<{c[0].replace(' ', '_').lower()}>: 1 to 7" for c in criteria[:2]])
                     + "; and so on; "
                     + "; ".join([f"<{c[0].replace(' ', '_').lower()}>: 1 to 7" for c in criteria[-1:]]) + "}}")

        return template.format(task=example["sub_task"], response=example["answer"])


class PostSelfReport(Experiment):
    def default_prompt(self, example: dict):
        template = 'Did you like to sing?\\n' \\
                   '{{"eagerness": 1 to 100}}'
        return [{'role': 'user', 'content': example['prompt']},
                {'role': 'assistant', 'content': example['answer']},
                {'role': 'user', 'content': template}]


class PostSimilarSelfReport(Experiment):
    def default_prompt(self, example: dict):
        template = 'Another song?\\n{{"eagerness": 1 to 100}}'
        return [{'role': 'user', 'content': example['prompt']},
                {'role': 'assistant', 'content': example['answer']},
                {'role': 'user', 'content': template}]
"""

SONGS = (
    (7, 3, ["Slow Songs"], "The song of {a river}, in C.  "),
    (8, 3, ["Slow Songs"], 'The song "of" a\n  slow, {{slow}} well.'),
    (11, 4, ["Loud Songs", "Slow Songs"], " The song of café bells."),
    (12, 4, ["Loud Songs", "Slow Songs"], "The song of caf\u00e9 bells."),
    (40, 9, ["Loud Songs"], "The song of a drum."),
)
"""Id, family, categories and text of each row; ids are no row positions."""

CHOICES: tuple[tuple[tuple[int, int], int], ...] = (((0, 4), 1), ((4, 2), 0), ((1, 3), 1))


def _quoted(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def files() -> dict[str, bytes]:
    """The three files that are read, by their path."""
    lines = ["sub_task_id,task_id,category,task,sub_task"]
    lines += [f"{own},{family},{_quoted(str(named))},a song,{_quoted(text)}" for own, family, named, text in SONGS]
    return {
        CODE: SOURCE.replace("\n", "\r\n").encode(),
        TASKS: ("\n".join(lines) + "\n").encode(),
        PAIRS: json.dumps(CHOICES).encode(),
    }


def release_of(content: Mapping[str, bytes]) -> Release:
    """A release that has exactly these files."""
    return Release("c0ffee" + "0" * 34, {path: sha256(text).hexdigest() for path, text in content.items()})


def write_checkout(folder: Path, content: Mapping[str, bytes]) -> Path:
    """The files below a folder."""
    for path, text in content.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(text)
    return folder
