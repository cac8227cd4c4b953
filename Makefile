# `make run` and `make test` set up what they need in .venv and do the main job; nothing here needs root.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DATA ?= data
SOURCES ?=
CONTACT ?=
TESTFLAGS ?=
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet

.PHONY: run test coverage check score bench bench-crawl bench-scale fuzz soak clean

run: $(VENV)/run.stamp
	@$(BIN)/gongkai --data "$(DATA)" $(if $(CONTACT),--contact "$(CONTACT)") run $(if $(SOURCES),"$(SOURCES)")

test: $(VENV)/dev.stamp
	$(BIN)/python -m pytest -m "not soak" -n auto --dist loadscope --no-loadscope-reorder $(TESTFLAGS)

coverage: $(VENV)/dev.stamp
	$(BIN)/python -m pytest -m "not soak" -n auto --dist loadscope --cov --cov-report=term --cov-fail-under=90

check: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

score: $(VENV)/dev.stamp
	$(BIN)/python -m benchmarks.score

bench: $(VENV)/dev.stamp
	$(BIN)/python -m benchmarks.speed
	$(BIN)/python -m benchmarks.scale --count 2000

bench-scale: $(VENV)/dev.stamp
	$(BIN)/python -m benchmarks.scale --count 100000

bench-crawl: $(VENV)/bench.stamp
	$(BIN)/python -m benchmarks.crawl

fuzz: $(VENV)/dev.stamp
	$(BIN)/python -m benchmarks.fuzz

soak: $(VENV)/dev.stamp
	$(BIN)/python -m pytest -m soak
	$(BIN)/python -m benchmarks.fuzz --count 70000

clean:
	rm -rf $(VENV) dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage

$(VENV)/run.stamp: requirements/run.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "gongkai needs Python 3.11 or newer; '$(PYTHON)' is not. Install it (Debian: apt install python3) or say make PYTHON=/path/to/python3.11"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { \
	  echo "The venv module is missing. Install it (Debian: apt install python3-venv) and run make again."; rm -rf $(VENV); exit 1; }
	@echo "Setting up $(VENV) ..."
	@$(PIP) --require-hashes -r requirements/run.txt
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt $(VENV)/run.stamp
	@echo "Adding the test tools ..."
	@$(PIP) --require-hashes -r requirements/dev.txt
	@fc-list 2>/dev/null | grep -qi cjk || echo "Note: no font with Chinese glyphs found; plots in the notebook will show boxes (Debian: apt install fonts-noto-cjk)."
	@touch $@

$(VENV)/bench.stamp: requirements/bench.txt $(VENV)/dev.stamp
	@echo "Adding what the crawl is measured against ..."
	@$(PIP) --require-hashes -r requirements/bench.txt
	@touch $@
