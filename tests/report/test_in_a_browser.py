"""In a browser the report loads nothing, logs no error, fits the screen and answers to pointer and keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from tests.report.test_transcripts import HOSTILE, Shown, shown
from tests.support.browser import Browser, Page, browser
from tests.support.planted_tables import Planted, tables

from motivelab.analyses.protocol.catalogue import analyse_all, question
from motivelab.report.write_report import write_report

NAME = HOSTILE.removesuffix("\ud83d")  # a table holds no half characters
WORLD = Planted(
    respondents=("coherent", NAME),
    families=4,
    tasks=1,
    pairs=20,
    categories={"writing": 12.0, NAME: 0.0, "harmful": -25.0},
    shifts={"control": 0.0, "money": 8.0, f"{NAME} {'long' * 40}": -12.0},
)
THROUGH = """(async () => {
  for (let y = 0; y < document.documentElement.scrollHeight; y += 500) {
    scrollTo(0, y);
    await new Promise((done) => setTimeout(done, 30));
  }
  scrollTo(0, 0);
})()"""


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    with browser() as found:
        yield found


def _written(out: Path, *questions: str) -> str:
    def fetch(ids: Sequence[str]) -> Mapping[str, Shown]:
        return {i: shown(i, prompt=HOSTILE, reply=f"{HOSTILE} {i} {'x' * 1_000_000}") for i in ids}

    made = tables(WORLD)
    analyses = [question(name).analyse(made) for name in questions] if questions else analyse_all(made)
    told = {"study_name": NAME, "study": NAME}
    write_report(made, manifest=told, out=out, fetch=fetch, analyses=analyses)
    assert out.stat().st_size < 4_000_000
    return out.as_uri()


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    out = tmp_path_factory.mktemp("report") / "report.html"
    return _written(out, "nonresponse", "motivation_by_category", "motivation_by_condition")


def _seen_through(page: Page) -> None:
    page.evaluate(THROUGH)
    page.until("document.querySelectorAll('.enlivened').length === document.querySelectorAll('.can-live').length")


def test_every_figure_comes_alive_without_an_error_a_request_or_a_breach_of_policy(
    chrome: Browser, tmp_path: Path
) -> None:
    report = _written(tmp_path / "report.html")
    with chrome.page(report) as page:
        assert page.evaluate("document.querySelectorAll('.enlivened').length") < page.evaluate(
            "document.querySelectorAll('.can-live').length"
        )
        _seen_through(page)
        assert page.evaluate("document.querySelectorAll('.live svg').length") > 10
        assert page.errors == []
        assert page.requests == [report]
        assert "motivelab report" in page.evaluate("document.title")
        assert page.evaluate("document.querySelectorAll('script:not([type])').length") == 2  # page.js and the runtime
        assert page.evaluate("document.querySelectorAll('main img, main iframe, main [onload]').length") == 0


def test_no_screen_scrolls_sideways_and_the_contents_fold_on_a_telephone(chrome: Browser, report: str) -> None:
    for width in (1280, 390):
        with chrome.page(report, width=width, dark=width == 390) as page:
            _seen_through(page)
            page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert page.errors == []
        with chrome.page(report, width=width) as page:
            assert page.evaluate("document.querySelector('#contents').open") == (width == 1280)


def test_tables_sort_and_filter_transcripts_sift_and_colours_turn(chrome: Browser, report: str) -> None:
    with chrome.page(report) as page:
        table = "document.querySelector('#ledger-1')"
        firsts = f"[...{table}.tBodies[0].rows].slice(1).map((r) => r.cells[0].textContent)"
        before = page.evaluate(firsts)
        page.evaluate(f"{table}.querySelector('thead button').click()")
        assert page.evaluate(firsts) == sorted(before)
        page.evaluate(f"{table}.querySelector('thead button').click()")
        assert page.evaluate(firsts) == sorted(before, reverse=True)
        assert page.evaluate(f"{table}.querySelector('thead th').getAttribute('aria-sort')") == "descending"
        count = "document.querySelectorAll('.transcript:not([hidden])').length"
        everything = page.evaluate(count)
        assert everything > 5
        page.evaluate(
            "(() => { const s = document.querySelector('.transcript-tools select'); s.value = 'most motivating';"
            " s.dispatchEvent(new Event('change')); })()"
        )
        assert 0 < page.evaluate(count) < everything
        for name in ("light", "dark"):
            page.evaluate("document.querySelector('.tool').click()")
            assert page.evaluate("document.querySelector('.tool').textContent") == f"Colours: {name}"
            white = page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
            assert white == (name == "light")
        assert page.errors == []


def test_keys_reach_the_skip_link_first_and_a_link_into_a_folded_table_opens_it(chrome: Browser, report: str) -> None:
    with chrome.page(report) as page:
        page.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.press("Enter")
        assert page.evaluate("location.hash") == "#summary"
        folded = page.evaluate("document.querySelector('details:not([open]) table').id")
        page.evaluate(f"location.hash = {folded!r}")
        page.until(f"document.getElementById({folded!r}).closest('details').open")
        transcript = page.evaluate("document.querySelector('.transcript').id")
        page.evaluate(f"location.hash = {transcript!r}")
        page.until(f"document.getElementById({transcript!r}).open")
        reply = page.evaluate("document.querySelector('.transcript[open]').textContent")
        assert "<script>document.title = 'owned'</script>[U+202E]" in reply
        assert "characters left out" in reply
        assert page.errors == []


def test_without_script_and_in_print_all_drawings_and_tables_are_there(
    chrome: Browser, report: str, tmp_path: Path
) -> None:
    with chrome.page(report, script=False) as page:
        assert page.errors == []
        assert len(page.pdf(tmp_path / "report.pdf").read_bytes()) > 50_000
    with chrome.page(report) as page:
        _seen_through(page)
        page.emulate(media="print")
        hidden = (
            "[...document.querySelectorAll('.fit > svg')].filter((s) => getComputedStyle(s).display === 'none').length"
        )
        assert page.evaluate(hidden) == 0
        live = "[...document.querySelectorAll('.live')].filter((s) => getComputedStyle(s).display !== 'none').length"
        assert page.evaluate(live) == 0
