"""Providers by name, keys from the environment, and what is refused before anything is sent."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import EntryPoint
from typing import Any, get_args

import pytest
from tests.support.calls import respondent

from motivelab import providers
from motivelab.errors import CapabilityError, InputError, MissingKeyError
from motivelab.providers import registry
from motivelab.providers.hosts.host import FormatName, Host, host_names, load_host
from motivelab.schema.study import SettingsTable

KEY = "not-a-real-key"
EXPECTED = {
    "anthropic", "azure", "deepseek", "gemini", "google", "groq", "llamacpp", "lmstudio", "mistral", "ollama", "openai",
    "openai_compatible", "openrouter", "replay", "sim", "together", "transformers", "vllm", "xai",
}  # fmt: skip


def test_the_providers_are_found_by_file_name() -> None:
    """Every file is a provider; an unknown one is answered with the nearest."""
    assert set(providers.names()) == EXPECTED
    with pytest.raises(InputError, match="did you mean 'openai'"):
        providers.capabilities("opnai")


@pytest.mark.parametrize("name", host_names())
def test_a_host_file_holds(name: str) -> None:
    """Settings are those of study files, addresses have no final slash, documentation is named, rules name settings."""
    host: Host = load_host(name)
    known = set(SettingsTable.model_fields)
    assert host.format in get_args(FormatName)
    assert set(host.settings) <= known
    assert set(host.fields) <= known | {"cap", "n"}
    assert "cap" in host.fields
    assert host.seed == ("seed" in host.settings)
    assert not host.base_url.endswith("/")
    assert all(page.startswith("https://") for page in host.documentation)
    assert host.documentation
    assert host.key_envs or not host.key_required
    assert host.key_required != (host.local or name == "openai_compatible")
    for rule in host.models:
        assert set(rule.without) <= set(host.settings)
        assert rule.documentation.startswith("https://")


def test_listing_providers_imports_no_http_library() -> None:
    """Names and hosts' capabilities cost no heavy import."""
    program = (
        "import sys; from motivelab import providers; providers.names(); providers.capabilities('openai');"
        "sys.exit(any(m in sys.modules for m in ('aiohttp', 'numpy', 'polars')))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_a_package_can_bring_a_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    """An entry point's module stands beside the shipped ones and is loaded only when it is used."""
    brought = EntryPoint(name="mine", value="motivelab.providers.simulated", group="motivelab.providers")
    monkeypatch.setattr(registry, "_installed", lambda: {"mine": brought})
    monkeypatch.setattr(registry, "names", registry.names.__wrapped__)
    monkeypatch.setattr(registry, "module_of", registry.module_of.__wrapped__)
    assert "mine" in registry.names()
    assert registry.describe("mine").title == "Simulated respondents"
    assert repr(registry.connect(respondent("mine", "coherent"), {})).startswith("<motivelab.providers.simulated")


def test_the_first_variable_that_is_set_counts() -> None:
    """A study's own variable goes before the customary ones; blanks around a key are cut off."""
    gemini = respondent("gemini")
    key = providers.key_for(gemini, {"GOOGLE_API_KEY": "b", "GEMINI_API_KEY": " a\n"})
    assert key is not None
    assert (key.reveal(), key.source, str(key), repr(key), f"{key}") == ("a", "GEMINI_API_KEY", "***", "***", "***")
    own = providers.key_for(respondent("gemini", key_env="OTHER"), {"GEMINI_API_KEY": "a", "OTHER": "c"})
    assert own is not None
    assert own.source == "OTHER"
    assert providers.key_for(respondent("ollama"), {}) is None
    assert providers.key_for(respondent("sim", "coherent"), {}) is None


@pytest.mark.parametrize(
    ("who", "environ", "said"),
    [
        ({"provider": "openai"}, {}, "OPENAI_API_KEY"),
        ({"provider": "gemini"}, {}, "GEMINI_API_KEY or GOOGLE_API_KEY"),
        ({"provider": "ollama", "key_env": "MINE"}, {}, "MINE"),
        ({"provider": "openai"}, {"OPENAI_API_KEY": "  "}, "OPENAI_API_KEY"),
        ({"provider": "openai"}, {"OPENAI_API_KEY": f"{KEY}\r\nX-Other: 1"}, "line break"),
        ({"provider": "openai"}, {"OPENAI_API_KEY": f"{KEY}é"}, "ASCII"),
        ({"provider": "openai", "base_url": "https://elsewhere.example/v1"}, {"OPENAI_API_KEY": KEY}, "key_env"),
        ({"provider": "openai", "base_url": "https://notopenai.com/v1"}, {"OPENAI_API_KEY": KEY}, "key_env"),
    ],
)
def test_a_missing_key_is_named(who: dict[str, Any], environ: dict[str, str], said: str) -> None:
    """The message names the variable and never shows its value; a customary key goes to its own host alone."""
    with pytest.raises(MissingKeyError, match=said) as caught:
        providers.connect(respondent(**who), environ)
    assert KEY not in str(caught.value)


@pytest.mark.parametrize("url", ["https://eu.api.openai.com/v1", "http://127.0.0.1:9/v1", "http://localhost:9/v1", ""])
def test_a_key_goes_to_its_own_host_and_this_machine(url: str) -> None:
    """Regions of the provider and local proxies need no key_env."""
    assert providers.key_for(respondent("openai", base_url=url), {"OPENAI_API_KEY": KEY}) is not None


def _why(provider: str = "openai_compatible", model: str = "tiny", **fields: Any) -> str:
    if provider == "openai_compatible":
        fields = {"base_url": "http://127.0.0.1:1/v1"} | fields
    return "\n".join(providers.refusals(respondent(provider, model, **fields), {}))


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ({"provider": "opnai"}, "did you mean 'openai'"),
        ({"provider": "anthropic", "settings": {"min_p": 0.1}}, "setting 'min_p' is not taken by provider 'anthropic'"),
        ({"provider": "anthropic", "settings": {"seed": True}}, "setting 'seed'"),
        ({"provider": "anthropic", "settings": {"temperature": 1.5}}, "above what Anthropic takes, 1"),
        ({"provider": "groq", "settings": {"frequency_penalty": 1.0}}, "'frequency_penalty'"),
        ({"provider": "transformers", "settings": {"presence_penalty": 1.0}}, "'presence_penalty'"),
        ({"provider": "transformers", "settings": {"reasoning_effort": "low"}}, "'reasoning_effort'"),
        (
            {"provider": "transformers", "settings": {"top_k": 5}},
            "it takes: reasoning_tokens, seed, temperature, top_p",
        ),
        ({"provider": "sim", "model": "coherent", "settings": {"temperature": 0.0}}, "it takes: no settings"),
        ({"provider": "sim", "model": "cohernt"}, "did you mean 'coherent'"),
        ({"provider": "sim", "model": "coherent", "extra": {"noise": 1}}, "extra.noise"),
        ({"provider": "sim", "model": "coherent", "extra": {"manner": {"nois": 1}}}, "did you mean 'noise'"),
        ({"provider": "sim", "model": "coherent", "extra": {"effects": {"money": 1}}}, "two numbers"),
        ({"provider": "replay", "model": "no/such/file.jsonl"}, "no/such/file.jsonl"),
        (
            {"provider": "openai", "model": "o3", "settings": {"temperature": 0.0}},
            "model 'o3' does not take 'temperature'",
        ),
        ({"provider": "openai", "model": "o3-2025-04-16", "settings": {"top_p": 0.5}}, "does not take 'top_p'"),
        (
            {"provider": "openai", "model": "gpt-5.1", "settings": {"temperature": 0.0, "reasoning_effort": "low"}},
            "gpt-5.1",
        ),
        ({"provider": "openai", "model": "gpt-4o", "settings": {"reasoning_effort": "low"}}, "'reasoning_effort'"),
        ({"provider": "azure"}, "AZURE_OPENAI_ENDPOINT"),
        ({"base_url": ""}, "has no address of its own: give base_url"),
        ({"base_url": "http:///v1"}, "no address"),
        ({"base_url": "http://127.0.0.1:port/v1"}, "cannot be read"),
        ({"base_url": "http://user:secret@127.0.0.1/v1"}, "user name or password"),
        ({"extra": {"stream": True}}, "extra.stream"),
        ({"extra": {"temperature": 1, "messages": []}}, "extra.messages"),
        ({"extra": {"n": 3}}, "extra.n"),
        (
            {"provider": "google", "extra": {"generationConfig": {"maxOutputTokens": 5}}},
            "extra.generationConfig.maxOutputTokens",
        ),
    ],
)
def test_what_cannot_be_done_is_refused(who: dict[str, Any], said: str) -> None:
    """Nothing is dropped silently: each thing that a provider would not do is a sentence at plan time."""
    assert said in _why(**who)


