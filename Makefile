# Tieout. `make demo` and `make test` do everything on a fresh machine: Python >= 3.11, git and make are all they need.
# Paths are relative on purpose: make cannot handle absolute ones that contain spaces.

ARGS ?=
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
# Which Python makes .venv: the first of these that is new enough, or the one given (make demo PYTHON=python3.12).
PYTHON ?=
PYTHONS := $(or $(PYTHON),python3 python3.13 python3.12 python3.11)
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
# sqlfluff's dbt templater needs what `tieout dbt` knows: paths and the list of platforms. Its processes share no warehouse file, and what
# dbt notes down of a parsed project is not that of the models that are built beside it.
SQLFLUFF := TIEOUT_STATE="$(CURDIR)/data/local/checks/lint" TIEOUT_WAREHOUSE=:memory: \
	$(BIN)/python -c 'import os, sys; from ingestion.settings import settings; \
	from orchestration.environment import enter; enter(settings()); os.execv(sys.executable, [sys.executable, "-m", "sqlfluff", *sys.argv[1:]])'

# Nothing that runs here reports its use to anyone.
export DO_NOT_TRACK := 1
export DBT_SEND_ANONYMOUS_USAGE_STATS := false
export DAGSTER_DISABLE_TELEMETRY := yes
export RUNTIME__DLTHUB_TELEMETRY := false
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONUNBUFFERED := 1

# Tests run on as many processes as there are cores, up to four, the longest first; SPREAD= runs them one after another.
SPREAD ?= -n auto --maxprocesses 4 --dist loadgroup --no-loadscope-reorder

# Checks run on a state of their own; an installation's own settings must not reach them (nor they its data).
APART := env -u TIEOUT_WAREHOUSE -u TIEOUT_PUBLISHED -u TIEOUT_CONNECTIONS -u TIEOUT_AS_OF -u TIEOUT_KEY -u TIEOUT_ALERT_URLS \
	-u DAGSTER_HOME -u DBT_PROFILES_DIR -u DBT_TARGET_PATH TIEOUT_STATE="$(CURDIR)/data/local/checks"

.DEFAULT_GOAL := help
.PHONY: help demo test lint format unit ui lock clean

help: ## this list
	@grep -E '^[a-z]+:.*## ' Makefile | sed 's/:.*## /\t/' | while IFS="$$(printf '\t')" read -r name text; do printf '  make %-8s %s\n' "$$name" "$$text"; done

demo: $(INSTALLED) ## the sample company from source to dashboard; ARGS="--days 400 --scale 5" for another one
	@$(BIN)/python -m orchestration.cli demo $(ARGS)

test: $(INSTALLED) ## style, SQL, dbt and every test; ARGS="-k payout" for some of them
	@$(MAKE) --no-print-directory -j2 lint unit
	@$(APART) $(BIN)/python -m pytest $(SPREAD) $(ARGS)

lint: $(INSTALLED) ## ruff and sqlfluff
	@echo "ruff: Python"
	@$(BIN)/python -m ruff check --quiet .
	@$(BIN)/python -m ruff format --check --quiet . || { echo "Some files are not formatted: make format"; exit 1; }
	@echo "sqlfluff: SQL"
	@$(APART) $(SQLFLUFF) lint --processes 0 --disable-progress-bar dbt_project/models dbt_project/tests

format: $(INSTALLED) ## lays out the Python
	@$(BIN)/python -m ruff check --fix --quiet .
	@$(BIN)/python -m ruff format --quiet .

unit: $(INSTALLED) ## every dbt model on empty tables, and dbt's unit tests
	@echo "dbt: models on empty tables, unit tests"
	@rm -f data/local/checks/warehouse.duckdb*
	@$(APART) $(BIN)/python -c 'from ingestion.load import shape; from ingestion.settings import settings; shape(settings())'
	@$(APART) $(BIN)/python -m orchestration.cli dbt build --quiet --empty --exclude resource_type:test resource_type:unit_test
	@$(APART) $(BIN)/python -m orchestration.cli dbt test --quiet --select test_type:unit

ui: $(INSTALLED) ## Dagster and the dashboards, on this machine only
	@$(BIN)/python -m orchestration.cli ui $(ARGS)

# The lock is complete (every package, its version and the hashes of its files), so pip has nothing to resolve: with --no-deps it installs
# exactly the lock. Without it pip's resolver would refuse requirements with extras in hash mode.
$(INSTALLED): requirements.lock pyproject.toml
	@test -x $(BIN)/python && $(BIN)/python -c '$(NEW_ENOUGH)' 2>/dev/null || { \
	    for python in $(PYTHONS); do "$$python" -c '$(NEW_ENOUGH)' 2>/dev/null && break; python=; done; \
	    if [ -z "$$python" ]; then \
	        echo "Tieout needs Python 3.11 or newer; tried: $(PYTHONS). Install one, or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python3.12"; exit 1; \
	    fi; \
	    rm -rf $(VENV) && "$$python" -m venv $(VENV) || { \
	        rm -rf $(VENV); echo "$$python cannot make a virtual environment. On Debian and Ubuntu: apt-get install python3-venv"; exit 1; \
	    }; }
	@echo "Installing $$(grep -c '^[a-z]' requirements.lock) packages into $(VENV) (once; a few minutes)"
	@rm -f $(VENV)/install.log; \
	{ $(BIN)/python -m pip install --no-deps --require-hashes --progress-bar off -r requirements.lock && \
	  $(BIN)/python -m pip install --no-deps --no-build-isolation --progress-bar off -e .; echo "exit $$?"; } 2>&1 | { \
	    count=0; while IFS= read -r line; do case "$$line" in \
	        "exit 0") exit 0 ;; \
	        "exit "*) tail -n 20 $(VENV)/install.log; echo "The installation failed; all of it is in $(VENV)/install.log"; exit 1 ;; \
	        Collecting*|Processing*) count=$$((count + 1)); [ $$((count % 50)) -ne 0 ] || echo "  $$count fetched" ;; \
	        "Installing collected"*) [ $$count -eq 0 ] || echo "  unpacking"; count=0 ;; \
	    esac; printf '%s\n' "$$line" >> $(VENV)/install.log; done; exit 1; }
	@touch $@

lock: ## requirements.lock anew from requirements.in (needs uv); packages move only as far as requirements.in asks
	@command -v uv > /dev/null || { echo "make lock needs uv: pip install uv"; exit 1; }
	uv pip compile --universal --no-annotate --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet \
	    requirements.in -o requirements.lock

clean: ## removes .venv and caches; data/local (warehouse, tokens, the demo) stays
	rm -rf $(VENV) .ruff_cache .pytest_cache .hypothesis dbt_project/target dbt_project/logs data/local/checks *.egg-info
