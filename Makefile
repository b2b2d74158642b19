# Every target sets up what it needs: all it asks for is Python 3.11 or later, make and git.
# Written for GNU make 3.81 (macOS) and a plain POSIX shell.

SHELL = /bin/sh
PORT ?= 8000
JOBS ?= 2
BIN = .venv/bin

# Checks and tests run as an installation would, never in demo mode, whatever the caller's shell says.
PLAIN = HANDSLAG_DEMO=0 HANDSLAG_HTTPS=0 HANDSLAG_SECRET_KEY=only-for-checks-and-tests \
	HANDSLAG_HOSTS=localhost,127.0.0.1,testserver
DEMO = HANDSLAG_DEMO=1 HANDSLAG_HTTPS=0 PORT=$(PORT)

# The demo lets anybody in, and tests write: neither may reach a database that happens to stand in the
# caller's environment. `make demo DATABASE_URL=...` is still obeyed.
ifeq ($(origin DATABASE_URL),environment)
unexport DATABASE_URL
endif

.PHONY: help setup demo test check format bench samples clean

help:
	@echo "make demo    run Handslag with Örebro county's plan at http://127.0.0.1:$(PORT) (PORT=8001 for another port)"
	@echo "make test    run every test: SQLite, PostgreSQL, browser"
	@echo "make check   format, lint, types, import contracts, settings and migrations"
	@echo "make format  put the code into the form that make check asks for"
	@echo "make bench   measure pages, saves and statistics on national data sets"
	@echo "make samples write the sample reports in docs/samples anew"
	@echo "make setup   only install (into .venv)"
	@echo "make clean   remove .venv and caches; the data in var/ stays"

# Two stamps, so that the demo need not fetch the test tools. The second follows the first: installing the
# runtime anew makes the other one due as well.
.venv/.ready: pyproject.toml uv.lock scripts/environment
	@scripts/environment run
	@touch $@

.venv/.ready-to-test: .venv/.ready
	@scripts/environment test
	@touch $@

setup: .venv/.ready-to-test

demo: .venv/.ready
	@$(BIN)/python scripts/port_free.py $(PORT)
	@$(BIN)/python scripts/pango.py --only-tell
	@$(DEMO) $(BIN)/handslag demo

test: .venv/.ready-to-test
	@$(BIN)/python scripts/browser.py
	@$(BIN)/python scripts/pango.py
	@$(PLAIN) $(BIN)/handslag collectstatic --noinput --verbosity 0
	@echo "== 1 of 3: everything but the browser, on SQLite"
	@$(PLAIN) $(BIN)/python -m pytest -n $(JOBS) --dist worksteal -m "not browser"
	@echo "== 2 of 3: what touches the database, on PostgreSQL"
	@$(PLAIN) $(BIN)/python -m tests.postgres $(BIN)/python -m pytest -n $(JOBS) --dist worksteal -m "not browser and not pure"
	@echo "== 3 of 3: in the browser"
	@$(PLAIN) $(BIN)/python -m pytest -n $(JOBS) --dist worksteal -m browser

check: .venv/.ready-to-test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@$(PLAIN) $(BIN)/handslag check
	@$(PLAIN) $(BIN)/handslag makemigrations --check --dry-run

format: .venv/.ready-to-test
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: .venv/.ready-to-test
	@$(PLAIN) $(BIN)/python -m bench

samples: .venv/.ready-to-test
	@$(BIN)/python scripts/pango.py
	@$(PLAIN) $(BIN)/python -m scripts.samples

clean:
	rm -rf .venv .mypy_cache .ruff_cache .import_linter_cache .hypothesis var/static build dist *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
