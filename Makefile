# Every target sets up what it needs; a second run redoes nothing.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
CATALOGS := $(patsubst %.po,%.mo,$(wildcard locales/*/LC_MESSAGES/*.po))
# Handed on as they are: make serve SERVE="--port 8080", make test PYTEST="-k billing"
SERVE ?=
PYTEST ?=
# make screenshots PAGES="home calendars"
PAGES ?=

# Where this is set, each of the hundreds of processes that tests start would compile all of the product anew.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:

.PHONY: help
help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: setup
setup: $(INSTALLED) assets $(CATALOGS) ## Build the virtual environment, the browser assets and the compiled catalogs

.PHONY: serve
serve: setup ## Open the studio on the sample workspace, at the address that is printed
	@$(BIN)/ivr-author -C . serve $(SERVE)

# Not reordered: files of one long test would come last, and one worker would wait for the other.
.PHONY: test
test: setup ## Check the code, then run every test and every call script
	@$(MAKE) --no-print-directory --jobs=2 lint compiled
	$(BIN)/pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder tests $(wildcard flows) $(PYTEST)

# Beside the checks, which keep one processor busy: each worker would compile all tests for itself, a quarter of a minute.
.PHONY: compiled
compiled: $(INSTALLED)
	@$(BIN)/pytest --collect-only --quiet tests $(wildcard flows) >/dev/null 2>&1 || true

.PHONY: faults
faults: setup ## The tests under fault and attack in their full counts, and a table of what they did
	@IVR_AUTHOR_FAULTS=full IVR_AUTHOR_TALLY=.pytest_cache/tally.jsonl $(BIN)/python tools/faults.py $(PYTEST)

.PHONY: audit
audit: $(INSTALLED) ## Security rules, known holes of dependencies where the network allows, and everybody's licence
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[audit]'
	@$(BIN)/python tools/audit.py

.PHONY: lint
lint: $(INSTALLED) ## Check style, types and floors without running anything
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

.PHONY: format
format: $(INSTALLED) ## Lay out the code and repair what can be repaired safely
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

.PHONY: bench
bench: setup ## Measure, both sides in one run
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[bench]'
	$(BIN)/python tests/benchmarks/run.py

.PHONY: catalogs
catalogs: $(INSTALLED) ## Take the words of the samples into the catalogs, and compile these
	$(BIN)/ivr-author -C . catalogs extract
	$(BIN)/ivr-author -C . catalogs update
	@$(MAKE) --no-print-directory setup

.PHONY: words
words: $(INSTALLED) ## Take the words of the studio's own pages into its catalogs
	@$(BIN)/python tools/studio_words.py

.PHONY: screenshots
screenshots: setup ## Take pictures of every page of the studio, into screenshots/
	@PYTHONPATH=. $(BIN)/python tools/screenshots.py $(PAGES)

.PHONY: goldens
goldens: setup ## Write the expected outputs anew; read the difference before you commit it
	$(BIN)/ivr-author -C . schema
	$(BIN)/pytest tests --update-goldens $(PYTEST)

.PHONY: assets
assets: $(INSTALLED)
	@$(BIN)/python tools/frontend.py

.PHONY: clean
clean: ## Remove everything that was built, the environment too
	rm -rf $(VENV) screenshots static/dist static/node_modules $(CATALOGS) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

# The stamp is touched last: an installation that was cut short is done again.
$(INSTALLED): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or newer is needed, and '$(PYTHON)' is not: $$($(PYTHON) --version 2>&1)."; \
	  echo "Name a newer one, for example: make PYTHON=python3.12 setup"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

# A catalog with faults must not keep the studio shut that would show them; `ivr-author check` fails for it.
locales/%/LC_MESSAGES/flows.mo: locales/%/LC_MESSAGES/flows.po $(INSTALLED)
	-@$(BIN)/ivr-author -C . catalogs compile --domain flows $*

locales/%/LC_MESSAGES/notices.mo: locales/%/LC_MESSAGES/notices.po $(INSTALLED)
	-@$(BIN)/ivr-author -C . catalogs compile --domain notices $*
