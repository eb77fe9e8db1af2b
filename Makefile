# phaen: the one menu. `make` alone lists it. Continuous integration calls the same targets.

VENV := .venv
BIN := $(VENV)/bin
# The newest of the Pythons found that is at least 3.11; or name one: make serve PYTHON=/path/to/python3
PYTHON ?= $(firstword $(foreach v,python3 python3.11 python3.12 python3.13 python3.14,\
	$(shell $(v) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(v))))
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
# The store of this clone; phaen's own default is a folder in the user's data folder.
export PHAEN_STORE ?= $(CURDIR)/var/store
# Where it is set, each process that starts compiles anew what it imports, and each run of the tests all of them.
unexport PYTHONDONTWRITEBYTECODE
PATHS ?= loaders/samples
# Tests that measure time, kill what serves, or leave a runaway in an engine of somebody else (remote) want the machine
# for themselves; the others run two at a time: each half of them keeps what it has started, and takes over what is left
# of the other half in the end.
ALONE := tests/faults $(addprefix tests/endpoint/,broker front cache/test_caching.py test_server.py \
	remote/test_broken.py remote/test_results.py writing/test_faults.py writing/test_group_commit.py)
FRONTEND := endpoint/frontend
FONTS := /usr/share/fonts
EDITOR := endpoint/static/editor/manifest.json
BENCHMARKS ?= start_and_load load_folder load_memory formats repair wsgi_servers linking similarity engine mixed_load

.DEFAULT_GOAL := help
.PHONY: help setup serve test lint format types docs load release contract score corpus bench benchmedium benchlarge browser editor ocr virtuoso r clean

help: ## show this menu
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-11s %s\n", $$1, $$2}'

setup: $(VENV)/.serve $(VENV)/.dev ## make the virtual environment with all that serving and testing need

serve: $(VENV)/.serve editor ## set up, load the two sample plans, serve them on port 8000 (PHAEN_PORT) until Ctrl-C
	@$(BIN)/phaen load loaders/samples
	@exec $(BIN)/phaen serve

test: $(VENV)/.dev editor browser ocr virtuoso r ## set up and run every test
	@$(BIN)/python -m pytest -n 2 --dist worksteal $(addprefix --ignore=,$(ALONE))
	@$(BIN)/python -m pytest $(ALONE)

lint: $(VENV)/.dev ## check style, imports between the packages, and that generated docs are fresh
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/lint-imports
	@$(BIN)/python docs/generate.py --check

format: $(VENV)/.dev ## mend what the linter can mend
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

types: $(VENV)/.dev ## check types, sources and tests
	@$(BIN)/mypy
	@$(BIN)/mypy --explicit-package-bases tests benchmarks docs

docs: $(VENV)/.dev ## make the generated pages of docs/ anew (settings, commands, saved queries)
	@$(BIN)/python docs/generate.py

load: $(VENV)/.serve ## load documents: make load PATHS="folder file.txt"
	@$(BIN)/phaen load $(PATHS)

release: $(VENV)/.serve ## write the dated dumps
	@$(BIN)/phaen release

contract: $(VENV)/.dev ## hold the service against its own description (OpenAPI), thousands of requests: EXAMPLES=50 for more
	@$(BIN)/python -m tests.endpoint.openapi.contract

score: $(VENV)/.dev ## print how well the annotated corpus is read, and how often each rule is right
	@$(BIN)/python -m tests.corpus.report
	@$(BIN)/python -m tests.corpus.calibrate

corpus: $(VENV)/.dev ## make the corpus' files in other formats and its tables anew (needs Chromium, LibreOffice, poppler, fonts-thai-tlwg)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check pillow openpyxl
	@$(BIN)/python -m tests.corpus.make_formats
	@$(BIN)/python -m tests.corpus.readme

bench: $(VENV)/.dev ## measure all on small data (some 25 minutes), or some: make bench BENCHMARKS="engine mixed_load"
	@for name in $(BENCHMARKS); do $(BIN)/python -m benchmarks.$$name || exit 1; done

