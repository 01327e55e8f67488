"""The published computation, against the same written out slowly and literally."""

from __future__ import annotations

import itertools
import json
import math
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint
from tests.support.made_replication import CONDITIONS, CRITERIA, FACETS, MODELS, made_replication
from tests.support.planted_tables import Planted, tables

from motivelab.analyses.as_published.cells import PublishedCells, published_cells
from motivelab.analyses.as_published.notebooks import notebooks
from motivelab.analyses.protocol.analysis import Row
from motivelab.analyses.protocol.catalogue import published_names, published_question
from motivelab.exchange.nahum2026.long_table import read_long_table
from motivelab.tables.layout import empty_table
from motivelab.tables.tables import Tables

LONG = made_replication()
NEAR = 1e-9
Column = tuple[str, str, str]


def printed(long: pl.DataFrame, folder: Path) -> dict[str, Any]:
    return notebooks(cells(long, folder))


def cells(long: pl.DataFrame, folder: Path) -> PublishedCells:
    path = folder / "long.parquet"
    long.write_parquet(path)
    return published_cells(read_long_table(path))


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return printed(LONG, tmp_path_factory.mktemp("made"))


@pytest.fixture(scope="module")
def replies() -> dict[tuple[str, int, Column], list[float]]:
    """Replies by model, task and (procedure, item, condition), the tokens of work among them; numbers only."""
    found: dict[tuple[str, int, Column], list[float]] = {}
    for row in LONG.filter(pl.col("procedure") != "pre_choose").sort("replicate").iter_rows(named=True):
        at = (row["model"], row["task_id"], (row["procedure"], row["item"], row["manipulation"]))
        value = row["output_tokens"] if row["procedure"] == "execute" else row["value"]
        found.setdefault(at, []).extend([] if value is None else [float(value)])
    return found


TASKS = sorted(LONG["task_id"].drop_nulls().unique().to_list())
COLUMNS: list[Column] = sorted(
    {(p, i, c) for p, i, c in LONG.select("procedure", "item", "manipulation").iter_rows() if p != "pre_choose"}
)
PLAIN = [c for c in COLUMNS if c[0] != "execute"]
PRE = ("pre_self_report", "motivation_score", "none")


def mean_of(replies: dict[Any, list[float]], model: str, task: int, column: Column) -> float:
    models = MODELS if model == "all" else (model,)
    pooled = [v for m in models for v in replies.get((m, task, column), [])]
    return sum(pooled) / len(pooled) if pooled else math.nan


def kept(replies: dict[Any, list[float]], model: str, columns: list[Column]) -> list[int]:
    return [t for t in TASKS if not any(math.isnan(mean_of(replies, model, t, c)) for c in columns)]


def column(replies: dict[Any, list[float]], model: str, tasks: list[int], at: Column) -> np.ndarray:
    return np.array([mean_of(replies, model, t, at) for t in tasks])


def close(a: Any, b: Any) -> bool:
    if a is None or b is None or (isinstance(b, float) and math.isnan(b)):
        return a is None and (b is None or math.isnan(b))
    return bool(abs(a - b) <= NEAR * max(1.0, abs(b)))


def test_a_task_survives_where_it_has_a_number_in_every_planned_cell(ours: Any, replies: Any) -> None:
    for model in (*MODELS, "all"):
        survivors = kept(replies, model, PLAIN)
        told = ours["none"]["retained"][f"{model}|without_execute"]
        assert told["dropped_sub_task_ids"] == [t for t in TASKS if t not in survivors]
        assert told["n_kept"] == len(survivors)
    with_tokens = ours["none"]["retained"]["all|with_execute"]
    assert with_tokens["dropped_sub_task_ids"] == [t for t in TASKS if t not in kept(replies, "all", COLUMNS)]
    assert 7 in with_tokens["dropped_sub_task_ids"]
    assert 7 not in ours["none"]["retained"]["all|without_execute"]["dropped_sub_task_ids"]


