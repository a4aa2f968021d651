# Grail's commands. `make help` lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help

VENV := .venv
SET := bikes
ARGS := --answers 50
FOR := 3600
# Tests and the laptop cloud start hundreds of processes: they keep what they compile, outside the project's folders.
PYTHON := env -u PYTHONDONTWRITEBYTECODE PYTHONPYCACHEPREFIX="$(CURDIR)/$(VENV)/pycache" $(VENV)/bin/python
RUNNING := tests/integration tests/e2e tests/large tests/contracts
ATTACKED := tests/attacks
SPEED_TESTS := test-browser/speed.test.mjs
FIREFOX := firefox
READING := tests/extraction tests/faults tests/quoting tests/injections
LAPTOP := $(VENV)/.laptop
PAGE_SOURCES := $(shell find frontend/src frontend/public -type f 2>/dev/null) frontend/index.html frontend/vite.config.ts

COMPILE := $(VENV)/bin/uv pip compile --quiet --universal --python-version 3.13 --generate-hashes --no-emit-index-url --no-header

export PYTHONDONTWRITEBYTECODE := 1

# Only where it is typed behind `make dev`: a variable of that name may stand in a shell for other programs.
ifeq ($(origin MODEL),command line)
export GRAIL_MODEL := $(MODEL)
endif

.PHONY: help machine dev doctor check test eval bench bench-quick lint lint-python lint-page lock test-unit test-running test-attacks \
	test-reading test-alone test-page test-page-unit test-page-browser test-page-flows test-page-speed test-page-firefox test-faults \
	test-large test-deploy test-long audit first-start soak account deploy destroy reembed clean

help: ## This list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "%-14s%s\n", $$1, $$2 }'

dev: ## Grail on this machine, until Ctrl-C: MODEL=small for a model that writes (docs/local-models.md)
	@$(MAKE) --no-print-directory -j2 $(LAPTOP) frontend/dist/index.html # At once: both mostly wait for the network.
	@$(if $(GRAIL_MODEL),$(MAKE) --no-print-directory $(VENV)/.model)
	@exec $(PYTHON) -m cloud.laptop

doctor: ## What this machine has and lacks for Grail; changes nothing
	@tools/check-machine && echo "✓ The machine, its Python and its Node.js fit."
	@if [ -x $(VENV)/bin/python ]; then $(PYTHON) -m cloud.laptop.doctor; else echo "· The packages are not installed yet: make dev does it."; fi

check: $(VENV)/.installed frontend/node_modules/.installed ## The quick loop: lint, types and unit tests of both languages
	@$(MAKE) --no-print-directory -k -j2 --output-sync=target lint-python test-unit lint-page test-page-unit

# Four targets at once for two cores, the longest ones first: each waits half of the time, for a Grail, a lock or a
# process of its own. What holds the page to how long a task may take is alone at last.
test: $(VENV)/.installed frontend/node_modules/.installed frontend/dist/index.html ## Every check and every test
	@failed=0; \
	$(MAKE) --no-print-directory -k -j4 test-running test-alone test-attacks test-reading test-page-flows \
		lint-python lint-page test-page-unit audit || failed=1; \
	$(MAKE) --no-print-directory test-page-speed || failed=1; \
	exit $$failed

eval: $(LAPTOP) ## Measure answers of the running Grail, or SET=faithful without one: SET=folder or name, ARGS="--answers 50"
	$(PYTHON) -m measure.evaluate --set $(SET) $(ARGS)

bench: $(VENV)/.installed frontend/dist/index.html ## Measure all that docs/performance.md tells: most of an hour
	$(PYTHON) -m measure.speed $(BENCH)
	$(PYTHON) -m measure.speed.owners
	$(PYTHON) -m measure.speed.churn
	$(PYTHON) -m measure.speed.cold_start
	$(PYTHON) -m measure.speed.idle
	$(PYTHON) -m measure.speed.load --asking 1 --ingesting 0 --seconds 20
	$(PYTHON) -m measure.speed.beside_ingesting
	$(PYTHON) -m measure.speed.fair_share --files 100
	$(PYTHON) -m measure.speed.load

bench-quick: $(VENV)/.installed ## Hold what a retrieval asks of AWS against its thresholds: some minutes
	$(PYTHON) -m measure.speed.quick

lint: lint-python lint-page ## Format, style and types of Python and TypeScript

lint-python: $(VENV)/.installed
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy

lint-page: frontend/node_modules/.installed
	cd frontend && npm run --silent lint

test-unit: $(VENV)/.installed ## Python unit tests
	$(PYTHON) -m pytest -q tests/unit

test-running: $(VENV)/.installed frontend/dist/index.html ## Suites that share a running Grail: RUNNING
	$(PYTHON) -m pytest --durations 20 $(RUNNING)

test-attacks: $(VENV)/.installed frontend/dist/index.html ## Attacks on a running Grail whose caps are low
	$(PYTHON) -m pytest --durations 20 $(ATTACKED)

# These tests give way to those of a running Grail, but a little: what a busy machine starves ends at its limit by the clock.
test-reading: $(VENV)/.installed ## Formats, the steps of ingestion under faults, the quoting model: READING
	nice -n 2 $(PYTHON) -m pytest --durations 20 $(READING)

test-alone: $(VENV)/.installed ## All other Python tests
	nice -n 2 $(PYTHON) -m pytest --durations 20 $(addprefix --ignore=,$(RUNNING) $(ATTACKED) $(READING))

