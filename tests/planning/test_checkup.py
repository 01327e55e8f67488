"""What `motivelab doctor` finds of servers on this machine and of a study's respondents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from tests.support.behaviours import Behaviour, reply, status
from tests.support.served import served
from tests.support.small_study import on, small_study

from motivelab.planning.checkup import Checkup, check_up
from motivelab.providers.hosts.host import Host, load_host

CLOSED = "http://127.0.0.1:9/v1"
TINY = {"data": [{"id": "tiny"}]}


def _found(monkeypatch: pytest.MonkeyPatch, **servers: Behaviour) -> Mapping[str, Checkup]:
    """The checkup of all providers where one local server answers as said and no other is running."""
    ((name, behaviour),) = servers.items()
    with served(then=behaviour) as server:

        def moved(asked: str) -> Host:
            host = load_host(asked)
            return replace(host, base_url=server.url if asked == name else CLOSED) if host.local else host

        monkeypatch.setattr("motivelab.providers.openai_compatible.load_host", moved)
        return {c.name: c for c in check_up(None, environ={})}


def test_without_a_study_a_running_server_is_ready_whatever_it_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    found = _found(monkeypatch, vllm=reply(TINY))
    assert found["vllm"].state == "ready"
    assert found["vllm"].detail.startswith("vLLM answers and lists tiny")
    assert found["ollama"].state == "no server"


def test_a_long_list_of_models_is_told_by_its_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    listing = {"data": [{"id": f"m{i}"} for i in range(9)]}
    assert _found(monkeypatch, ollama=reply(listing))["ollama"].detail == (
        "Ollama answers and lists m0, m1, m2, m3, m4 and 4 more"
    )


def test_a_server_that_complains_about_the_model_answers_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    refusing = status(404, "The model does not exist.")
    assert _found(monkeypatch, vllm=refusing)["vllm"].state == "ready"
    pinned = reply({"error": {"message": "x", "code": "model_not_found"}}, 400)
    assert _found(monkeypatch, lmstudio=pinned)["lmstudio"].state == "ready"


def test_servers_with_the_same_usual_address_name_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (
        "http://localhost:8000/v1 is also the usual address of transformers"
        in _found(monkeypatch, vllm=reply(TINY))["vllm"].detail
    )
    healthy = _found(monkeypatch, transformers=reply({"status": "ok"}))["transformers"]
    assert healthy.detail == "transformers serve answers (http://localhost:8000/v1 is also the usual address of vllm)"
    assert "usual address" not in _found(monkeypatch, ollama=reply(TINY))["ollama"].detail


def test_with_a_study_the_model_must_be_there() -> None:
    with served(then=reply(TINY)) as server:
        (there,) = check_up(small_study(on(server.url)).study, environ={})
        (missing,) = check_up(small_study(on(server.url, name="large")).study, environ={})
    assert (there.state, there.name) == ("ready", "vllm/tiny")
    assert missing.state != "ready"
    assert "'large' is not among them" in missing.detail
