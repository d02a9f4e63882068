# make run, make test: the two commands of the README. Everything they need goes into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
OLDER := .venv-older-duckdb
OLDER_DUCKDB := 1.5.6
WITH_SPARK := .venv-spark
WITH_AUDIT := .venv-audit
ENGINE ?= sail
# A process for each core, up to four: the suite has few long files. The tests of a file stay together, because they
# share what the file set up.
IN_PARALLEL := --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

.DEFAULT_GOAL := help
.PHONY: help run serve benchmark test test-spark test-incremental java older unit hooks lint generate docs format examples lock sbom audit faults clean \
  debian superset

help: ## Say what there is
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 18

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
	@missing=""; \
	command -v chromium >/dev/null || missing="$$missing chromium"; \
	command -v soffice >/dev/null || missing="$$missing libreoffice-calc"; \
	ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || missing="$$missing postgresql"; \
	PATH="$$PATH:/usr/sbin" command -v nginx >/dev/null || missing="$$missing nginx-light"; \
	command -v systemd-analyze >/dev/null || missing="$$missing systemd"; \
	PATH="$$PATH:/usr/sbin" command -v sshd >/dev/null || missing="$$missing openssh-server"; \
	if [ -n "$$missing" ]; then \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "Installing from Debian, for the tests of pages, workbooks, the served release, senders and deploy/:$$missing"; \
	    apt-get update -qq && \
	    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	  else \
	    echo "The tests need programs of Debian. Run: sudo apt-get install$$missing"; exit 1; \
	  fi; \
	fi

test: $(VENV)/installed-dev debian ## Set up and run the whole test suite
	$(BIN)/python -m pytest tests $(IN_PARALLEL)

faults: $(VENV)/installed-dev ## Kill loads, fill disks and start fresh homes again and again; about an hour, as root for the disks
	$(BIN)/python -m pytest tests/faults --faults

$(OLDER)/installed: requirements-dev.lock pyproject.toml
	$(PYTHON) -m venv $(OLDER)
	$(OLDER)/bin/python -m pip install --quiet --quiet --upgrade pip
	$(OLDER)/bin/python -m pip install --quiet --quiet --require-hashes -r requirements-dev.lock
	$(OLDER)/bin/python -m pip install --quiet --quiet duckdb==$(OLDER_DUCKDB)
	$(OLDER)/bin/python -m pip install --quiet --quiet --no-deps --editable .
	@touch $@

# What pages and workbooks show, and the larger set of figures by function, is the same SQL once more.
NOT_OLDER := test_site_* test_workbooks.py test_by_year.py test_changed_only.py test_comparability.py test_printed_costs.py \
  test_real_costs.py test_worked_queries.py

older: $(OLDER)/installed ## The tests of the warehouse on the older DuckDB that is still supported
	$(OLDER)/bin/python -m pytest tests/integration tests/pipeline/test_bad_input.py \
	  tests/pipeline/test_incremental_builds.py $(IN_PARALLEL) \
	  $(foreach each,$(NOT_OLDER),--ignore-glob='tests/integration/$(each)')

$(WITH_SPARK)/installed: requirements-spark.lock
	$(PYTHON) -m venv $(WITH_SPARK)
	$(WITH_SPARK)/bin/python -m pip install --quiet --quiet --upgrade pip
	$(WITH_SPARK)/bin/python -m pip install --quiet --quiet --require-hashes -r requirements-spark.lock
	@touch $@

java:
	@if ! command -v java >/dev/null; then \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "Installing Java from Debian, for Spark"; \
	    apt-get update -qq && \
	    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends openjdk-17-jre-headless >/dev/null; \
	  else \
	    echo "Spark needs Java 17. Run: sudo apt-get install openjdk-17-jre-headless"; exit 1; \
	  fi; \
	fi