def test_retest_takes_every_task_with_two_draws_and_averages_over_models(ours: Any) -> None:
    pre = LONG.filter(pl.col("procedure") == "pre_self_report", pl.col("manipulation") == "none")
    r_all = []
    for model, row in zip(MODELS, ours["none"]["retest"]["table"]["data"], strict=True):
        wide = pre.filter(pl.col("model") == model).pivot("replicate", index="task_id", values="value").drop_nulls()
        a, b = wide["0"].to_numpy(), wide["1"].to_numpy()
        r, p = stats.pearsonr(a, b)
        assert close(row[0], np.mean(np.abs(a - b)))
        assert close(row[1], r)
        assert close(row[2], p)
        r_all.append(r)
    assert close(ours["none"]["retest"]["mean_r_fisher"], np.tanh(np.mean(np.arctanh(r_all))))


def test_pooled_means_are_flat_over_replies_and_bins_span_each_model_s_own_range(ours: Any, replies: Any) -> None:
    for model in (*MODELS, "all"):
        values = column(replies, model, kept(replies, model, PLAIN), PRE)
        assert ours["none"]["score_histograms"][model]["counts"] == np.histogram(values, bins=20)[0].tolist()


def test_the_printed_f_tests_the_intercept_too_and_the_regression_s_own_does_not(ours: Any, replies: Any) -> None:
    tasks = kept(replies, "all", PLAIN)
    family = dict(LONG.select("task_id", "family_id").drop_nulls().unique().iter_rows())
    names = dict(LONG.select("family_id", "categories").drop_nulls().unique().iter_rows())
    by_family: dict[int, list[float]] = {}
    for t in tasks:
        by_family.setdefault(family[t], []).append(mean_of(replies, "all", t, PRE))
    short = {"Design and Art": "Design & Art", "Puzzles and Logic": "Puzzles & Logic"}
    carried = {f: [short.get(c, c) for c in json.loads(names[f].replace("'", '"'))] for f in by_family}
    labels = sorted({c for own in carried.values() for c in own})
    x = sm.add_constant(np.array([[c in carried[f] for c in labels] for f in by_family], dtype=float))
    fit = sm.OLS([np.mean(v) for v in by_family.values()], x).fit()
    told = ours["none"]["category_regression"]
    assert list(told["params"]) == ["const", *labels]
    for mine, theirs in (("params", fit.params), ("bse", fit.bse), ("tvalues", fit.tvalues), ("pvalues", fit.pvalues)):
        assert all(close(a, b) for a, b in zip(told[mine].values(), theirs, strict=True))
    assert close(told["fvalue"], fit.fvalue)
    assert close(told["f_pvalue"], fit.f_pvalue)
    assert close(told["r2_adj"], fit.rsquared_adj)
    assert told["condition_number"] == pytest.approx(fit.condition_number, rel=1e-8)
    whole = fit.f_test(np.eye(len(fit.params)))
    assert told["f_test_all_incl_const"]["F"] == pytest.approx(float(whole.fvalue), rel=1e-8)
    assert told["f_test_all_incl_const"]["F"] > 3 * told["fvalue"]


def test_correlations_are_of_each_model_s_own_tasks_and_drop_missing_tokens_by_pair(ours: Any, replies: Any) -> None:
    z: dict[tuple[int, int], list[float]] = {}
    for model in MODELS:
        tasks = kept(replies, model, PLAIN)
        asked = [
            PRE,
            ("pre_self_report_breakdown", "motivation", "none"),
            ("post_self_report", "motivation_score", "none"),
            ("post_similar_self_report", "motivation_score", "none"),
        ]
        criteria = [column(replies, model, tasks, ("post_questionnaire", c, "none")) for c in CRITERIA]
        x = [column(replies, model, tasks, a) for a in asked]
        x += [np.mean(criteria, axis=0), column(replies, model, tasks, ("execute", "execute", "none")), *criteria]
        table = ours["none"]["correlations_per_model"][model]["data"]
        for i, j in itertools.combinations(range(len(x)), 2):
            both = ~np.isnan(x[i]) & ~np.isnan(x[j])
            r = stats.pearsonr(x[i][both], x[j][both])[0]
            assert close(table[i][j], r)
            z.setdefault((i, j), []).append(float(np.arctanh(r)))
    average = ours["none"]["correlations_average_fisher"]["data"]
    assert all(close(average[i][j], np.tanh(np.mean(v))) for (i, j), v in z.items())


