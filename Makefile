# The office's program: `make run` starts it with a demonstration, `make test` says whether it keeps its word.

PYTHON ?= python3
BIN := .venv/bin
UV := $(BIN)/uv
# uv does not read pip's settings; where pip was given another index, uv takes it too.
INDEX = $${UV_DEFAULT_INDEX:-$${PIP_INDEX_URL:-$$($(BIN)/pip config get global.index-url 2>/dev/null)}}
WITH_INDEX = index="$(INDEX)"; if [ -n "$$index" ]; then export UV_DEFAULT_INDEX="$$index"; fi;
LOCK = $(UV) pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11

.PHONY: run test lint types imports soak bench lock clean

run: .venv/.runtime
	@exec $(BIN)/cchc up --demo

test: .venv/.dev
	@.ci/browser
	@$(MAKE) --no-print-directory lint
	@$(BIN)/pytest -n 2 --dist loadfile

lint: .venv/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djade --check --target-version 5.2 $$(find cchc -name '*.html')
	$(BIN)/cchc manage makemigrations --check --dry-run
	$(BIN)/deptry .

soak: .venv/.dev
	@.ci/browser
	@$(BIN)/pytest -m soak

bench: .venv/.dev
	@$(BIN)/python -m benchmarks $(if $(SIZE),--size $(SIZE))

lock: .venv/.bootstrap
	@$(WITH_INDEX) $(LOCK) --output-file requirements-build.txt requirements-build.in
	@$(WITH_INDEX) $(LOCK) --output-file requirements.txt pyproject.toml
	@$(WITH_INDEX) $(LOCK) --group dev --constraint requirements.txt --output-file requirements-dev.txt pyproject.toml

clean:
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.venv/.bootstrap: requirements-build.txt
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-build.txt
	@touch $@

.venv/.runtime: requirements.txt pyproject.toml .venv/.bootstrap
	@$(WITH_INDEX) $(UV) pip install --quiet --require-hashes -r requirements.txt
	@$(UV) pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: requirements-dev.txt .venv/.runtime
	@$(WITH_INDEX) $(UV) pip install --quiet --require-hashes -r requirements-dev.txt
	@touch $@
