PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DATA ?=
BASE ?=
GOLD ?=
LOCKED := $(VENV)/.locked
LOCKED_DEV := $(VENV)/.locked-dev
COMPILE := $(BIN)/pip-compile -q --generate-hashes --strip-extras --unsafe-package torch --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --constraint requirements-torch.txt

.PHONY: demo install install-dev check test bench bench-readings bench-themes bench-tweets bench-syntax soak lock

demo: $(LOCKED)
	$(BIN)/vocmine demo

install: $(LOCKED)

install-dev: $(LOCKED_DEV)

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(LOCKED): requirements.lock requirements-torch.txt pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet -r requirements-torch.txt
	$(BIN)/python -m pip install --quiet --no-deps --editable .
	touch $@

$(LOCKED_DEV): requirements-dev.lock $(LOCKED)
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps -r requirements-dev.lock
	touch $@

check: $(LOCKED_DEV)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: $(LOCKED_DEV)
	$(BIN)/pytest -m "not slow"
	$(BIN)/pytest -m slow

bench: $(LOCKED)
	$(BIN)/python benchmarks/score.py

bench-themes: $(LOCKED)
	$(BIN)/python benchmarks/themes.py $(DATA)

bench-readings: $(LOCKED_DEV)
	$(BIN)/python benchmarks/readings.py $(DATA) $(GOLD)
	$(BIN)/python benchmarks/own_journey.py $(DATA)
	$(BIN)/python benchmarks/own_codebook.py $(DATA)

bench-tweets: $(LOCKED_DEV)
	$(BIN)/python benchmarks/tweets.py $(DATA) $(BASE) .work/bench-tweets

bench-syntax: $(LOCKED)
	$(BIN)/python benchmarks/syntax.py $(DATA)

soak: $(LOCKED_DEV)
	$(BIN)/python benchmarks/soak.py

lock: $(LOCKED_DEV)
	CUSTOM_COMPILE_COMMAND="make lock" $(COMPILE) -o requirements.lock pyproject.toml
	CUSTOM_COMPILE_COMMAND="make lock" $(COMPILE) --extra dev --constraint requirements.lock -o requirements-dev.lock pyproject.toml