test-faults: $(VENV)/.installed ## The fault suite in its long form: every step by every fault, 300 interleavings, a minute of all at once
	GRAIL_FAULTS=long $(PYTHON) -m pytest tests/faults

test-large: $(VENV)/.installed frontend/dist/index.html ## A PDF of 5,000 pages and 200 MB of text to their end
	GRAIL_LARGE=long $(PYTHON) -m pytest tests/large

audit: $(VENV)/.installed frontend/node_modules/.installed ## Known weaknesses of what is installed; where no list is to be had, it says so
	@$(PYTHON) -m tools.audit

test-deploy: $(VENV)/.installed ## Deploy, reembed and destroy in their long form: killed twice at every line
	GRAIL_DEPLOY=long $(PYTHON) -m pytest -s tests/integration/test_deploy.py

test-long: test-faults test-large test-deploy ## Every suite in its long form, but for `make soak`
	GRAIL_ATTACKS=long GRAIL_LONG=1 $(PYTHON) -m pytest tests/attacks tests/contracts/test_spending_at_once.py tests/contracts/test_collections_model.py tests/contracts/test_sharing_model.py tests/extraction/test_hostile.py tests/extraction/test_pdf_fragments.py tests/quoting/test_guides.py tests/unit/grail/test_sync.py tests/unit/text/test_growth.py tests/integration/test_deleted_accounts.py

soak: $(VENV)/.installed frontend/dist/index.html ## An hour of mixed load with faults, then every store is compared: FOR=3600
	GRAIL_SOAK=$(FOR) $(PYTHON) -m pytest tests/attacks/outages/test_soak.py

first-start: $(LAPTOP) ## `make dev` in a fresh clone with empty caches, timed
	$(PYTHON) -m measure.speed.first_start

test-page: test-page-unit test-page-browser ## Tests of the page

test-page-unit: frontend/node_modules/.installed
	cd frontend && npm run --silent test

test-page-browser: test-page-flows test-page-speed

test-page-flows: frontend/node_modules/.installed frontend/dist/index.html
	cd frontend && npm run --silent test:browser -- --exclude $(SPEED_TESTS)

test-page-speed: frontend/node_modules/.installed frontend/dist/index.html
	cd frontend && npm run --silent test:browser -- $(SPEED_TESTS)

test-page-firefox: frontend/node_modules/.installed frontend/dist/index.html ## What everybody does on the page, in Firefox: FIREFOX
	cd frontend && BROWSER=firefox FIREFOX="$(FIREFOX)" npm run --silent test:browser -- test-browser/engines.test.mjs

lock: $(VENV)/.installed ## Pin what the *.in files ask for, with hashes
	$(COMPILE) requirements.in -o requirements.txt
	$(COMPILE) requirements-laptop.in -o requirements-laptop.txt
	$(COMPILE) requirements-model.in -o requirements-model.txt
	$(COMPILE) requirements-dev.in -o requirements-dev.txt
	sed -n '/^uv==/,/[^\\]$$/p' requirements-dev.txt | grep -v '#' > tools/uv.txt

# Looked at once, before anything is installed.
MACHINE := $(if $(wildcard $(LAPTOP)),,machine)

machine:
	@tools/check-machine

$(LAPTOP): requirements.txt requirements-laptop.txt tools/uv.txt tools/make-venv tools/machine.sh | $(MACHINE)
	@echo "Installing the Python packages …"
	@tools/make-venv $(VENV)
	@touch $@

$(VENV)/.model: $(LAPTOP) requirements-model.txt
	@echo "Installing llama.cpp …"
	@tools/make-venv $(VENV) model
	@touch $@

$(VENV)/.installed: $(LAPTOP) requirements-dev.txt
	@tools/make-venv $(VENV) development
	@touch $@

# What builds the page, and with `.installed` also what tests it.
frontend/node_modules/.page: frontend/package-lock.json | $(MACHINE)
	@echo "Installing the page's packages …"
	@cd frontend && npm ci --omit=dev --no-audit --no-fund --loglevel=error >/dev/null
	@touch $@

frontend/node_modules/.installed: frontend/node_modules/.page
	@cd frontend && npm install --no-save --include=dev --no-audit --no-fund --loglevel=error >/dev/null
	@touch $@

frontend/dist/index.html: frontend/node_modules/.page $(PAGE_SOURCES)
	@cd frontend && npm run --silent build -- --logLevel error

account: $(LAPTOP) ## An empty laptop cloud, to try deploy and destroy on: STAGE=local-aws
	@exec $(PYTHON) -m cloud.laptop.account

deploy: $(LAPTOP) $(if $(filter local-aws,$(STAGE)),,frontend/dist/index.html) ## Deploy or update a stage: STAGE=dev, FLAGS=--dry-run
	@$(PYTHON) -m cloud.aws.deploy $(STAGE) $(FLAGS)

destroy: $(LAPTOP) ## Delete a stage: STAGE=dev; DATA=delete for what people stored too
	@$(PYTHON) -m cloud.aws.destroy $(STAGE) --data $(or $(DATA),keep) --confirm "$(CONFIRM)"

reembed: $(LAPTOP) ## Another embedding model for a stage, while questions go on: STAGE=dev
	@$(PYTHON) -m cloud.aws.reembed $(STAGE)

clean: ## What was installed and built; stored documents stay
	rm -rf $(VENV) frontend/node_modules frontend/dist
