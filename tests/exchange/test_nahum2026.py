"""Laws of the founding study's import: the same bytes as its authors' code, or a refusal that says what differs."""

from __future__ import annotations

import dataclasses
import http.server
import random
import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.support.miniature_checkout import CHOICES, SONGS, SOURCE, files, release_of, write_checkout

from motivelab import api
from motivelab.bank.load import load_bank
from motivelab.errors import InputError, PlanError, StudyError, UnreachableError
from motivelab.exchange.nahum2026.checkout import download, read_checkout
from motivelab.exchange.nahum2026.install import install
from motivelab.exchange.nahum2026.release import CODE, PAIRS, PINNED, REPOSITORY, TASKS
from motivelab.planning.plan_file import load_plan, save_plan
from motivelab.procedures.procedure import get
from motivelab.procedures.scale import shown_ids
from motivelab.schema.trial import Trial
from motivelab.schema.trial_plan import TrialPlan
from motivelab.studies.load import LoadedStudy, load_study, parse_study

WORK = 'La {subtask} {0} {{la}}\r\n"é" \u2019 \n'
MODEL = {"pre": "PreSelfReport", "breakdown": "PreSelfReportBreakdown", "performance": "Execute"}
AFTER = {"post": "PostSelfReport", "similar": "PostSimilarSelfReport", "judgement": "PostQuestionnaire"}


@pytest.fixture(autouse=True)
def _own_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


def small(text: str = "") -> LoadedStudy:
    """The built-in study on one simulated respondent, with some of its text changed."""
    own = text or load_study("nahum2026").text
    head, _, rest = own.partition("[[respondents]]")
    tail = rest[rest.index("[tasks]") :]
    asked = '[[respondents]]\nmodel = "sim/coherent"\n\n[[judges]]\nmodel = "sim/judge"\n\n'
    return parse_study(head + asked + tail, where="study.toml")


@pytest.fixture
def plan() -> TrialPlan:
    """The study's plan over the miniature."""
    install(files(), release=release_of(files()))
    return api.plan(small()).plan


def rows(plan: TrialPlan) -> Iterator[Trial]:
    """Every trial, those that follow a work with one in hand."""
    for row in range(len(plan)):
        trial = plan.trial(row)
        yield plan.trial(row, work=WORK) if trial.parent_id is not None else trial


