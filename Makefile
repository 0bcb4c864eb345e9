# How it starts: "make demo", then "make test". All of it stays in this folder, the programs in .venv.
# Another Python than python3: make PYTHON=python3.12 demo

PYTHON ?= python3
PY := .venv/bin/python
PIP := $(PY) -m pip install --quiet --disable-pip-version-check

# The tests that open files in LibreOffice run where it is installed, and are left out aloud where it is not.
OFFICE := $(shell command -v soffice 2>/dev/null)
SELECT := $(if $(OFFICE),,-m "not needs_office")

.DELETE_ON_ERROR:
.PHONY: demo test check accept sweep bench picture lock clean

demo: .venv/run.done
	.venv/bin/policygen build examples/hillside-primary.yaml -o out
	@echo
	@echo "Now open out/hillside-primary-school: low-level-concerns-policy.pdf, code-of-conduct.pdf and the rest, or the .docx in Word."
	@echo "Your own: .venv/bin/policygen ask answers.yaml, then .venv/bin/policygen build answers.yaml"

test: .venv/test.done check
ifeq ($(OFFICE),)
	@echo "LibreOffice (soffice) is not installed: the tests that open files in it are left out."
endif
	$(PY) -m pytest -n 2 --cov $(SELECT)

check: .venv/test.done
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy

accept: .venv/test.done
	POLICYGEN_ACCEPT=1 $(PY) -m pytest tests/test_examples.py
	@echo "Read what has changed before you commit it: git diff tests/golden"

# Every document for every sector, nation and size; the tests that try any answers, with twenty other beginnings; and every
# question of the browser looked at in every state:
# make sweep SEEDS="1 2 3"
SEEDS := $(shell seq 20)
sweep: .venv/test.done
	POLICYGEN_SWEEP=1 $(PY) -m pytest -n 2 tests/test_matrix.py tests/test_word_pages.py
	for seed in $(SEEDS); do $(PY) -m pytest -n 2 -m hypothesis --hypothesis-seed=$$seed || exit 1; done
	POLICYGEN_SWEEP=1 $(PY) -m pytest -n 2 tests/test_web_browser.py

bench: .venv/test.done
	$(PY) tests/bench.py
	$(PY) tests/bench_batch.py

picture: demo .venv/test.done
	pdftoppm -f 2 -l 2 -singlefile -r 96 -H 660 -png out/hillside-primary-school/low-level-concerns-policy.pdf docs/pictures/policy-page
	$(PY) tests/pictures.py

lock: .venv/pyvenv.cfg
	$(PIP) uv
	$(LOCK) pyproject.toml -o requirements.lock
	$(LOCK) pyproject.toml --extra dev -c requirements.lock -o requirements-dev.lock

LOCK := .venv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-header

clean:
	rm -rf .venv out dist build .coverage .pytest_cache .mypy_cache .ruff_cache .hypothesis

.venv/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed. Name one: make PYTHON=python3.12 demo")'
	$(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }

.venv/run.done: requirements.lock pyproject.toml | .venv/pyvenv.cfg
	$(PIP) --require-hashes -r requirements.lock
	$(PIP) --no-deps --editable .
	@touch $@

.venv/test.done: requirements-dev.lock .venv/run.done
	$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@
