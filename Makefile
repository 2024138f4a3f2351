# The two commands: `make demo` runs the main job, `make test` proves everything. Both set up what they need.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.PHONY: demo test setup check lint types contracts tests bench pictures lock docs clean

PYTHON ?= python3
BIN := .venv/bin
# The locks rule; the machine's own index settings may add mirrors, never packages.
export UV_PYTHON := $(CURDIR)/.venv
export UV_NO_CONFIG := 1
# Machines behind a company's own certificate authority trust it here; elsewhere this file holds the public ones.
CERTIFICATES := $(wildcard /etc/ssl/certs/ca-certificates.crt)
ifneq ($(CERTIFICATES),)
export SSL_CERT_FILE ?= $(CERTIFICATES)
export NODE_EXTRA_CA_CERTS ?= $(CERTIFICATES)
endif
unexport VIRTUAL_ENV PYTHONPATH PYTHONHOME

demo: .make/run .make/front-end
	$(BIN)/padu demo $(ARGS)

test: setup check

setup: .make/check .make/front-end
	@tools/install_system_packages

check: lint types contracts tests

lint: .make/check
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python tools/tidy.py

types: .make/check
	$(BIN)/pyright

contracts: .make/check
	$(BIN)/lint-imports

tests: .make/check .make/front-end
	$(BIN)/pytest -n 2 --dist loadgroup $(ARGS)

bench: .make/check
	$(BIN)/python tools/run_benches.py $(ARGS)

pictures: .make/check .make/front-end
	@tools/install_system_packages
	$(BIN)/python tools/pictures.py $(ARGS)

docs: .make/check
	$(BIN)/python tools/generate_reference.py

# Locks are made anew only on purpose; they hold hashes and no download address.
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header
lock: .make/bootstrap
	$(BIN)/$(LOCK) requirements/bootstrap.in -o requirements/bootstrap.txt
	$(BIN)/$(LOCK) pyproject.toml --group setup -o requirements/run.txt
	$(BIN)/$(LOCK) pyproject.toml --group setup --group check -o requirements/check.txt

.make/bootstrap: requirements/bootstrap.txt
	@mkdir -p .make
	@PYTHON="$(PYTHON)" tools/make_virtual_environment
	@touch $@

.make/run: .make/bootstrap requirements/run.txt pyproject.toml
	@if [ ! -e .make/check ] || [ requirements/check.txt -nt .make/check ]; then \
	  echo "Installing what the demo needs …"; \
	  $(BIN)/uv pip install --quiet --require-hashes -r requirements/run.txt; \
	  $(BIN)/uv pip install --quiet --no-deps --no-build-isolation -e .; \
	fi
	@touch $@

.make/check: .make/bootstrap requirements/check.txt pyproject.toml
	@echo "Installing what the tests need …"
	@$(BIN)/uv pip sync --quiet --require-hashes requirements/check.txt
	@$(BIN)/uv pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@ .make/run

.make/front-end: .make/run package-lock.json vite.config.ts $(shell find src/padu/web -path src/padu/web/static -prune -o -type f \( -name '*.ts' -o -name '*.css' -o -name '*.html' \) -print)
	@$(BIN)/python tools/build_front_end.py
	@touch $@

clean:
	rm -rf .venv .make node_modules src/padu/web/static
