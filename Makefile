# Whence: `make` lists what can be made.
SHELL := bash
.DEFAULT_GOAL := help
PY := .venv/bin/python
# Each process has one core; without a reordering, the files of slow tests come first (tests/fast_tests.py)
PYTEST := QT_QPA_PLATFORM=offscreen OPENBLAS_NUM_THREADS=1 $(PY) -m pytest -n auto --maxprocesses 4 \
  --dist loadfile --no-loadscope-reorder
export OMP_WAIT_POLICY ?= PASSIVE

.PHONY: help setup setup-dev run check test coverage lint format lock check-lock audit bench fuzz sample words app deb check-app sign

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## Install what running needs: .venv from requirements.lock, and Qt's system libraries
	@bash packaging/setup.sh

setup-dev: ## Install what developing needs as well, from requirements-dev.lock
	@bash packaging/setup.sh dev

run: setup ## Open the sample study; without a display, annotate it into out/ instead
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then \
	  $(PY) main.py resources/sample/series; \
	else \
	  QT_QPA_PLATFORM=offscreen $(PY) main.py demo -o out; \
	fi

check: lint ## Run the linters, then the fast tests: about a minute
	$(PYTEST) -q -m fast

test: lint ## Run the linters, then every test
	$(PYTEST)

coverage: setup-dev ## Run every test and print which lines of viewer and ml they reach; takes longer
	$(PYTEST) --cov --cov-report=term:skip-covered

lint: setup-dev ## Check style, types and import directions
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy
	.venv/bin/lint-imports

format: setup-dev ## Format the code
	.venv/bin/ruff check --fix
	.venv/bin/ruff format

lock: setup-dev ## Compile both locks after a change in pyproject.toml; UPGRADE="name ..." raises versions
	$(PY) packaging/locks.py compile $(if $(UPGRADE),--upgrade $(UPGRADE))

check-lock: setup-dev ## Check that every locked package has a wheel for each Python and system
	$(PY) packaging/locks.py check

audit: setup-dev ## Look both locks up in PyPI's advisories; says so where that cannot be asked
	$(PY) packaging/audit.py

bench: setup-dev ## Measure speed beside other programs; writes docs/performance.md
	$(PY) -m benchmarks.scanning
	$(PY) -m benchmarks.reading
	$(PY) -m benchmarks.viewer --write
	$(PY) -m benchmarks.memory --write

fuzz: setup-dev ## Read 20,000 damaged files; writes docs/fuzz.md
	$(PY) -m tests.fuzz

sample: setup-dev ## Make resources/sample/series again (the same bytes)
	$(PY) -m resources.sample.make_sample

words: setup-dev ## Collect the texts on screen into resources/translations and compile them
	$(PY) packaging/catalogs.py

sign: setup-dev ## Seal and sign the shipped bundles with a new key, after any of their files changed
	$(PY) packaging/sign_bundles.py

app: setup-dev ## Build the stand-alone application in build/app; CUDA=1 for NVIDIA cards
	PYTHONPATH=packaging $(PY) -m freeze.build $(if $(CUDA),--cuda)

deb: ## Pack build/app as a .deb and an archive in dist
	PYTHONPATH=packaging $(PY) -m freeze.linux

check-app: ## Install the .deb into an empty Debian and try it (as root); measure size and start-up
	bash packaging/check.sh
	$(PY) -m benchmarks.installed
