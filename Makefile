# Every command that the README names and CI runs. `make` alone lists them.
SHELL := /bin/sh
.DEFAULT_GOAL := help
PYTHON ?= python3
UV_VERSION := 0.13.9
TOOLS := .tools
VENV := .venv
RUN := $(VENV)/bin
# where several processes share the cores, the library threads of small linear algebra only get in each other's way
test laws: export OMP_NUM_THREADS := 1

.PHONY: help setup demo test browser check format docs stimuli bench laws clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

# uv is fetched into $(TOOLS) unless it is already on the path; the environment is what uv.lock says, nothing else.
setup: $(VENV)/.ready ## set up .venv from the lock file

$(VENV)/.ready: uv.lock pyproject.toml
	@if command -v uv >/dev/null 2>&1; then UV=uv; else \
	   test -x $(TOOLS)/bin/uv || { "$(PYTHON)" -m venv $(TOOLS) && $(TOOLS)/bin/python -m pip install --quiet uv==$(UV_VERSION); } || exit 1; \
	   UV=$(TOOLS)/bin/uv; fi; \
	 "$$UV" sync --locked --quiet --python "$(PYTHON)" && touch $@

demo: setup ## run the built-in study on simulated respondents, from plan to report
	@$(RUN)/python -m motivelab demo

test: setup ## the test suite
	@$(RUN)/python -m pytest -n auto

browser: ## install Chromium where there is none (Debian and its kin), for the tests that open pages
	@command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 || \
	  { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null; }

check: setup ## lint, format, types, layers
	@$(RUN)/ruff check .
	@$(RUN)/ruff format --check .
	@$(RUN)/mypy
	@$(RUN)/lint-imports --verbose

format: setup ## put the code into the house format
	@$(RUN)/ruff check --fix .
	@$(RUN)/ruff format .

docs: setup ## write the pages that are made from code anew
	@$(RUN)/python -m tests.cli.test_help
	@$(RUN)/python -m tests.support.parsing_page
	@$(RUN)/python -m tests.support.stimulus_pages
	@$(RUN)/python -m tests.support.task_pages
	@$(RUN)/python -m tests.support.statistics_page

stimuli: setup ## renew prompt snapshots and ledgers of wordings; refuses a changed text of the same version
	@$(RUN)/python -m tests.support.stimulus_ledger
	@$(RUN)/python -m tests.support.prompt_snapshots
	@$(RUN)/python -m motivelab.bank.ledger tests/bank/versions.json

bench: setup ## measure engine, plan, tables and statistics; takes half an hour
	@$(RUN)/python benchmarks/engine.py
	@$(RUN)/python benchmarks/kill.py
	@$(RUN)/python benchmarks/plan.py
	@$(RUN)/python benchmarks/resume.py
	@$(RUN)/python benchmarks/tables.py
	@$(RUN)/python benchmarks/results.py
	@$(RUN)/python benchmarks/stats.py

laws: setup ## coverage of every interval, into docs/coverage/; takes long
	@for law in laws/*.py; do echo "$$law"; "$(RUN)/python" "$$law" || exit 1; done

clean: ## remove what was built
	rm -rf $(VENV) $(TOOLS) dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
