# make serve: build the corpus and serve it.   make test: run the tests.   make check: everything a change must pass.
# Python 3.11 or later is needed; PYTHON=python3.12 chooses one.

PYTHON ?= python3
BIN := .venv/bin
EDITOR := api/static/yasqe/yasqe.min.js
D3 := api/static/d3/d3.min.js
CLIENTS := tests/clients/node_modules/.package-lock.json

.PHONY: serve build test check lint types docs dist lock clean bench bench-cluster bench-growth bench-reasoning

serve: .venv/.ready $(EDITOR) $(D3)
	$(BIN)/claimgraph serve corpus/ntia-2023-0009

build: .venv/.ready
	$(BIN)/claimgraph build corpus/ntia-2023-0009

test: .venv/.ready $(EDITOR) $(D3) $(CLIENTS)
	$(BIN)/pytest --numprocesses 2 --dist loadfile

check: lint types docs test

lint: .venv/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/.ready
	$(BIN)/mypy

docs: .venv/.ready $(CLIENTS)
	$(BIN)/python scripts/write_docs.py --check
	$(BIN)/python scripts/write_vocabularies.py --check
	$(BIN)/python scripts/write_readme.py --check
	$(BIN)/python scripts/write_clients.py --check
	$(BIN)/python scripts/write_dl_queries.py --check
	$(BIN)/python scripts/write_notebook.py --check
	$(BIN)/python scripts/write_screenshot.py --check

dist: .venv/.ready $(EDITOR) $(D3)
	$(BIN)/python -m build --no-isolation

# The service beside Oxigraph's server and Virtuoso, on 100 and 1,000 letters; a quarter of an hour. wrk is needed.
bench: .venv/.ready
	$(BIN)/python bench/service.py --write

# What builds of 10, 100 and 1,000 made-up letters cost, and one changed letter of them; some ten minutes. Then how long
# queries of as many take; two minutes.
bench-growth: .venv/.ready
	$(BIN)/python bench/growth.py --write
	$(BIN)/python bench/query_growth.py --write

# What a Dask cluster on this machine costs beside the local pool; some five minutes.
bench-cluster: .venv/.ready
	$(BIN)/python bench/cluster.py --write

# How long each way of reasoning takes on 2, 20 and 200 letters; some minutes, each run bounded.
bench-reasoning: .venv/.ready
	$(BIN)/python bench/reasoners.py

# The compiled list pins every package with its hashes, for every platform; uv is needed for this one only.
lock:
	uv pip compile pyproject.toml --extra assistants --extra cluster --extra dataframes --extra nanopub --extra parquet --extra protege --extra reasoner --group dev --group bench --universal \
	    --python-version 3.11 --generate-hashes \
	    --no-header --no-annotate --no-emit-index-url --output-file requirements.txt
	uv pip compile --group owl-api --no-deps --universal --python-version 3.11 --generate-hashes \
	    --no-header --no-annotate --no-emit-index-url --output-file requirements-owl-api.txt

clean:
	rm -rf .venv build dist *.egg-info claimgraph-store

.venv/.ready: requirements.txt requirements-owl-api.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "claimgraph needs Python 3.11 or later; $(PYTHON) is $$($(PYTHON) --version 2>&1). Try: make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps --requirement requirements-owl-api.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@mkdir -p .venv/src && ln -sfn ../.. .venv/src/claimgraph  # where mypy finds the package under its own name
	@touch $@

# The query editor comes from its npm package, pinned by its hash; without it the pages fall back to a plain form.
$(EDITOR): scripts/fetch_yasqe.py | .venv/.ready
	-PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python scripts/fetch_yasqe.py

# So does what the evidence map is explored by; without it the picture stands still.
$(D3): scripts/fetch_d3.py | .venv/.ready
	-PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python scripts/fetch_d3.py

# Comunica, one of the clients that the tests try, pinned by its lock file; without it its tests are skipped.
$(CLIENTS): tests/clients/package.json tests/clients/package-lock.json | .venv/.ready
	-PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --prefix tests/clients --ignore-scripts --no-audit --no-fund --loglevel error \
	    --fetch-retries 1 && touch $@