def test_two_components_are_rotated_from_the_identity_and_left_early(ours: Any, replies: Any) -> None:
    names = ("value", "challenge", "fear", "mastery", "interest")
    wanted = [("pre_self_report_breakdown", n, "none") for n in names]
    tasks = kept(replies, "all", [*wanted, PRE])
    told = ours["none"]["factor"]
    assert told["n"] == len(tasks)
    x = np.column_stack([column(replies, "all", tasks, c) for c in wanted])
    z = (x - x.mean(axis=0)) / x.std(axis=0)
    r = np.cov(z, rowvar=False)
    assert np.trace(r) == pytest.approx(5 * len(tasks) / (len(tasks) - 1))
    values, vectors = np.linalg.eigh(r)
    loadings = vectors[:, ::-1][:, :2] * np.sqrt(values[::-1][:2])
    length = np.linalg.norm(loadings, axis=1)
    unit, rotation, d = loadings / length[:, None], np.eye(2), 0.0
    for _ in range(500):
        b = unit @ rotation
        u, s, v = np.linalg.svd(unit.T @ (b**3 - b @ np.diag((b**2).sum(axis=0)) / len(b)))
        rotation, before, d = u @ v, d, s.sum()
        if d < before * (1 + 1e-5):
            break
    rotated = -(unit @ rotation) * length[:, None]
    scores = z @ vectors[:, ::-1][:, :2] @ np.linalg.lstsq(loadings, rotated, rcond=None)[0]
    y = column(replies, "all", tasks, PRE)
    design = sm.add_constant(np.column_stack([scores, scores[:, 0] * scores[:, 1]]))
    fit = sm.OLS((y - y.mean()) / y.std(), design).fit()
    mine = np.array(told["L_rot"])
    signs = np.sign((mine * rotated).sum(axis=0))
    assert mine == pytest.approx(rotated * signs, abs=1e-9)
    assert told["regression"]["r_squared"] == pytest.approx(fit.rsquared, abs=1e-9)
    expected = fit.params * np.array([1, signs[0], signs[1], signs.prod()])
    assert list(told["regression"]["coefficients"].values()) == pytest.approx(list(expected), abs=1e-9)


def test_a_mean_of_exactly_100_is_in_no_range_and_a_report_of_100_in_no_band(tmp_path: Path) -> None:
    top = (pl.col("procedure").is_in(["pre_self_report", "pre_self_report_breakdown"])) & (pl.col("task_id") == 9)
    lifted = LONG.with_columns(pl.when(top & (pl.col("status") == "ok")).then(100.0).otherwise("value").alias("value"))
    found = printed(lifted, tmp_path)
    told = found["none"]["breakdown_by_motivation_range"]
    assert [len(told["index"]), told["index"][-1]] == [10, "[90, 100)"]
    pre = lifted.filter(pl.col("procedure") == "pre_self_report", pl.col("manipulation") == "none")[
        "value"
    ].drop_nulls()
    assert found["text"]["text_n"] == int((pre < 100).sum()) < len(pre)


