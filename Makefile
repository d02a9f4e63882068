# make run, make test: the two commands of the README. Everything they need goes into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
OLDER := .venv-older-duckdb
OLDER_DUCKDB := 1.5.6
# A process for each core, up to four: the suite has few long files. The tests of a file stay together, because they
# share what the file set up.
IN_PARALLEL := --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

.DEFAULT_GOAL := help
.PHONY: help run serve benchmark test older unit hooks lint generate docs format examples lock clean debian

help: ## Say what there is
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 18

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip

$(VENV)/installed: $(BIN)/python requirements.lock pyproject.toml
	@echo "Installing the locked dependencies (a minute or two the first time)"
	$(BIN)/python -m pip install --quiet --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --editable .
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed requirements-dev.lock
	$(BIN)/python -m pip install --quiet --quiet --require-hashes -r requirements-dev.lock
	@touch $@

run: $(VENV)/installed ## Install, load examples/published, publish a release
	$(BIN)/icm load --landing examples/published

serve: $(VENV)/installed ## Dagster pages, nightly schedule and landing sensor on this machine
	$(BIN)/icm serve

benchmark: $(VENV)/installed ## What the hub costs next to its floor; SETS="models readers" SIZES="decade" JSON=FILE
	$(BIN)/python -m benchmarks $(SETS) $(if $(SIZES),--sizes $(SIZES)) $(if $(JSON),--json $(JSON)) $(if $(CHECK),--check)

debian:
	@if ! command -v chromium >/dev/null || ! command -v soffice >/dev/null; then \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "Installing Debian's Chromium for the page tests and LibreOffice for the workbook tests"; \
	    apt-get update -qq && \
	    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium libreoffice-calc >/dev/null; \
	  else \
	    echo "The tests need Chromium and LibreOffice. Run: sudo apt-get install chromium libreoffice-calc"; exit 1; \
	  fi; \
	fi

test: $(VENV)/installed-dev debian ## Set up and run the whole test suite
	$(BIN)/python -m pytest tests $(IN_PARALLEL)

$(OLDER)/installed: requirements-dev.lock pyproject.toml
	$(PYTHON) -m venv $(OLDER)
	$(OLDER)/bin/python -m pip install --quiet --quiet --upgrade pip
	$(OLDER)/bin/python -m pip install --quiet --quiet --require-hashes -r requirements-dev.lock
	$(OLDER)/bin/python -m pip install --quiet --quiet duckdb==$(OLDER_DUCKDB)
	$(OLDER)/bin/python -m pip install --quiet --quiet --no-deps --editable .
	@touch $@

older: $(OLDER)/installed ## The tests of the warehouse on the older DuckDB that is still supported
	$(OLDER)/bin/python -m pytest tests/integration tests/pipeline/test_bad_input.py $(IN_PARALLEL)

hooks: $(VENV)/installed-dev ## Run the linters before every commit
	$(BIN)/pre-commit install

unit: $(VENV)/installed-dev ## The fast tests only
	$(BIN)/python -m pytest tests/unit $(IN_PARALLEL)

generate: $(VENV)/installed ## Write the dbt files that follow from orchestration/returns/*.yml; CHECK=1 only compares
	@$(BIN)/python -m orchestration.generate $(if $(CHECK),--check)

lint: $(VENV)/installed-dev ## Lint, format check, types, generated files, SQL
	@$(BIN)/python -m orchestration.generate --check
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	@scratch=$$(mktemp -d) && export ICM_WORKSPACE=$$scratch ICM_WAREHOUSE=$$scratch/warehouse.duckdb \
	  DBT_TARGET_PATH=$$scratch/target DBT_LOG_PATH=$$scratch/logs PATH="$(CURDIR)/$(BIN):$$PATH" && \
	  $(BIN)/sqlfluff lint dbt_project/models dbt_project/tests --disable-progress-bar && \
	  $(BIN)/dg check defs && rm -rf $$scratch

docs: $(VENV)/installed ## Build the pages of dbt on models, columns, macros and lineage, and open them
	@scratch=$$(mktemp -d) && export ICM_WORKSPACE=$$scratch ICM_WAREHOUSE=$$scratch/warehouse.duckdb \
	  DBT_TARGET_PATH=$(CURDIR)/var/docs DBT_LOG_PATH=$$scratch/logs && \
	  $(BIN)/dbt docs generate --quiet --static --empty-catalog --project-dir dbt_project --profiles-dir dbt_project && \
	  rm -rf $$scratch && echo "Written: $(CURDIR)/var/docs/static_index.html" && \
	  $(BIN)/python -m webbrowser "file://$(CURDIR)/var/docs/static_index.html"

format: $(VENV)/installed-dev ## Put code into the house's format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

examples: $(VENV)/installed ## Build the transcribed workbooks (registers, board) again from their text
	@for folder in examples/transcriptions/*/; do $(BIN)/icm build-register $$folder --out examples/published; done

lock: $(VENV)/installed-dev ## Resolve the dependencies again; the lock files name no download address
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet pyproject.toml --universal --python-version 3.11 --no-emit-index-url --generate-hashes --no-header -o requirements.lock
	$(BIN)/uv pip compile --quiet pyproject.toml --extra dev --universal --python-version 3.11 --no-emit-index-url --generate-hashes --no-header -o requirements-dev.lock

clean: ## Remove what runs wrote; releases and the archive go too
	rm -rf var dbt_project/target dbt_project/logs
