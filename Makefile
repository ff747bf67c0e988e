.DEFAULT_GOAL := help
.PHONY: help setup demo test check bench soak storm fuzz lock tools
export UV_PYTHON_DOWNLOADS = never

PYTHON ?= python3
BIN := .venv/bin
UV := $(BIN)/python -m uv
LOCK := pyproject.toml --extra demo --group build --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-header --quiet

help:  ## Say what can be made.
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: .venv/.runtime nlp/model/meta.json  ## Build .venv with the program and train its model.

demo: setup tools  ## See it: make demo, or make demo ONCE=1 for two stories without a browser.
	@$(BIN)/fondsdialog demo $(if $(ONCE),--once) $(if $(PORT),--port $(PORT))

test: setup .venv/.dev tools  ## Install what the tests need and run them.
	sh tests/tools/servers.sh
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder

check: setup .venv/.dev  ## Lint, types and floors.
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: setup .venv/.dev tools  ## Measure speed and memory, as ratios in one run.
	$(BIN)/python -m tests.benchmarks

soak: setup .venv/.dev tools  ## Run the service under mail and clicks for an hour (make soak SECONDS=240 for less); fails where it must.
	sh tests/tools/servers.sh
	SECONDS=$(or $(SECONDS),3600) $(BIN)/python -m tests.benchmarks.soak

storm: setup .venv/.dev tools  ## Let all go wrong at random for SECONDS (300); fails where anything is lost or doubled.
	sh tests/tools/servers.sh
	SECONDS=$(or $(SECONDS),300) SEED=$(SEED) $(BIN)/python -m tests.storm

fuzz: setup .venv/.dev  ## Read broken mails, texts, lists and files for SECONDS (60) each.
	$(BIN)/python -m tests.fuzz $(or $(SECONDS),60)

lock:  ## Write the lock files anew (requirements*.txt; they name no package registry).
	$(UV) pip compile $(LOCK) -o requirements.txt
	$(UV) pip compile $(LOCK) --group dev -o requirements-dev.txt

tools:  # the local Slack, where npm can fetch it; without it the demo shows its cards in the terminal
	@if command -v npm >/dev/null; then sh tests/tools/local_slack.sh; \
	else echo "npm is not here: the demo shows its cards in the terminal instead of a page."; fi

.venv/bin/uv:
	@echo "Building .venv, a minute or two the first time."
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check uv

.venv/.runtime: .venv/bin/uv requirements.txt pyproject.toml
	@$(UV) pip install --quiet --require-hashes --compile-bytecode --python $(BIN)/python -r requirements.txt
	@$(UV) pip install --quiet --no-deps --no-build-isolation --python $(BIN)/python --editable .
	@$(BIN)/python -m compileall -q bot consultation nlp storage
	@touch $@

.venv/.dev: .venv/.runtime requirements-dev.txt
	@$(UV) pip install --quiet --require-hashes --compile-bytecode --python $(BIN)/python -r requirements-dev.txt
	@touch $@

nlp/model/meta.json: .venv/.runtime $(wildcard nlp/corpus/*.jsonl nlp/config/*.cfg nlp/lexicon/*.toml nlp/*.py nlp/components/*.py nlp/taxonomy.toml)
	@echo "Training the model; how well it does is in nlp/model/report.json."
	@$(BIN)/fondsdialog train --corpus nlp/corpus --output nlp/model --taxonomy nlp/taxonomy.toml >/dev/null