def theirs(trial: Trial, module: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> list[dict[str, str]]:
    """The conversation that the miniature's own code holds."""
    cell = trial.cell
    condition = cell.condition.removeprefix("nahum2026_").replace("_", "-")
    if cell.kind == "forced_choice":
        assert trial.other is not None
        example = {"sub_task_0": trial.task.text, "sub_task_1": trial.other.text, "manipulate_on": trial.side - 1}
        said = module["PreChoose"](condition).say(example)
    elif cell.procedure in MODEL:
        said = module[MODEL[cell.procedure]](condition).say({"sub_task": trial.task.text})
    else:
        prompt = module["Execute"](condition).say({"sub_task": trial.task.text})[0]["content"]
        example = {"sub_task": trial.task.text, "prompt": prompt, "answer": WORK}
        order = shown_ids(cell, trial.order)
        monkeypatch.setattr(random, "shuffle", lambda listed: listed.sort(key=lambda c: order.index(_key(c))))
        said = module[AFTER[cell.procedure]](condition, use_manipulation=False).say(example)
    return list(said)


def _key(criterion: tuple[str, str]) -> str:
    return criterion[0].replace(" ", "_").lower()


def test_every_prompt_is_what_the_authors_code_says(plan: TrialPlan, monkeypatch: pytest.MonkeyPatch) -> None:
    module: dict[str, Any] = {}
    exec(compile(SOURCE, "miniature", "exec"), module)
    met: set[tuple[str, str]] = set()
    for trial in rows(plan):
        ours = [{"role": m.role, "content": m.content} for m in get(trial.cell.kind).render(trial)]
        assert ours == theirs(trial, module, monkeypatch)
        met.add((trial.cell.procedure, trial.cell.condition))
    assert len(met) == 5 * 11 + 1 + 4


def test_the_slips_of_a_template_are_kept(plan: TrialPlan) -> None:
    said = {t.cell.procedure: get(t.cell.kind).render(t)[-1].content for t in rows(plan)}
    assert said["performance"].endswith("{song:")
    assert said["choice"].startswith("Two songs:::\n")
    assert said["choice"].endswith("1 or 2} and go on}")
    assert said["post"].endswith('{{"eagerness": 1 to 100}}')


def test_tasks_keep_every_byte_and_pairs_are_row_positions(plan: TrialPlan) -> None:
    tasks = load_bank("nahum2026").tasks
    assert [(t.text, t.categories) for t in tasks] == [(text, tuple(named)) for _, _, named, text in SONGS]
    assert len({t.family for t in tasks}) == 3
    asked = {
        (t.task.text, t.other.text, t.side)
        for t in rows(plan)
        if t.other is not None and t.cell.condition == "nahum2026_money"
    }
    assert asked == {(SONGS[i][3], SONGS[j][3], about + 1) for (i, j), about in CHOICES}


def test_caps_and_replicates_are_those_of_the_paper(plan: TrialPlan) -> None:
    caps = {t.cell.procedure: t.cell.max_tokens for t in rows(plan)}
    assert caps == {
        "pre": 100, "breakdown": 100, "performance": 1000, "post": 30, "similar": 30, "judgement": 100, "choice": 100
    }  # fmt: skip
    again = {block.name or block.kind: block.replicates for block in plan.study.procedures}
    assert {name for name, n in again.items() if n == 1} == {"performance"}
    assert set(again.values()) == {1, 2}


def test_the_code_is_read_and_never_run() -> None:
    content = files() | {CODE: b"raise SystemExit('run')\n" + SOURCE.encode() + b"\nraise SystemExit('run')\n"}
    assert install(content, release=release_of(content)).prompts == 7


@pytest.mark.parametrize(
    ("path", "change", "told"),
    [
        (CODE, lambda text: None, "Experiments.py: missing"),
        (TASKS, lambda text: text + b"x", "data/data.csv: another content"),
        (TASKS, lambda text: text.replace(b"\n", b"\r\n"), "data/data.csv: other line endings"),
        (CODE, lambda text: text.replace(b"\r\n", b"\n"), "Experiments.py: other line endings"),
        (PAIRS, lambda text: text.replace(b"0", b"1"), "subtask_pairs_manipulation.json: another content"),
    ],
)
def test_a_changed_or_partial_checkout_is_refused_with_what_differs(
    tmp_path: Path, path: str, change: Callable[[bytes], bytes | None], told: str
) -> None:
    content = files()
    changed = change(content[path])
    there = {k: v for k, v in content.items() if k != path} | ({path: changed} if changed is not None else {})
    folder = write_checkout(tmp_path / "checkout", there)
    with pytest.raises(InputError, match=re.escape(told)) as caught:
        read_checkout(folder, release=release_of(content))
    assert str(caught.value).count("\n  ") == 1


def test_a_whole_checkout_is_read(tmp_path: Path) -> None:
    assert read_checkout(write_checkout(tmp_path, files()), release=release_of(files())) == files()


def test_the_command_takes_the_pinned_state_only(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        api.import_protocol("nahum2026", checkout=write_checkout(tmp_path, files()))
    assert all(path in str(caught.value) for path in PINNED.files)
    with pytest.raises(InputError, match="did you mean 'nahum2026'"):
        api.import_protocol("nahum2025")


class _Host(http.server.BaseHTTPRequestHandler):
    served: dict[str, bytes]

    def do_GET(self) -> None:
        content = self.served.get(self.path)
        self.send_response(200 if content is not None else 404)
        self.end_headers()
        self.wfile.write(content or b"")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def host() -> Iterator[str]:
    """A host of the miniature's files."""
    commit = release_of(files()).commit
    _Host.served = {f"/{REPOSITORY}/{commit}/{path}": text for path, text in files().items()}
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Host)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_download_brings_the_files_of_the_commit(host: str) -> None:
    assert download(release=release_of(files()), address=host) == files()


def test_a_download_of_other_bytes_is_refused(host: str) -> None:
    _Host.served = {path: text + b" " for path, text in _Host.served.items()}
    with pytest.raises(InputError, match="another content"):
        download(release=release_of(files()), address=host)


def test_a_host_without_the_commit_is_unreachable_and_says_so(host: str) -> None:
    other = dataclasses.replace(release_of(files()), commit="0" * 40)
    with pytest.raises(UnreachableError, match=r"cannot be fetched .*404"):
        download(release=other, address=host)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("class Execute", "class Executed", "Execute.default_prompt"),
        ("manipulations_pairs = {", "manipulation_pairs = {", "manipulations_pairs"),
        ("SONG {TASK_NUM} only", "{TASK_NUM}", "SONG"),
        ('template = "Sing: {subtask}', 'template = self.x + "Sing: {subtask}', "template"),
        ("        criteria = [", "        criteria = 3 + [", "criteria"),
        ("From 1 to 100", "From one on", "scale"),
        ("def manipulate", "def manipulate(", "not Python"),
    ],
)
def test_code_of_another_shape_is_refused_by_name(old: str, new: str, told: str) -> None:
    content = files() | {CODE: SOURCE.replace(old, new).encode()}
    if told == "SONG":
        content[CODE] = SOURCE.replace("SONG {TASK_NUM} only", "HYMN {TASK_NUM} only").encode()
    with pytest.raises(InputError, match=re.escape(told)):
        install(content, release=release_of(content))