# SET=national compares a year of illustrative returns instead of examples/published; HUB=FOLDER a hub as it is.
test-spark: $(VENV)/installed $(WITH_SPARK)/installed $(if $(filter spark,$(ENGINE)),java) ## Build every table on Sail and compare with DuckDB; ENGINE=spark on Spark
	@scratch=$$(mktemp -d) && trap 'rm -rf "$$scratch"' EXIT && hub=$(or $(HUB),$$scratch/hub) && \
	  $(if $(HUB),true,$(if $(filter national,$(SET)),$(BIN)/icm example-returns --out $$scratch/returns >/dev/null && \
	  $(BIN)/icm load --landing $$scratch/returns --workspace $$hub,$(BIN)/icm load --landing examples/published \
	  --workspace $$hub) >$$scratch/load.txt 2>&1 || { cat $$scratch/load.txt; exit 1; }) && \
	  $(BIN)/python -m orchestration.spark --engine $(ENGINE) --environment $(WITH_SPARK) --workspace $$hub --folder $$scratch/spark

# Spend models on Spark after one list was corrected and another withdrawn: equal, and no other partition written.
test-incremental: $(VENV)/installed $(WITH_SPARK)/installed java ## Build spend on Spark, change two lists, build again and compare
	@scratch=$$(mktemp -d) && trap 'rm -rf "$$scratch"' EXIT && \
	  load="$(BIN)/icm load --landing $$scratch/returns --workspace $$scratch/hub" && \
	  build="$(BIN)/python -m orchestration.spark --engine spark --environment $(WITH_SPARK) --workspace $$scratch/hub \
	  --folder $$scratch/spark --only +procurement_spend +procurement_sources" && \
	  $(BIN)/icm example-returns --forces 6 --out $$scratch/returns >/dev/null && \
	  { $$load >$$scratch/load.txt 2>&1 || { cat $$scratch/load.txt; exit 1; }; } && $$build && \
	  sed -i '$$d' $$scratch/returns/procurement_spend_kent_2022-23.csv && \
	  $(BIN)/icm withdraw procurement_spend --force west-yorkshire --year 2022/23 --reason "To see it gone" --by "A test" \
	  --workspace $$scratch/hub >/dev/null && \
	  { $$load >$$scratch/load.txt 2>&1 || { cat $$scratch/load.txt; exit 1; }; } && $$build

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

# Superset names neither rich nor cachetools, which it imports, and does not run with later versions of Flask-Caching.
.venv-superset/installed:
	$(PYTHON) -m venv .venv-superset
	.venv-superset/bin/python -m pip install --quiet --quiet apache-superset==6.1.0 duckdb-engine==0.17.0 "duckdb<1.6" \
	  rich cachetools "flask-caching<2.3"
	@touch $@

superset: .venv-superset/installed ## The recipe for Superset, tried on the release of var/ in a real one (400 MB, minutes)
	PYTHONPATH=. .venv-superset/bin/python tests/drivers/in_superset.py var/current/icm_marts.duckdb var/warehouse.duckdb

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
	$(BIN)/uv pip compile --quiet pyproject.toml --extra dev --extra postgresql --extra sftp --extra s3 --universal --python-version 3.11 --no-emit-index-url --generate-hashes --no-header -o requirements-dev.lock
	$(BIN)/uv pip compile --quiet --group spark --universal --python-version 3.11 --no-emit-index-url --generate-hashes --no-header -o requirements-spark.lock
	$(BIN)/uv pip compile --quiet --group audit --universal --python-version 3.11 --no-emit-index-url --generate-hashes --no-header -o requirements-audit.lock

$(WITH_AUDIT)/installed: requirements-audit.lock
	$(PYTHON) -m venv $(WITH_AUDIT)
	$(WITH_AUDIT)/bin/python -m pip install --quiet --quiet --upgrade pip
	$(WITH_AUDIT)/bin/python -m pip install --quiet --quiet --require-hashes -r requirements-audit.lock
	@touch $@

sbom: $(WITH_AUDIT)/installed ## List every locked package with its hashes in var/sbom.json (CycloneDX)
	@mkdir -p var
	@$(WITH_AUDIT)/bin/python -m tools.sbom var/sbom.json

audit: $(WITH_AUDIT)/installed ## Look the locked packages up among known vulnerabilities; AUDIT_UNREACHABLE=allowed without a network
	@AUDIT_UNREACHABLE=$(AUDIT_UNREACHABLE) $(WITH_AUDIT)/bin/python -m tools.audit

clean: ## Remove what runs wrote; releases and the archive go too
	rm -rf var dbt_project/target dbt_project/logs
