# Everything one does with Guichet on one machine. Works with GNU make 3.81 and a POSIX shell.

PYTHON_IN_VENV = .venv/bin/python
SOURCES = app.py bank bench chalicelib infrastructure local ops shop simulation tools

.DEFAULT_GOAL = help
.PHONY: help setup run test lint format clean lock package deploy simulate fuzz mutants bench load

help: ## list what make can do
	@echo "make run is the place to start. All targets:"
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-15s %s\n", $$1, $$2 }'

setup: ## create .venv and install the pinned tools; does nothing when they are there
	@sh tools/setup.sh

run: setup ## start everything on this machine, until Ctrl-C
	@exec $(PYTHON_IN_VENV) -m local

test: setup ## run every test (ARGS="tests/local -k port" chooses)
	@$(PYTHON_IN_VENV) -m pytest --numprocesses auto --dist loadgroup $(ARGS)

lint: setup ## check style, format and types
	$(PYTHON_IN_VENV) -m ruff check .
	$(PYTHON_IN_VENV) -m ruff format --check .
	$(PYTHON_IN_VENV) -m mypy --strict $(SOURCES)

SEED = 1
ORDERS = 10000

simulate: setup ## simulate ORDERS=… orders with faults, from SEED=… on; a broken promise is told as its shortest history
	@$(PYTHON_IN_VENV) -m simulation --seed "$(SEED)" --orders "$(ORDERS)" $(ARGS)

SECONDS = 600

fuzz: setup ## fuzz everything that reads what others wrote, guided by coverage, for SECONDS=…
	@$(PYTHON_IN_VENV) -m tests.hostile.campaign --seconds "$(SECONDS)" $(ARGS)

mutants: setup ## break each line of the domain and the protocol, and see that a test notices (ARGS="FILES" chooses)
	@$(PYTHON_IN_VENV) -m tools.mutation $(ARGS)

bench: setup ## CPU, requests, start-up, cost and correctness, beside what one would pick instead; plots in build/bench
	@$(PYTHON_IN_VENV) -m bench

load: setup ## the stack under bursts of the bank, and with a growing table
	@$(PYTHON_IN_VENV) -m bench.load $(ARGS)

format: setup ## rewrite the source in the project's format
	$(PYTHON_IN_VENV) -m ruff check --fix .
	$(PYTHON_IN_VENV) -m ruff format .

clean: ## forget local orders, mails, logs and caches; keeps .venv
	@if [ -x $(PYTHON_IN_VENV) ]; then $(PYTHON_IN_VENV) -m local.lock; fi
	@rm -rf .guichet build .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find . -name .venv -prune -o -name __pycache__ -type d -exec rm -rf {} +
	@echo "clean: local orders, mails and caches are gone"

ARCH = arm64

package: setup ## build what is deployed for STAGE=… in build/ (ARCH=x86_64 for Intel)
	@$(PYTHON_IN_VENV) -m tools.package --arch "$(ARCH)" "$(STAGE)"

deploy: setup ## show what build/STAGE changes, ask, deploy: STAGE=… PARAMETERS=… BUCKET=… (ARGS=--dry-run only shows)
	@$(PYTHON_IN_VENV) -m tools.deploy --parameters "$(PARAMETERS)" --bucket "$(BUCKET)" $(ARGS) "$(STAGE)"

LOCK = .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml

lock: setup ## pin again: requirements.txt and requirements-dev.txt from pyproject.toml
	@[ -x .venv/bin/uv ] || $(PYTHON_IN_VENV) -m pip install --quiet --disable-pip-version-check uv
	$(LOCK) --output-file requirements.txt
	$(LOCK) --group dev --output-file requirements-dev.txt
