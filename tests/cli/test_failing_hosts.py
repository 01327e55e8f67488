"""Laws of failing hosts, through the command line: what failed, how to go on, no key anywhere, no answer lost."""

from __future__ import annotations

from pathlib import Path

import pytest
import zstandard
from tests.support import behaviours as host
from tests.support.behaviours import Behaviour, Played, Request
from tests.support.command import command, refused
from tests.support.served import KEY, holders_of_key, served, study_of

import motivelab
from motivelab.store.store import Store


def key_in_an_error(request: Request) -> Played:
    seen = request.headers.get("authorization", "") + request.headers.get("x-api-key", "")
    return host.status(400, f"cannot read {seen}", code=seen)(request)


def key_in_a_page(request: Request) -> Played:
    body = f"<html><title>{request.headers}</title></html>".encode()
    return Played(raw=host.http(200, body, content_type="text/html", headers={"X-Seen": KEY}))


FAILING_HOSTS: dict[str, tuple[Behaviour, str]] = {
    "401": (host.status(401, f"Incorrect API key provided: {KEY}"), "PLANTED_KEY"),
    "unknown model": (host.status(404, "The model `tiny` does not exist", code="model_not_found"), "'tiny'"),
    "no such route": (host.status(404, "no"), "base_url"),
    "no credit": (host.status(429, "no", code="insufficient_quota"), "credit"),
    "500": (host.status(500, "kaput"), "kaput"),
    "hangs": (host.hang(), "did not answer within"),
    "closes in the middle": (host.close_mid_body(), "broke off"),
    "HTML": (host.html(), "HTML"),
    "half a JSON": (host.half_json(), "no whole JSON"),
    "no HTTP": (host.no_http(), "does not speak HTTP"),
    "no choices": (host.empty_choices(), "without any completion"),
    "another shape": (host.reply({"choices": None}), "shape"),
    "the key in an error": (key_in_an_error, "***"),
    "the key in a page": (key_in_a_page, "HTML"),
}


def stored_texts(directory: Path) -> str:
    """Everything in a store that is compressed there."""
    with Store.open(directory) as store:
        texts = [store.texts.get(row[0]) for row in store.query("SELECT id FROM text")]
        bodies = [zstandard.ZstdDecompressor().decompress(r[0]) for r in store.query("SELECT body FROM envelopes")]
    return "\n".join([*texts, *(b.decode("utf-8", "replace") for b in bodies)])


@pytest.mark.parametrize("name", FAILING_HOSTS)
@pytest.mark.parametrize("model", ["openai/tiny"])
def test_a_failing_host_is_told_and_shows_no_key(
    name: str, model: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLANTED_KEY", KEY)
    failure, words = FAILING_HOSTS[name]
    with served(then=failure) as server:
        study = study_of(server, tmp_path / "s.toml", model=model, timeout=0.3)
        said = command("run", study, "--out", tmp_path / "run")
    refused(said, model, words, "go on with: motivelab run", code=4)
    seen = command("status", tmp_path / "run")
    assert "8 trials are open" in seen.out
    assert not holders_of_key(tmp_path, said.out + said.err + seen.out, stored_texts(tmp_path / "run"))


@pytest.mark.parametrize("model", ["anthropic/tiny", "google/tiny"])
def test_the_other_wire_formats_show_no_key_either(model: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANTED_KEY", KEY)
    with served(host.status(400, f"I saw {KEY}"), then=key_in_a_page) as server:
        study = study_of(server, tmp_path / "s.toml", model=model, tasks=1)
        said = command("run", study, "--out", tmp_path / "run")
    refused(said, model, "go on with: motivelab run", code=4)
    assert not holders_of_key(tmp_path, said.out + said.err, stored_texts(tmp_path / "run"))


def test_an_unreachable_server_is_told_with_its_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANTED_KEY", KEY)
    with served() as server:
        study = study_of(server, tmp_path / "s.toml", tasks=1)
        port = server.url.split(":")[2].removesuffix("/v1")
    refused(command("run", study, "--out", tmp_path / "run"), "was given up", port, code=4)


@pytest.mark.parametrize(
    ("behaviour", "status"),
    [
        (host.n_ignored(), "answered"),
        (host.usage_missing(), "answered"),
        (host.wrong_content_type(), "answered"),
        (host.content_filter(), "filtered"),
        (host.reply(host.completion("", finish="content_filter")), "filtered"),
        (host.reply(host.completion(None)), "empty"),
    ],
    ids=["n ignored", "no usage", "plain text", "prompt filtered", "answer filtered", "empty"],
)
def test_odd_answers_are_data_and_end_in_a_report(
    behaviour: Behaviour, status: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLANTED_KEY", KEY)
    with served(then=behaviour) as server:
        said = command("run", study_of(server, tmp_path / "s.toml"), "--quiet", "--out", tmp_path / "run")
    assert said.code == 0, said
    ledger = motivelab.status(tmp_path / "run").ledger
    assert ledger[status].sum() == ledger["planned"].sum() == 8
    report = command("report", tmp_path / "run")
    assert report.code == 0, report
    assert not holders_of_key(tmp_path, said.out, report.out)