def test_choices_are_told_by_the_mean_of_their_draws_and_ties_by_the_first(ours: Any, replies: Any) -> None:
    order = ("none", "punish", "money", "demotivate-futility")
    rows: list[Any] = []
    logits: list[Any] = []
    hits: dict[str, list[bool]] = {c: [] for c in order}
    for model, condition in itertools.product(MODELS, order):
        survivors = set(kept(replies, model, PLAIN))
        own = LONG.filter(
            pl.col("procedure") == "pre_choose", pl.col("model") == model, pl.col("manipulation") == condition
        )
        clear: list[float] = []
        tied: list[float] = []
        difference: list[float] = []
        first: list[int] = []
        for _, pair in sorted(own.sort("replicate").partition_by("pair_id", as_dict=True).items()):
            one = pair.row(0, named=True)
            said = pair["value"].drop_nulls().to_list()
            if not said or not {one["task_id_0"], one["task_id_1"]} <= survivors:
                continue
            under = [condition if one["manipulate_on"] == place else "none" for place in (0, 1)]
            s = [mean_of(replies, model, one[f"task_id_{k}"], (*PRE[:2], under[k])) for k in (0, 1)]
            mean = np.mean(said)
            taken = int((said[0] if mean == 1.5 else mean) - 1)
            (tied if mean == 1.5 else clear).append(s[taken] - s[1 - taken])
            if mean != 1.5:
                difference.append(s[0] - s[1])
                first.append(1 - taken)
                hits[condition].append(one["manipulate_on"] == taken)
        for kind, d in (("clear_choice", clear), ("tie", tied)):
            t, p = stats.ttest_1samp(d, 0)
            rows.append(
                (model, condition, kind, np.mean(d), np.mean(d) - 1.96 * np.std(d, ddof=1) / len(d) ** 0.5, t, p)
            )
        fit = sm.Logit(first, sm.add_constant(np.array(difference))).fit(disp=0)
        logits.append((fit.params[1], fit.tvalues[1], fit.pvalues[1]))
        higher = ours["choice"]["choice_table"]["data"][len(rows) - 2][11]
        assert close(higher, np.mean([d > 0 for d in clear]))
    adjusted = multipletests([r[-1] for r in rows], method="fdr_bh")[1]
    for mine, theirs, p in zip(ours["choice"]["choice_table"]["data"], rows, adjusted, strict=True):
        assert mine[:3] == list(theirs[:3])
        assert all(
            close(a, b) for a, b in zip([mine[3], mine[4], mine[6], mine[7], mine[12]], [*theirs[3:], p], strict=True)
        )
    held = multipletests([row[2] for row in logits], method="fdr_bh")[1]
    for mine, theirs, p in zip(ours["choice"]["logistic"]["data"], logits, held, strict=True):
        assert mine[2:] == pytest.approx([*theirs, p], rel=1e-6, abs=1e-8)
    for condition in order[1:]:
        low, high = proportion_confint(sum(hits[condition]), len(hits[condition]), alpha=0.01, method="wilson")
        told = ours["choice"]["pooled"][condition]
        assert [told["mean"], told["ci_lower"], told["ci_upper"]] == pytest.approx(
            [100 * np.mean(hits[condition]), 100 * low, 100 * high]
        )


def test_conditions_are_held_against_none_by_paired_t_with_one_correction_a_model(ours: Any, replies: Any) -> None:
    for model in (*MODELS, "all"):
        tasks = kept(replies, model, COLUMNS if model == "all" else PLAIN)
        metrics = {n: ("pre_self_report_breakdown", n) for n in FACETS if n != "motivation"}
        metrics |= {"motivation_score": PRE[:2], "post_motivation_score": ("post_self_report", "motivation_score")}
        metrics["execute_token_count"] = ("execute", "execute")
        metrics["effort_and_engagement"] = ("post_questionnaire", "effort_and_engagement")
        found: dict[tuple[str, str], tuple[float, float, float]] = {}
        for condition in CONDITIONS:
            rated = {
                c: np.mean([column(replies, model, tasks, ("post_questionnaire", k, c)) for k in CRITERIA], axis=0)
                for c in ("none", condition)
            }
            for name in (*metrics, "motivation_score_questionnaire"):
                a, b = (
                    rated[c] if name not in metrics else column(replies, model, tasks, (*metrics[name], c))
                    for c in (condition, "none")
                )
                both = ~np.isnan(a) & ~np.isnan(b)
                t, p = (math.nan, math.nan) if condition == "none" else stats.ttest_rel(a[both], b[both])
                found[name, condition] = (t, p, float(np.mean(a[both])))
        tested = [k for k, v in found.items() if not math.isnan(v[1])]
        held = dict(zip(tested, multipletests([found[k][1] for k in tested], method="fdr_bh")[1], strict=True))
        table = ours["manipulations"]["manipulation_tables"][model]["data"]
        assert [tuple(row[:2]) for row in table] == sorted(found)
        for name, condition, t, p, score, corrected, significant, _ in table:
            expected = found[name, condition]
            assert all(close(a, b) for a, b in zip((t, p, score), expected, strict=True))
            assert close(corrected, held.get((name, condition)))
            assert significant == (held.get((name, condition), 1.0) < 0.05)


def test_rows_shuffled_and_respondents_renamed_give_the_same_numbers(ours: Any, tmp_path: Path) -> None:
    names = dict(zip(MODELS, ("a", "b", "c"), strict=True))
    other = LONG.sample(fraction=1.0, shuffle=True, seed=5).with_columns(pl.col("model").replace(names))
    text = json.dumps(ours)
    for old, new in names.items():
        text = text.replace(old, new)
    same(printed(other, tmp_path), json.loads(text), "")


