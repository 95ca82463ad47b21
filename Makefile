# make demo    a first run without any data to fetch (minutes)
# make test    the test suite
# make check   formatting, linting, types
# make test-processors   the numeric tests as on other processors (half an hour)
# make screenshots   the pictures of docs/report.md (minutes; needs Chromium and pdftoppm)
# Each sets up .venv by itself; nothing is done twice.
VENV ?= .venv
PYTHON ?= $(shell command -v python3.11 || command -v python3)
# Processes that run tests; each takes a core and up to 2 GB.
WORKERS ?= 2
BIN = $(VENV)/bin
INSTALLED = $(VENV)/installed

.PHONY: install demo test test-processors check screenshots clean

install: $(INSTALLED)

$(INSTALLED): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed; name one: make PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

demo: $(INSTALLED)
	PATH="$(abspath $(BIN)):$$PATH" snakemake --cores all --configfile configs/demo.yaml
	@echo "The demo's report is results/demo/report.html, its tables and figures lie next to it."

test: $(INSTALLED)
	$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder

test-processors: $(INSTALLED)
	PYTHON=$(BIN)/python WORKERS=$(WORKERS) .ci/processors

check: $(INSTALLED)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/snakefmt --check Snakefile workflow
	PATH="$(abspath $(BIN)):$$PATH" snakemake --lint --configfile configs/demo.yaml
	$(BIN)/mypy

screenshots: $(INSTALLED)
	PATH="$(abspath $(BIN)):$$PATH" python tests/report/screenshots.py

clean:
	rm -rf $(VENV) .snakemake results/demo