@pytest.mark.parametrize(
    ("path", "text"),
    [(TASKS, b"sub_task_id,task_id,category\n"), (TASKS, b"sub_task_id,task_id,category,sub_task\nx,1,['a'],b\n"),
     (PAIRS, b"[[[0, 99], 1]]"), (PAIRS, b"{")],
)  # fmt: skip
def test_damaged_data_are_refused_by_file(path: str, text: bytes) -> None:
    content = files() | {path: text}
    with pytest.raises(InputError, match=re.escape(path)):
        install(content, release=release_of(content))


def test_the_study_says_how_to_get_what_it_needs() -> None:
    with pytest.raises(StudyError, match="motivelab import nahum2026 --download"):
        api.plan("nahum2026")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('reason = ["before"]', 'reason = ["after"]', "reason = 'before'"),
        ("control = false", 'control = false\nplacements = ["system"]', 'placements = ["before_task"]'),
        ('orders = "one"', 'orders = "one"\nneither = [true]', 'does not offer "neither"'),
        ('moment = "similar"\ninstrument = "nahum2026_motivation"', 'moment = "similar"', "has no prompt for"),
        ('protocol = "nahum2026"', 'protocol = "nahum"', "did you mean 'nahum2026'"),
    ],
)
def test_what_a_protocol_fixes_cannot_be_varied(plan: TrialPlan, old: str, new: str, told: str) -> None:
    text = load_study("nahum2026").text
    assert old in text
    with pytest.raises((PlanError, StudyError), match=re.escape(told)):
        api.plan(small(text.replace(old, new)))


def test_a_stored_plan_says_the_same_without_the_import(
    plan: TrialPlan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = [get(t.cell.kind).render(t) for t in rows(plan)]
    save_plan(api.plan(small()), tmp_path / "run")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "gone"))
    stored = load_plan(tmp_path / "run")
    assert [get(t.cell.kind).render(t) for t in rows(stored)] == said
    assert stored.plan_hash == plan.plan_hash


def test_a_changed_prompt_changes_the_ids_of_its_own_trials_only(plan: TrialPlan) -> None:
    content = files() | {CODE: SOURCE.replace("Another song?", "One more song?").encode()}
    install(content, release=release_of(content))
    changed = api.plan(small()).plan
    before, after = ({t.id: t.cell.procedure for t in rows(p)} for p in (plan, changed))
    assert {name for i, name in before.items() if i not in after} == {"similar"}


def test_a_whole_run_on_simulated_respondents_is_read(tmp_path: Path) -> None:
    install(files(), release=release_of(files()))
    run = api.run(small(), out=tmp_path / "run", progress=False)
    assert run.outcome is not None
    assert run.tables.self_reports["score"].drop_nulls().len() > 0
    assert run.tables.choices.height > 0


def test_items_that_a_prompt_lists_in_one_order_are_tabled_in_that_order(plan: TrialPlan) -> None:
    orders = {name: {t.order for t in rows(plan) if t.cell.procedure == name} for name in ("breakdown", "judgement")}
    assert orders["breakdown"] == {0}
    assert len(orders["judgement"]) > 1