def same(a: Any, b: Any, where: str) -> None:
    assert type(a) is type(b) or {type(a), type(b)} <= {int, float}, where
    if isinstance(b, dict):
        assert set(a) == set(b), where
        for key in b:
            same(a[key], b[key], f"{where}/{key}")
    elif isinstance(b, list):
        assert len(a) == len(b), where
        for i, (x, y) in enumerate(zip(a, b, strict=True)):
            same(x, y, f"{where}/{i}")
    elif isinstance(b, float):
        assert a == pytest.approx(b, rel=1e-8, abs=1e-9), where
    else:
        assert a == b, where


@pytest.mark.parametrize(
    "left",
    [
        pytest.param(pl.col("model") == MODELS[0], id="one respondent"),
        pytest.param(pl.col("manipulation") == "none", id="no manipulation"),
        pytest.param(pl.col("manipulation") != "none", id="no condition none"),
        pytest.param(pl.col("procedure") != "pre_choose", id="no choices"),
        pytest.param(pl.col("procedure") == "pre_choose", id="choices alone"),
        pytest.param(pl.col("procedure") != "pre_self_report_breakdown", id="no facets"),
        pytest.param(pl.col("procedure") != "pre_self_report", id="no reports before"),
        pytest.param(pl.col("procedure") != "execute", id="no work"),
        pytest.param(pl.col("family_id").is_null() | (pl.col("family_id") == 2), id="one family"),
        pytest.param(pl.col("task_id").is_null() | (pl.col("task_id") == 2), id="one task"),
        pytest.param((pl.col("model") != MODELS[1]) | (pl.col("manipulation") != "money"), id="one lacks a condition"),
    ],
)
def test_whatever_a_study_lacks_is_not_applicable_and_never_an_error(left: pl.Expr, tmp_path: Path) -> None:
    found = cells(LONG.filter(left), tmp_path)
    json.dumps(notebooks(found), allow_nan=False)
    for name in published_names():
        for row in published_question(name).rows(found):
            assert isinstance(row, str) or (row.track == "as_published" and math.isfinite(row.estimate.value))


def test_a_respondent_of_whom_no_task_survives_leaves_the_others_as_they_are(ours: Any, tmp_path: Path) -> None:
    silent = (pl.col("model") == MODELS[2]) & (pl.col("procedure") == "post_self_report")
    lost = LONG.with_columns(
        pl.when(silent).then(None).otherwise("value").alias("value"),
        pl.when(silent).then(pl.lit("unparsed")).otherwise("status").alias("status"),
    )
    found = printed(lost, tmp_path)
    assert found["none"]["retained"][f"{MODELS[2]}|without_execute"]["n_kept"] == 0
    for model in MODELS[:2]:
        before, after = (f["manipulations"]["manipulation_tables"][model] for f in (ours, found))
        same(after, before, model)
    adjusted = [row[12] for row in found["choice"]["choice_table"]["data"] if row[0] != MODELS[2]]
    assert None not in adjusted


def test_a_condition_that_one_respondent_lacks_leaves_the_pooled_cells(tmp_path: Path) -> None:
    fewer = LONG.filter((pl.col("model") != MODELS[1]) | (pl.col("manipulation") != "money"))
    found = printed(fewer, tmp_path)["manipulations"]["manipulation_tables"]
    assert {row[1] for row in found["all"]["data"]} == set(CONDITIONS) - {"money"}
    assert {row[1] for row in found[MODELS[0]]["data"]} == set(CONDITIONS)


def test_other_studies_have_published_answers_without_their_neutral_control() -> None:
    found = published_cells(tables(Planted(families=4, tasks=3, pairs=30)))
    assert set(found.conditions) == {"none", "money", "demotivate-futility"}
    shifts = [r for r in published_question("motivation_by_condition").rows(found) if isinstance(r, Row)]
    assert {r.labels["condition"] for r in shifts} == {"none", "money", "futility"}


def test_empty_tables_have_empty_cells() -> None:
    names = ("trials", "self_reports", "performances", "judgements", "choices", "nonresponse")
    nothing = published_cells(Tables(**{name: empty_table(name) for name in names}))
    assert nothing.respondents == ()
    json.dumps(notebooks(nothing), allow_nan=False)


def test_no_computation_warns(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        printed(LONG.filter(pl.col("family_id").fill_null(1) <= 2), tmp_path)
