# Whence: `make` lists what can be made.
SHELL := bash
.DEFAULT_GOAL := help
PY := .venv/bin/python
export OMP_WAIT_POLICY ?= PASSIVE

.PHONY: help setup run test lint format bench fuzz sample words app deb check-app

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## Make .venv as requirements.lock says, and install Qt's system libraries
	@bash packaging/setup.sh

run: setup ## Open the sample study; without a display, annotate it into out/ instead
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then \
	  $(PY) main.py resources/sample/series; \
	else \
	  QT_QPA_PLATFORM=offscreen $(PY) main.py demo -o out; \
	fi

test: lint ## Lint, then run every test, some files side by side
	QT_QPA_PLATFORM=offscreen $(PY) -m pytest -n auto --maxprocesses 4 --dist loadfile

lint: setup ## Check style, types and the import direction
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy
	.venv/bin/lint-imports

format: setup ## Put the code into its one format
	.venv/bin/ruff check --fix
	.venv/bin/ruff format

bench: setup ## Measure speed side by side with others; writes docs/performance.md
	$(PY) -m benchmarks.scanning
	$(PY) -m benchmarks.reading
	$(PY) -m benchmarks.viewer --write
	$(PY) -m benchmarks.memory --write

fuzz: setup ## Read 20,000 damaged files; writes docs/fuzz.md
	$(PY) -m tests.fuzz

sample: setup ## Draw resources/sample/series again (the same bytes)
	$(PY) -m resources.sample.make_sample

words: setup ## Collect the words on screen into resources/translations and compile them
	$(PY) packaging/catalogs.py

app: setup ## Build the application that needs no Python into build/app; CUDA=1 for NVIDIA cards
	PYTHONPATH=packaging $(PY) -m freeze.build $(if $(CUDA),--cuda)

deb: ## Make .deb and archive of build/app into dist
	PYTHONPATH=packaging $(PY) -m freeze.linux

check-app: ## As root: install the .deb into an empty Debian and use it; measure size and start
	bash packaging/check.sh
	$(PY) -m benchmarks.installed
