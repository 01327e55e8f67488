"""Heaping, response style, variance components and words: R's values, laws, recovery."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special

from motivelab.errors import DegenerateDataError
from motivelab.numerics.cluster_jackknife import jackknife_df, jackknife_error
from motivelab.stats.heaping import heaping
from motivelab.stats.log_odds_words import log_odds_words
from motivelab.stats.response_style import response_style
from motivelab.stats.tfidf_words import tfidf_words
from motivelab.stats.variance_decomposition import variance_decomposition

REFERENCE = Path(__file__).parent / "reference"
R = json.loads((REFERENCE / "behaviour.json").read_text())


def _csv(name: str) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    return np.loadtxt(REFERENCE / name, delimiter=",", skiprows=1)


def test_heaping_equals_tables_of_r() -> None:
    d = _csv("heaping.csv")
    h = heaping(d[:, 1], low=1, high=100, clusters=d[:, 0])
    assert (h.mode, h.n_distinct) == (R["mode"], R["distinct"])
    assert h.modal_share.value == pytest.approx(R["modal"])
    assert [h.multiples[k].value for k in (5, 10, 20)] == pytest.approx([R["m5"], R["m10"], R["m20"]])
    assert h.entropy.value - (R["distinct"] - 1) / (400 * np.log(2)) == pytest.approx(R["entropy"])
    assert h.expected_multiples == {5: 0.2, 10: 0.1, 20: 0.05}


@given(values=st.lists(st.integers(1, 100), min_size=2, max_size=60))
@settings(max_examples=40, deadline=None)
def test_twenties_are_tens_are_fives_and_entropy_stays_in_bounds(values: list[int]) -> None:
    h = heaping(values, low=1, high=100)
    assert h.multiples[20].value <= h.multiples[10].value <= h.multiples[5].value
    assert h.entropy.value >= 0
    assert h.modal_share.value >= 1 / h.n_distinct - 1e-12
    assert heaping(values[::-1], low=1, high=100).entropy.value == pytest.approx(h.entropy.value)


def test_uniform_answers_have_full_entropy_and_heaped_answers_are_found() -> None:
    rng = np.random.default_rng(1)
    uniform = heaping(rng.integers(1, 101, 20000), low=1, high=100)
    assert uniform.entropy.value == pytest.approx(uniform.most_entropy, abs=0.01)
    heaped = heaping(np.where(rng.random(1000) < 0.7, 80, rng.integers(1, 101, 1000)), low=1, high=100)
    assert heaped.mode == 80
    assert (heaped.multiples[20].low or 0) > 0.65
    one = heaping([7, 7, 7], low=1, high=10)
    assert one.entropy.flags[-1] == "sparse" or "no_variance" in one.entropy.flags
    assert one.entropy.low is None
    assert "boundary" in one.modal_share.flags
    with pytest.raises(DegenerateDataError, match=r"101\.0, outside"):
        heaping([101, 3], low=1, high=100)


def test_entropy_has_the_interval_of_pseudo_values_without_each_family() -> None:
    d = _csv("heaping.csv")
    family, answers = d[:, 0], d[:, 1]

    def bits(v: np.ndarray[Any, Any]) -> float:
        p = np.unique(v, return_counts=True)[1] / len(v)
        return float(-(p * np.log2(p)).sum() + (len(p) - 1) / (2 * len(v) * np.log(2)))

    left = np.array([bits(answers[family != f]) for f in np.unique(family)])
    e = heaping(answers, low=1, high=100, clusters=family).entropy
    pseudo = 25 * bits(answers) - 24 * left
    assert e.se == pytest.approx(pseudo.std(ddof=1) / 5, rel=1e-9)
    error = jackknife_error(left, level=0.95)
    ends = [pseudo.mean() - float(error.below) * (e.se or 0), pseudo.mean() + float(error.above) * (e.se or 0)]
    assert [e.low, e.high] == pytest.approx(ends, rel=1e-9)
    twice = heaping(np.tile([1, 2, 3], 8), low=1, high=3, clusters=np.repeat(np.arange(8), 3)).entropy
    assert (twice.low, twice.flags[0]) == (None, "few_clusters")
    assert "no_variance" in twice.flags


def test_response_styles_equal_t_tests_of_r() -> None:
    s = response_style(_csv("style.csv"), low=1, high=5, keying=[1, 1, 1, -1, -1, -1])
    assert s.midpoint is not None
    assert s.acquiescence is not None
    for e, key in ((s.extreme, "extreme"), (s.midpoint, "midpoint"), (s.acquiescence, "acquiescence")):
        for name, value in R[key].items():
            exact = key == "acquiescence" or name == "value"
            # Shares have Wilson's ends, which lean inwards from those of t.
            assert getattr(e, name) == pytest.approx(value, rel=1e-6 if exact else 0.04), (key, name)


def test_content_leaves_acquiescence_alone_and_yeasaying_moves_it() -> None:
    rng = np.random.default_rng(2)
    key = np.array([1, 1, 1, -1, -1, -1])
    content = rng.normal(0, 1, (300, 1)) * key
    honest = np.clip(np.round(4 + content + rng.normal(0, 0.5, (300, 6))), 1, 7)
    saying = np.clip(np.round(5.2 + content + rng.normal(0, 0.5, (300, 6))), 1, 7)
    a = response_style(honest, low=1, high=7, keying=key).acquiescence
    b = response_style(saying, low=1, high=7, keying=key).acquiescence
    assert a is not None
    assert b is not None
    assert abs(a.value) < 0.02
    assert b.value == pytest.approx(0.4, abs=0.05)
    mirrored = response_style(8 - honest, low=1, high=7, keying=key).acquiescence
    assert mirrored is not None
    assert mirrored.value == pytest.approx(-a.value)
    assert response_style(honest, low=1, high=7, keying=np.ones(6)).acquiescence is None
    assert response_style([[1, 2], [2, 1]], low=1, high=2, keying=[1, -1]).midpoint is None
    with pytest.raises(DegenerateDataError, match="keying holds"):
        response_style([[1, 2], [2, 1]], low=1, high=5, keying=[1, 0])
    with pytest.raises(DegenerateDataError, match="outside 1 to 5"):
        response_style([[1, 6], [2, 1]], low=1, high=5, keying=[1, 1])


def test_variance_components_equal_reml_when_numbers_are_equal_and_aov_when_not() -> None:
    d, u = _csv("nested.csv"), _csv("unequal.csv")
    rng = np.random.default_rng(1)
    v = variance_decomposition(d[:, 2], nesting={"f": d[:, 0], "k": d[:, 1]}, rng=rng, n_resamples=200)
    assert [e.value for e in v.components.values()] == pytest.approx(R["nested"], rel=1e-4)
    w = variance_decomposition(u[:, 1], nesting={"uf": u[:, 0]}, rng=rng, n_resamples=200)
    assert [e.value for e in w.components.values()] == pytest.approx(R["unequal"], rel=1e-9)
    assert sum(e.value for e in v.shares.values()) == pytest.approx(1)


@given(seed=st.integers(0, 10**6), scale=st.floats(0.1, 10))
@settings(max_examples=15, deadline=None)
def test_components_go_with_the_square_of_the_scale_and_shares_stay(seed: int, scale: float) -> None:
    rng = np.random.default_rng(seed)
    f = rng.integers(0, 10, 120)
    k = rng.integers(0, 4, 120)
    y = rng.normal(size=10)[f] + rng.normal(size=120)
    a = variance_decomposition(y, nesting={"f": f, "k": k}, rng=np.random.default_rng(1), n_resamples=99)
    b = variance_decomposition(y * scale + 5, nesting={"f": f, "k": k}, rng=np.random.default_rng(1), n_resamples=99)
    for name in ("f", "k", "residual"):
        assert b.components[name].value == pytest.approx(scale**2 * a.components[name].value, abs=1e-8)
        assert b.shares[name].value == pytest.approx(a.shares[name].value, abs=1e-8)


def test_planted_components_are_recovered_from_unequal_skewed_families() -> None:
    rng = np.random.default_rng(3)
    sizes = rng.integers(1, 7, 250)
    family = np.repeat(np.arange(250), sizes * 2)
    task = np.repeat(np.arange(sizes.sum()), 2)
    y = rng.exponential(3, 250)[family] + rng.normal(0, 2, sizes.sum())[task] + rng.normal(0, 1, len(task))
    v = variance_decomposition(y, nesting={"family": family, "task": task}, rng=rng, n_resamples=500)
    for name, truth in (("family", 9.0), ("task", 4.0), ("residual", 1.0)):
        e = v.components[name]
        assert (e.low or 0) < truth < (e.high or 0), name


def test_components_that_cannot_be_told_apart_are_refused() -> None:
    rng = np.random.default_rng(1)
    with pytest.raises(DegenerateDataError, match="task: one in every unit"):
        variance_decomposition(np.arange(6.0), nesting={"f": [1, 1, 2, 2, 3, 3], "task": [1, 1, 2, 2, 3, 3]}, rng=rng)
    with pytest.raises(DegenerateDataError, match="replicates"):
        variance_decomposition(np.arange(4.0), nesting={"f": [1, 2, 3, 4]}, rng=rng)
    with pytest.raises(DegenerateDataError, match="no variance"):
        variance_decomposition(np.ones(6), nesting={"f": [1, 1, 2, 2, 3, 3]}, rng=rng)


def test_log_odds_and_z_equal_the_formula_in_r_and_tfidf_the_definition() -> None:
    e = log_odds_words(R["texts"], in_first=R["group"], prior_size=10, errors="published")
    for word, delta, z in zip(R["words"], R["delta"], R["z"], strict=True):
        assert e[word].value == pytest.approx(delta, rel=1e-9)
        assert e[word].value / (e[word].se or 1) == pytest.approx(z, rel=1e-9)
    t = tfidf_words(R["texts"], groups=R["group"], top=99)
    for label, key in ((1, "first"), (0, "second")):
        weights = {w.word: w.weight for w in t[label]}
        for word, weight in zip(R["words"], R["tfidf"][key], strict=True):
            assert weights.get(word, 0.0) == pytest.approx(weight, abs=1e-12)


def test_clustered_errors_are_the_influences_of_texts_written_out() -> None:
    rng = np.random.default_rng(8)
    texts = [" ".join(rng.choice(["fun", "dull", "hard", "clear"], 6, p=[0.5, 0.2, 0.2, 0.1])) for _ in range(30)]
    group, family = np.arange(30) % 2, np.arange(30) // 3
    for clusters in (np.arange(30), family):
        e = log_odds_words(texts, in_first=group, clusters=clusters, prior_size=12)["clear"]
        tokens = [t.split() for t in texts]
        total = sum(map(len, tokens))
        a = 12 * sum(w.count("clear") for w in tokens) / total
        influence = np.zeros(len(set(clusters.tolist())))
        for g, sign in ((1, 1.0), (0, -1.0)):
            rows = [i for i in range(30) if group[i] == g]
            y, n = sum(tokens[i].count("clear") for i in rows), sum(len(tokens[i]) for i in rows)
            inside, outside = y + a, n + 12 - y - a
            own = dict.fromkeys(sorted({int(clusters[i]) for i in rows}), 0.0)
            for i in rows:
                own[int(clusters[i])] += tokens[i].count("clear") * (1 / inside + 1 / outside) - 6 / outside
            k, middle = len(own), sum(own.values()) / len(own)
            for c, v in own.items():
                influence[c] += sign * np.sqrt(k / (k - 1)) * (v - middle)
        assert e.se == pytest.approx(np.sqrt((influence**2).sum()), rel=1e-9)
        df = float(jackknife_df(influence))
        assert e.df == pytest.approx(df, rel=1e-9)
        for level in (0.9, 0.99):
            at = log_odds_words(texts, in_first=group, clusters=clusters, prior_size=12, level=level)["clear"]
            assert at.high == pytest.approx(at.value + special.stdtrit(df, (1 + level) / 2) * (e.se or 0), rel=1e-9)


def test_exchanging_groups_turns_every_log_odds() -> None:
    a = log_odds_words(R["texts"], in_first=R["group"])
    b = log_odds_words(R["texts"], in_first=[1 - g for g in R["group"]])
    for word in R["words"]:
        assert b[word].value == pytest.approx(-a[word].value)
        assert b[word].se == pytest.approx(a[word].se)
    assert next(iter(b)) == list(a)[-1]


def test_a_planted_word_is_found_and_repetition_inside_texts_does_not_fake_certainty() -> None:
    rng = np.random.default_rng(5)
    common = [f"word{j:02d}" for j in range(30)]
    texts, group = [], []
    for i in range(400):
        words = list(rng.choice(common, 12))
        words += ["enjoy"] * int(rng.random() < (0.5 if i < 200 else 0.2))
        words += ["chatty"] * (10 * int(rng.random() < 0.05))
        texts.append(" ".join(words))
        group.append(int(i < 200))
    e = log_odds_words(texts, in_first=group)
    assert next(iter(e)) == "enjoy"
    assert (e["enjoy"].p or 1) < 1e-4
    published = log_odds_words(texts, in_first=group, errors="published")
    assert (e["chatty"].se or 0) > 1.5 * (published["chatty"].se or 0)
    assert "sparse" not in e["enjoy"].flags


def test_what_is_no_text_and_no_count_is_refused_by_value() -> None:
    texts = ["fun work", "dull work", "fun day", "dull day"]
    group = [1, 0, 1, 0]
    with pytest.raises(DegenerateDataError, match="row 1 holds None"):
        log_odds_words(["a word", None], in_first=[1, 0])  # type: ignore[list-item]
    with pytest.raises(DegenerateDataError, match="row 0 holds nan"):
        tfidf_words([np.nan, "a word"], groups=[1, 0])  # type: ignore[list-item]
    with pytest.raises(DegenerateDataError, match="the one text 'ab'"):
        log_odds_words("ab", in_first=[1, 0])
    with pytest.raises(DegenerateDataError, match="in_first holds nan"):
        log_odds_words(texts, in_first=[1, 0, np.nan, 0])
    with pytest.raises(DegenerateDataError, match="'fun': -1"):
        log_odds_words(texts, in_first=group, background={"fun": -1, "dull": 5})
    with pytest.raises(DegenerateDataError, match="positive and finite"):
        log_odds_words(texts, in_first=group, prior_size=np.inf)
    with pytest.raises(DegenerateDataError, match="max_features is 0"):
        tfidf_words(texts, groups=group, max_features=0)
    with pytest.raises(DegenerateDataError, match="stop_words is 'french'"):
        tfidf_words(texts, groups=group, stop_words="french")  # type: ignore[arg-type]


def test_a_scale_of_a_milliard_points_costs_nothing_and_a_broken_one_is_refused() -> None:
    h = heaping([10**9 - 5, 20, 3], low=1, high=10**9)
    assert h.expected_multiples[20] == pytest.approx(0.05)
    assert heaping([2, 3], low=-7, high=13).expected_multiples == {5: 4 / 21, 10: 2 / 21, 20: 1 / 21}
    with pytest.raises(DegenerateDataError, match="whole numbers"):
        heaping([1, 2], low=0.5, high=5)  # type: ignore[arg-type]


def test_texts_without_words_and_one_sided_groups_are_refused() -> None:
    with pytest.raises(DegenerateDataError, match="no word"):
        log_odds_words(["a", "b"], in_first=[1, 0])
    with pytest.raises(DegenerateDataError, match="no text"):
        log_odds_words(["fine words", "more words"], in_first=[1, 1])
    with pytest.raises(DegenerateDataError, match="prior_size"):
        log_odds_words(["fine words", "more words"], in_first=[1, 0], prior_size=0)
    with pytest.raises(DegenerateDataError, match="no word"):
        tfidf_words(["1", "."], groups=[1, 2])
    with pytest.raises(DegenerateDataError, match="1 groups for 2 texts"):
        tfidf_words(["ab", "cd"], groups=[1])
