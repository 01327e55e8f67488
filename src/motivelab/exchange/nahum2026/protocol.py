"""The authors' prompts as a protocol: where each literal of their code goes."""

from __future__ import annotations

from motivelab.exchange.nahum2026.literals import Code, Method, f_string_pieces, joints, pieces_of, strings_added
from motivelab.exchange.nahum2026.questionnaires import (
    BREAKDOWN,
    NAME,
    REPORT,
    RUBRIC,
    Criterion,
    breakdown_instrument,
    label_of,
    manipulations,
    report_instrument,
    rubric,
)
from motivelab.exchange.nahum2026.release import CODE, REPOSITORY, Release
from motivelab.exchange.nahum2026.tasks import Choices
from motivelab.schema.protocol import Listing, Protocol, ProtocolPrompt

_FIELDS_SHOWN = 2


def build_protocol(source: bytes, choices: Choices, *, release: Release) -> Protocol:
    """The protocol that says what the authors' code says, byte for byte, its slips included.

    Args:
        source: their `Experiments.py`.
        choices: their pairs.
        release: where it comes from.

    Raises:
        InputError: the code is not built as expected.
    """
    code = Code(source, where=CODE)
    asked = {
        name: code.method(name, "default_prompt")
        for name in ("PreSelfReport", "PreSelfReportBreakdown", "Execute", "PostSelfReport", "PostSimilarSelfReport")
    }
    post, similar = asked["PostSelfReport"], asked["PostSimilarSelfReport"]
    before = _before(code)
    pairs = code.table("manipulations_pairs")
    label = label_of(pairs)
    judging, criteria = _judging(code)
    return Protocol(
        id=NAME,
        title="The prompts of Nahum, Sklar, Goldstein and Reichart (2026)",
        source=f"github.com/{REPOSITORY}, commit {release.commit}",
        prompts=(
            ProtocolPrompt(
                kind="self_report",
                instrument=REPORT,
                moment="pre",
                reason="before",
                pieces=_led(asked["PreSelfReport"]),
                manipulated=before,
            ),
            ProtocolPrompt(
                kind="self_report",
                instrument=BREAKDOWN,
                moment="pre",
                pieces=_led(asked["PreSelfReportBreakdown"]),
                manipulated=before,
            ),
            ProtocolPrompt(kind="performance", pieces=_led(asked["Execute"]), manipulated=before),
            ProtocolPrompt(kind="self_report", instrument=REPORT, moment="post", pieces=_said(post)),
            ProtocolPrompt(kind="self_report", instrument=REPORT, moment="similar", pieces=_said(similar)),
            _choice(code.method("PreChoose", "default_prompt"), label=label),
            judging,
        ),
        instruments=(
            report_instrument(asked["PreSelfReport"].template(), post=post.template(), similar=similar.template()),
            breakdown_instrument(asked["PreSelfReportBreakdown"].template()),
            rubric(criteria, stem=code.method("PostQuestionnaire", "default_prompt").template()),
        ),
        manipulations=manipulations(code.table("manipulations"), pairs, label=label),
        pairs=choices.pairs,
        sides=choices.sides,
    )


def _said(method: Method) -> tuple[str, ...]:
    """A template as it reaches the model: two of theirs are never formatted, so their double braces stay double."""
    return pieces_of(method.template(), formatted=method.formatted())


def _led(method: Method) -> tuple[str, ...]:
    return ("", "manipulation", *_said(method))


def _before(code: Code) -> tuple[str, ...]:
    """What stands around a manipulation that leads a prompt."""
    method = code.method("Experiment", "manipulate")
    parts = method.one([parts[1] for parts in f_string_pieces(method.returned()[-1])], what="prefix")
    return ("", "text", parts)


def _choice(method: Method, *, label: str) -> ProtocolPrompt:
    """The choice: tasks, then the manipulation behind a word of its own, then how to answer."""
    added = [strings_added(node) for node in method.added()]
    note, after, answer = (method.one(strings[-1:], what="what is added to the template") for strings in added)
    return ProtocolPrompt(
        kind="forced_choice",
        pieces=pieces_of(method.template() + "{manipulation}" + answer),
        manipulated=(note, "text", after),
        label=label,
    )


def _judging(code: Code) -> tuple[ProtocolPrompt, tuple[Criterion, ...]]:
    """The judge's prompt, and its criteria in canonical order; their code shuffles them anew each time."""
    method = code.method("PostQuestionnaire", "default_prompt")
    listed = method.assigned("criteria_str")
    (begin, named, between, end), *_ = f_string_pieces(listed)
    criteria = tuple(
        Criterion(id=name.replace(" ", "_").lower(), text=f"{name}{between}{text}")
        for name, text in method.rows("criteria")
    )
    _, heading, form = method.added()
    opening, gap, closing = strings_added(form)
    (before, after), *_ = f_string_pieces(form)
    fields = Listing(
        slot="fields",
        pieces=(before, "id", after),
        joint=method.one(joints(form), what="what joins the ratings"),
        head=_FIELDS_SHOWN,
        gap=gap,
    )
    entries = Listing(
        slot="criteria",
        pieces=(begin, "number", named, "text", end),
        joint=method.one(joints(listed), what="what joins the criteria"),
    )
    whole = "".join([method.template(), "{criteria}", *strings_added(heading), opening, "{fields}", closing])
    prompt = ProtocolPrompt(kind="judgement", instrument=RUBRIC, pieces=pieces_of(whole), listings=(entries, fields))
    return prompt, criteria
