# `make rehearse` and `make test` set everything up first; nothing else is needed than Python 3.11 to 3.13, make and git.
# `make PYTHON=python3.13 test` chooses the Python: the environment is made anew when that is another version.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
VERSION := $(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])')
INSTALLED := $(VENV)/.installed-$(VERSION)

.PHONY: install rehearse test quick faults bench lint screenshots lock clean bench-letters bench-routes

install: $(INSTALLED)

$(INSTALLED): requirements-dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "AppealBot needs Python 3.11 or newer: install it, then run: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(if $(wildcard $(VENV)),$(if $(wildcard $(INSTALLED)),,--clear)) $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# PORT=8800 chooses the page's port, OPTIONS="--no-browser --fresh" passes options on.
rehearse: install
	$(BIN)/appealbot rehearse $(if $(PORT),--port $(PORT)) $(OPTIONS)

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Between two commits, in a minute or two: tests/quick.txt names what it runs, and the slow tests that it leaves out.
quick: lint
	$(BIN)/python -m pytest -q -n 2 @tests/quick.txt

# Four at a time: tests wait half of the time. The browser journey needs a Chromium: the machine's, else Playwright's download.
test: lint
	@browser=$$(command -v chromium || command -v chromium-browser || command -v google-chrome || true); \
	if [ -z "$$browser" ]; then $(BIN)/playwright install chromium >/dev/null 2>&1 && browser=playwright || true; fi; \
	if [ -n "$$browser" ]; then APPEALBOT_CHROMIUM=$$browser $(BIN)/python -m pytest -n 4; exit; fi; \
	$(BIN)/python -m pytest -n 4 -m "not browser" || exit; \
	echo "The browser journey did not run: install chromium, then run make test again."; \
	[ "$$CI" != true ]

# The faults of tests/faults at their full sizes, each with its figure: some twenty minutes.
faults: install
	FAULTS=full $(BIN)/python -m pytest -s -v tests/faults

# Every figure of delivery beside stock python-telegram-bot, aiogram and the limit; also in build/bench.json.
bench: install build/bench-venv/.installed
	$(BIN)/python -m tests.benchmarks.delivery
	$(BIN)/python -m tests.benchmarks.routes

# Every command and button on a store of 500 cases: ms of the processor and of the writer; also in build/routes.json.
bench-routes: install
	$(BIN)/python -m tests.benchmarks.routes

# aiogram wants older versions of what the bot uses: it gets an environment of its own.
build/bench-venv/.installed: requirements-bench.txt
	$(PYTHON) -m venv build/bench-venv
	build/bench-venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bench.txt
	@touch $@

# How different 1,000 letters without own words are; fails if two are the same or half are too much alike.
bench-letters: install
	$(BIN)/python -m tests.benchmarks.letters

# The README's pictures, taken anew in deploy/screenshots; more to look at in build/pictures.
screenshots: install
	$(BIN)/python -m pytest -q tests/browser/screenshots.py

# Needs uv (https://docs.astral.sh/uv/): writes the locks anew, with hashes and without addresses.
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --group build pyproject.toml -o requirements.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --group dev pyproject.toml -o requirements-dev.txt

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
