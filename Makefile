# Targets for people and for the build machine; `make help` lists them.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

bin := .venv/bin
runs := .venv/.runs
ready := .venv/.ready

# A mark holds the checkout's path, so a copied .venv counts as not made.
ifneq ($(shell cat $(runs) 2>/dev/null),$(CURDIR))
.PHONY: $(runs)
endif
ifneq ($(shell cat $(ready) 2>/dev/null),$(CURDIR))
.PHONY: $(ready)
endif

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

$(runs): uv.lock pyproject.toml tools/setup
	@echo "==> Setting up .venv with what the server needs"
	@tools/setup --runtime

$(ready): uv.lock pyproject.toml tools/setup
	@echo "==> Setting up .venv with what the server and the tests need (the first time takes a minute)"
	@tools/setup

.PHONY: setup
setup: $(ready) ## Make .venv with the locked packages; quick when there is nothing to do

.PHONY: serve
serve: $(runs) ## Serve the demo org at http://127.0.0.1:8080 from vinculum.db
	@echo "==> Starting the server"
	@$(bin)/vinculum serve --demo

.PHONY: test
test: setup lint types layers ## Run every check that the build machine runs
	@command -v chromium >/dev/null || [ -n "$$VINCULUM_CHROMIUM" ] || \
		echo "==> No Chromium here, so the tests in a browser are skipped (Debian: apt-get install chromium)"
	@echo "==> Tests"
	@$(bin)/pytest --quiet -n auto --dist worksteal
	@$(bin)/python -m tests.postgres

.PHONY: check
check: test docs ## Run the tests and see that the generated pages are current
	@git diff --exit-code --stat -- docs/reference editors

.PHONY: fmt
fmt: setup ## Format the code and mend what can be mended mechanically
	@$(bin)/ruff check --fix --quiet --exit-zero
	@$(bin)/ruff format

.PHONY: lint
lint: setup ## Check style and format
	@echo "==> Style (ruff)"
	@$(bin)/ruff check
	@$(bin)/ruff format --check

.PHONY: types
types: setup ## Check types
	@echo "==> Types (mypy)"
	@$(bin)/mypy

.PHONY: layers
layers: setup ## Check that imports follow the layers
	@echo "==> Layers (import-linter)"
	@$(bin)/lint-imports --no-logo

.PHONY: wire
wire: setup ## Run the golden cases of the wire
	@$(bin)/pytest tests/wire

.PHONY: props
props: setup ## Run the property tests with new random examples
	@$(bin)/pytest --hypothesis-profile=default tests/properties

.PHONY: accounts
accounts: setup ## Run the golden cases of the accounts server
	@$(bin)/pytest tests/accounts

.PHONY: clients
clients: setup ## Run unmodified foreign clients against a server
	@$(bin)/pytest tests/clients

.PHONY: test-postgres
test-postgres: setup ## Run the tests of store, wire and properties on a private PostgreSQL (POSTGRES=pytest's arguments)
	@$(bin)/python -m tests.postgres $(POSTGRES)

.PHONY: test-crash
test-crash: setup ## Kill the server hundreds of times under load and check every answer (CRASH="--kills 300 --seed 1")
	@$(bin)/python -m tests.crash $(CRASH)

.PHONY: browser
browser: setup ## Run the tests in a real browser (needs Chromium)
	@$(bin)/pytest -rs tests/browser

.PHONY: bench-deluge
bench-deluge: setup ## Measure the interpreter of Deluge against CPython
	@$(bin)/python -m tools.bench_deluge

.PHONY: bench
bench: setup ## Measure the server against bare sqlite3 and bare HTTP (about 4 minutes)
	@$(bin)/python -m tools.bench $(BENCH)

.PHONY: bench-scale
bench-scale: setup ## Measure while the database grows to a million relations (about 5 minutes)
	@$(bin)/python -m tools.bench_scale $(BENCH)

.PHONY: test-cluster
test-cluster: setup ## Lose machines of a replicated cluster under load; nothing may be lost
	@$(bin)/python -m tests.cluster

.PHONY: docs
docs: setup ## Generate docs/reference and editors from the tables
	@$(bin)/python -m tools.reference
	@$(bin)/python -m tools.editors

.PHONY: evidence
evidence: setup ## List what we chose where no source speaks
	@$(bin)/python tools/evidence.py