benchmedium: $(VENV)/.dev ## measure the engine on a million quads beside Oxigraph's server, and under runaway queries
	@$(BIN)/python -m benchmarks.engine --size medium
	@$(BIN)/python -m benchmarks.mixed_load --size medium
	@$(BIN)/python -m benchmarks.search

benchlarge: $(VENV)/.dev ## the same on ten million quads (takes hours, 20 GB of disk, 16 GB of memory)
	@$(BIN)/python -m benchmarks.engine --size large
	@$(BIN)/python -m benchmarks.mixed_load --size large

browser: ## install Debian's Chromium and a Thai font for the browser tests, where that is possible
	@command -v chromium >/dev/null && command -v chromedriver >/dev/null && test -n "$$(find $(FONTS) -iname 'loma*' 2>/dev/null | head -1)" \
		|| { test "$$(id -u)" = 0 && command -v apt-get >/dev/null \
			&& apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium chromium-driver fonts-tlwg-loma-otf >/dev/null; } \
		|| echo "no Chromium with a Thai font, and they cannot be installed here: without Chromium the browser tests will be skipped (install chromium, chromium-driver and fonts-tlwg-loma-otf)" >&2

ocr: ## install Debian's tesseract with its Thai data for scanned pages, where that is possible
	@command -v tesseract >/dev/null && tesseract --list-langs 2>/dev/null | grep -qx tha \
		|| { test "$$(id -u)" = 0 && command -v apt-get >/dev/null \
			&& apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq tesseract-ocr tesseract-ocr-tha >/dev/null; } \
		|| echo "no tesseract with Thai, and it cannot be installed here: scanned pages are not read (install tesseract-ocr and tesseract-ocr-tha)" >&2

virtuoso: ## install Debian's Virtuoso, against which the remote engine is tested, where that is possible
	@command -v virtuoso-t >/dev/null \
		|| { test "$$(id -u)" = 0 && command -v apt-get >/dev/null \
			&& apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq virtuoso-opensource >/dev/null; } \
		|| echo "no Virtuoso, and it cannot be installed here: the remote engine is tested with Oxigraph only (install virtuoso-opensource)" >&2

r: ## install Debian's R, with which the R programs of the saved queries are tested, where that is possible
	@command -v Rscript >/dev/null \
		|| { test "$$(id -u)" = 0 && command -v apt-get >/dev/null \
			&& apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends r-base-core >/dev/null; } \
		|| echo "no R, and it cannot be installed here: the programs in R are not run (install r-base-core)" >&2

editor: ## make the SPARQL editor of the site with npm, where that is possible; without it the site has a plain form
	@{ command -v npm >/dev/null && $(MAKE) --no-print-directory $(EDITOR); } \
		|| echo "the SPARQL editor was not made (it takes Node.js 18 or newer, npm and its registry): the site has a plain form instead" >&2

$(EDITOR): $(wildcard $(FRONTEND)/*.json $(FRONTEND)/*.mjs $(FRONTEND)/src/* $(FRONTEND)/src/views/*)
	@cd $(FRONTEND) && npm ci --silent --fetch-retries=2 --fetch-retry-mintimeout=1000 --fetch-retry-maxtimeout=5000 && npm run --silent build

clean: ## remove what was made here: the environment, the store of this clone, caches
	rm -rf $(VENV) $(FRONTEND)/node_modules $(dir $(EDITOR)) var build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "phaen needs Python 3.11 or newer; install it, or name one: make serve PYTHON=/path/to/python3" >&2; exit 1; }
	@echo "setting up $(VENV) with $$($(PYTHON) --version)" >&2
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "no virtual environment could be made; on Debian install python3-venv" >&2; exit 1; }

$(VENV)/.serve: pyproject.toml constraints.txt | $(VENV)/bin/python
	@$(PIP) --editable '.[pdf,xlsx,parquet]'
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt | $(VENV)/bin/python
	@$(PIP) --editable '.[dev]'
	@touch $@
