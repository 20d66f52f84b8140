# Hengjian. Two commands matter: `make demo` and `make test`. Everything they need is set up here.
PYTHON ?= python3.11
UV := .tools/bin/uv
RUN := $(UV) run --frozen --no-sync
SCALE ?= 1
HOME_DIR ?= district
PORT ?= 8600

.PHONY: demo test check lint types arch library library-spark fmt setup bench clean docs

demo: setup          ## an invented district, from departments' files to a running office; Ctrl+C ends it
	$(RUN) hengjian demo --home $(HOME_DIR) --scale $(SCALE) --trend
	$(RUN) hengjian office init --home $(HOME_DIR) --demo-accounts
	$(RUN) hengjian office serve --home $(HOME_DIR) --port $(PORT) --worker

test: setup          ## everything that must hold before a change lands
	$(MAKE) lint types arch library
	$(RUN) pytest -n 2 --dist loadfile --no-loadscope-reorder

library: setup       ## the gate: formats, references, SQL, cases, mutants
	$(RUN) hengjian library check --all

library-spark: setup ## the same cases on Spark (needs Java 17)
	$(RUN) hengjian library check --spark

lint: setup
	$(RUN) ruff check src tests benchmarks
	$(RUN) ruff format --check src tests benchmarks

types: setup
	$(RUN) mypy

arch: setup          ## the import arrows of the design
	$(RUN) lint-imports

fmt: setup
	$(RUN) ruff check --fix src tests benchmarks
	$(RUN) ruff format src tests benchmarks

docs: setup          ## the generated reference pages
	$(RUN) hengjian library docs

bench: setup         ## measured ratios; see benchmarks/README.md
	$(RUN) python benchmarks/ocds.py
	$(RUN) python benchmarks/district.py

setup: .venv/.ready

.venv/.ready: pyproject.toml uv.lock $(UV)
	$(UV) sync --frozen --all-extras --quiet
	@touch $@

$(UV):
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 is needed: install it or set PYTHON=…"; exit 1; }
	$(PYTHON) -m venv .tools
	.tools/bin/pip install --quiet 'uv==0.13.9'

clean:
	rm -rf .venv .tools district build