@pytest.mark.parametrize(
    "who",
    [
        {},
        {"settings": {"temperature": None, "seed": False}},
        {"provider": "openai", "model": "o3-mini-custom", "settings": {"temperature": 0.0}},
        {"provider": "openai", "model": "gpt-4o-mini", "settings": {"temperature": 0.0}},
        {"provider": "openai", "model": "gpt-5.1", "settings": {"temperature": 0.0}},
        {"provider": "openai", "model": "gpt-5.1", "settings": {"temperature": 0.0, "reasoning_effort": "none"}},
        {"provider": "openrouter", "extra": {"provider": {"require_parameters": False}}},
        {"provider": "sim", "model": "coherent", "extra": {"effect_scale": 2, "effects": {"mine": [0.5, 0.0]}}},
        {"extra": {"temperature": 1, "logit_bias": {}}},
    ],
)
def test_what_can_be_done_is_not_refused(who: dict[str, Any]) -> None:
    """Rules are for exact model ids and fixed fields; everything else is the host's to judge."""
    assert _why(**who) == ""


def test_azure_takes_its_address_from_the_environment() -> None:
    """The customary variable stands in for base_url."""
    environ = {"AZURE_OPENAI_ENDPOINT": "https://x.openai.azure.com/", "AZURE_OPENAI_API_KEY": KEY}
    assert providers.refusals(respondent("azure"), environ) == ()
    assert "x.openai.azure.com" in repr(providers.connect(respondent("azure"), environ))


def test_connecting_without_an_address_is_refused() -> None:
    """What plan would have found, connect says too."""
    with pytest.raises(CapabilityError, match="base_url"):
        providers.connect(respondent(), {})
    with pytest.raises(CapabilityError, match="did you mean 'null'"):
        providers.connect(respondent("sim", "nul"), {})


def test_a_simulated_respondent_has_no_address() -> None:
    assert "drop the address" in _why("sim", "coherent", base_url="http://localhost:1/v1")
    assert _why("sim", "coherent") == ""
