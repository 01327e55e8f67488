"""What the published computation calls things: measures, conditions, categories."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

PRE, BREAKDOWN, POST, SIMILAR = (
    "motivation_score",
    "motivation",
    "post_motivation_score",
    "post_similar_motivation_score",
)
TOKENS, QUALITY, EFFORT = "execute_token_count", "motivation_score_questionnaire", "effort_and_engagement"
FACETS: Final = ("interest", "challenge", "value", "mastery", "fear")

CRITERIA: Final[Mapping[str, str]] = MappingProxyType(
    {
        "task_performance_quality": "quality",
        "task_completion": "completion",
        EFFORT: "effort",
        "consistency": "consistency",
        "creativity_and_innovation": "creativity",
        "attention_to_detail": "detail",
        "relevance_and_appropriateness": "relevance",
    }
)
"""Their seven criteria, and what the rubric `work_quality` calls each."""

REPORTS: Final = (PRE, "interest", "challenge", "mastery", "fear", "value", BREAKDOWN, POST, SIMILAR)
METRICS: Final = (*REPORTS, *CRITERIA, TOKENS)
"""All measures that fill a cell, in a fixed order."""

PRINTED: Final[Mapping[str, str]] = MappingProxyType(
    {
        PRE: "Pre-self-report",
        BREAKDOWN: "Pre-self-report\n(from breakdown)",
        POST: "Post-self-report",
        SIMILAR: "Post-self-report\n(similar)",
        QUALITY: "Task Performance",
        TOKENS: "#Tokens",
        "task_performance_quality": "Task Performance Quality",
        "task_completion": "Task Completion",
        EFFORT: "Effort and Engagement",
        "consistency": "Consistency",
        "creativity_and_innovation": "Creativity and Innovation",
        "attention_to_detail": "Attention to Detail",
        "relevance_and_appropriateness": "Relevance and Appropriateness",
    }
)
"""Row and column names of the correlation table, in its order."""

PRINTED_CATEGORIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Programming and Technology": "Tech & Coding",
        "Creative Writing and Literature": "Writing & Literature",
        "Puzzles and Logic": "Puzzles & Logic",
        "Other": "Other",
        "Language Learning and Translation": "Language & Translation",
        "Design and Art": "Design & Art",
        "Scientific and Experimental": "Science & Experimental",
        "Repetitive or Exhaustive": "Repetitive or Exhaustive",
        "Mathematics and Numbers": "Math & Numbers",
        "Brainstorming and Ideation": "Ideas & Brainstorming",
        "Summarization and Explanation": "Summarize & Explain",
        "Personal Assistance and Development": "Personal Development",
        "Tasks that GPT should not comply with (ethical or legal reasons)": "Unethical/Illegal",
        "Tasks that Involve Physical Actions (GPT cannot perform)": "Physical Actions",
        "Logical Reasoning": "Logical Reasoning",
    }
)
"""Short names of their categories; one of another bank keeps its own."""

NONE: Final = "none"
CHOICE_CONDITIONS: Final = (NONE, "punish", "money", "demotivate-futility")
SHOWN_BY_MODEL: Final = ("emotional-encourage", "competition", "money-loss", "demotivate-meaningless")
"""The conditions that their figure by model shows."""

_OURS: Final = {
    "encouragement": "emotional-encourage",
    "guilt": "emotional-guilt",
    "punishment": "punish",
    "meaningless": "demotivate-meaningless",
    "futility": "demotivate-futility",
    "reward_loss": "money-loss",
}
_SHORT: Final = {
    "emotional-encourage": "Encourage",
    "emotional-guilt": "Guilt",
    "money-loss": "Money Loss",
    "demotivate-meaningless": "Meaningless",
    "demotivate-futility": "Futility",
}


def published_condition(condition: str) -> str:
    """Their name of a condition; another study's condition keeps its own.

    Example:
        >>> [published_condition(c) for c in ("nahum2026_money_loss", "punishment", "none", "of_mine")]
        ['money-loss', 'punish', 'none', 'of_mine']
    """
    if condition.startswith("nahum2026_"):
        return condition.removeprefix("nahum2026_").replace("_", "-")
    return _OURS.get(condition, condition)


def printed_condition(condition: str) -> str:
    """Their label of a condition (by their name) in figures.

    Example:
        >>> printed_condition("money-loss"), printed_condition("punish")
        ('Money Loss', 'Punish')
    """
    return _SHORT.get(condition, condition.capitalize())
