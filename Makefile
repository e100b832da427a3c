VENV ?= .venv
PYTHON ?= python3
BROKER ?= kafka
WORKERS ?= 2
RUN := $(VENV)/bin/python
READY := $(VENV)/.pins
QUICK := tests/unit tests/contracts tests/deploy
export PYTHONUNBUFFERED = 1
# Whatever the shell says: each of many processes would compile some nine hundred files anew.
export PYTHONDONTWRITEBYTECODE =

.DEFAULT_GOAL := help
.PHONY: help run stop start status audit journey test test-system test-long model test-browser test-identity faults bench check check-papers check-types check-tests clean pins

help: ## print this help
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(READY) ## start the whole system on this machine; Ctrl-C ends it (BROKER=noida: without Kafka)
	@exec $(RUN) -m infra.embedded run --with-parent --broker "$(BROKER)"

stop: $(READY) ## stop one part of the running system: make stop NAME=referral
	@$(RUN) -m infra.embedded stop "$(NAME)"

start: $(READY) ## start it again: make start NAME=referral
	@$(RUN) -m infra.embedded start "$(NAME)"

status: $(READY) ## what each part of the running system says of itself
	@$(RUN) -m infra.embedded status

audit: $(READY) ## check that nobody changed the record of who read what
	@$(RUN) -m infra.embedded audit

journey: $(READY) ## play the story of a case against the running system
	@$(RUN) -m infra.demo.journey

# Two work while a third waits for an engine.
test: WORKERS = 3
test: $(READY) ## run the tests on one Kafka and one MongoDB for each process, in as many as WORKERS says
	@$(RUN) -m pytest -q --numprocesses "$(WORKERS)" --dist loadscope --no-loadscope-reorder

test-system: $(READY) ## the tests that start Lotse, a part of it or another broker as a process, or kill one
	@$(RUN) -m pytest -q --numprocesses "$(WORKERS)" --dist loadscope --no-loadscope-reorder \
		-m "system and not (long or browser or identity or faults_long)"

test-long: $(READY) ## the long forms of some tests: two thousand slow clients, five times the drawn inputs
	@$(RUN) -m pytest -q -m "long and not (browser or identity or faults_long)"

model: $(READY) ## explore the model of the bus, and see that each protection is needed
	@$(RUN) -m infra.model

test-browser: $(READY) ## use every page in Chromium: by keyboard, at every width, checked by axe-core
	@$(RUN) -m pytest -q -m "browser and not (identity or faults_long)" tests/browser

test-identity: $(READY) ## sign in and out with a real Keycloak and the project's realm file
	@$(RUN) -m pytest -q -m "identity and not faults_long" tests/identity

faults: $(READY) ## break the real services in every way we know, and check: make faults ONLY=referral
	@LOTSE_DATA=$${LOTSE_DATA:-var/faults} $(RUN) -m tests.faults.real_services --only "$(ONLY)"
	@$(if $(ONLY),,$(RUN) -m pytest -q -m faults_long tests/faults)

bench: $(READY) ## how fast, against bare floors: make bench ONLY=relay for one row
	@$(RUN) -m tests.bench $(if $(ONLY),--only $(ONLY))

check: $(READY) ## style, types, direction of imports, contracts, and all tests that need no engine
	@$(RUN) -m ruff check .
	@$(RUN) -m ruff format --check .
	@$(MAKE) --no-print-directory -j 3 check-papers check-types check-tests

check-papers:
	@$(VENV)/bin/lint-imports --no-logo
	@$(RUN) -m shared.contracts check
	@$(RUN) -m infra.privacy check
	@$(RUN) -m infra.notices check

check-types:
	@$(RUN) -m mypy

check-tests: WORKERS = 2
check-tests:
	@$(RUN) -m pytest -q --numprocesses "$(WORKERS)" --dist loadscope --no-loadscope-reorder \
		-m "not (engines or system or long or browser)" $(QUICK)

clean: $(READY) ## remove the data of local runs; downloads stay
	@$(RUN) -m infra.embedded clean

pins: $(READY) ## write the pinned requirements again from requirements/*.in
	@for set in run operator test; do $(VENV)/bin/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --python-version 3.11 requirements/$$set.in --output-file requirements/$$set.txt; done

$(READY): requirements/test.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "lotse: Python 3.11 or newer is needed: install it, or name it with make PYTHON=..." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "lotse: Python's venv and pip are missing: install them (Debian: apt-get install python3-venv)." >&2; exit 1; }
	@test -x $(RUN) || { echo "making the environment in $(VENV)"; $(PYTHON) -m venv $(VENV); }
	@cmp -s $< $@ || { echo "installing the pinned packages (about half a minute)"; \
		$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r $< || \
		{ echo "lotse: The pinned packages could not be installed; the lines above say why." >&2; exit 1; }; }
	@cp $< $@
