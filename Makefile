# make verify                                   run the main job on the demo web
# make verify LINKS=export.csv TARGET=example.com   run it on a list of your own
# make test                                     run the tests
# make test-long [KILLS=1000]                   faults of nights in large numbers
# make bench [PAGES=2000] [ROUNDS=3]            measure beside other tools (Linux)
# Everything sets itself up in .venv: with uv where it is installed, else with venv and pip.

DB ?= backlinks.db
LINKS ?=
TARGET ?=

# The first Python of at least 3.11 that really starts.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
UV := $(shell command -v uv 2>/dev/null)
BIN := .venv/bin

.PHONY: verify test test-long bench check format lock clean

# Exit code 1 means "done, with confirmed losses": a result, not a failure of make.
verify: .venv/ready
ifeq ($(LINKS),)
	@$(BIN)/linkcrawler demo --verify --db $(DB) || [ $$? -eq 1 ]
else
	@$(BIN)/linkcrawler verify --links $(LINKS) $(if $(TARGET),--target $(TARGET)) --db $(DB) \
		|| [ $$? -eq 1 ]
endif

test: .venv/ready-dev
	$(BIN)/python -m pytest -q -n 3 --dist loadfile

KILLS ?= 1000
test-long: .venv/ready-dev
	$(BIN)/python -m tests.long.overlap 5
	$(BIN)/python -m tests.long.full 200
	$(BIN)/python -m tests.long.failing 1
	$(BIN)/python -m tests.long.power 1
	$(BIN)/python -m tests.long.migrations 200
	$(BIN)/python -m tests.long.soak 10000 30
	$(BIN)/python -m tests.long.signals 100
	$(BIN)/python -m tests.long.kills $(KILLS)
	$(BIN)/python -m tests.long.points 1
	$(BIN)/python -m tests.long.reading 10000
	$(BIN)/python -m tests.long.cluster 20000
	$(BIN)/python -m tests.long.mutations 30000

PAGES ?= 2000
ROUNDS ?= 3
bench: .venv/ready-bench
	$(BIN)/python -m benchmarks.compare --pages $(PAGES) --rounds $(ROUNDS)
	$(BIN)/python -m benchmarks.compare --pages $(PAGES) --rounds $(ROUNDS) \
		--tool linkcrawler --cores 1 --cores $$(nproc)
	$(BIN)/python -m benchmarks.memory
	$(BIN)/python -m benchmarks.second_night
	$(BIN)/python -m benchmarks.order

check: .venv/ready-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: .venv/ready-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Pins and hashes for every system and Python; names no address.
lock:
	uv pip compile --universal --generate-hashes --no-header --no-annotate --python-version 3.11 \
		--no-emit-index-url --no-emit-find-links --quiet pyproject.toml --group build \
		-o requirements.lock
	uv pip compile --universal --generate-hashes --no-header --no-annotate --python-version 3.11 \
		--no-emit-index-url --no-emit-find-links --quiet pyproject.toml --group build --group dev \
		-o requirements-dev.lock
	uv pip compile --universal --generate-hashes --no-header --no-annotate --python-version 3.11 \
		--no-emit-index-url --no-emit-find-links --quiet --group bench \
		-c requirements-dev.lock -o requirements-bench.lock

clean:
	rm -rf .venv

.venv/made:
	@[ -n "$(PYTHON)$(UV)" ] || { echo "Python 3.11 or newer is needed, or uv"; exit 1; }
ifneq ($(UV),)
	$(UV) venv --quiet --allow-existing --python '>=3.11' .venv
else
	$(PYTHON) -m venv .venv || { echo "Python's venv module is needed (Debian: apt install python3-venv), or uv"; exit 1; }
endif
	@touch $@

.venv/ready: requirements.lock pyproject.toml .venv/made
	@echo "setting up .venv ..."
ifneq ($(UV),)
	@$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	@$(UV) pip install --quiet --python $(BIN)/python --no-build-isolation --no-deps -e .
else
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
endif
	@touch $@

# What tests and benchmarks need beside it, each from a lock of its own.
.venv/ready-%: requirements-%.lock .venv/ready
ifneq ($(UV),)
	@$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r $<
else
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
endif
	@touch $@

.venv/ready-bench: .venv/ready-dev
