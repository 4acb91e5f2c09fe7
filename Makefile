# Run, check and change gradviz: `make help` lists how. Nothing is needed but Python and make;
# all that is installed goes into .venv, except system libraries (see .ci/system-libraries).

VENV := .venv
PYTHON := $(VENV)/bin/python
QUIET := $(if $(MAKE_TERMOUT),,--quiet)
INSTALL := $(PYTHON) -m pip install --disable-pip-version-check $(QUIET) -c constraints.txt

CATALOGUES := $(wildcard assets/languages/*/gradviz.po)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help run test lint messages gallery bench stress clean

help:     ## List these commands
	@sed -n 's/^\([a-z]*\): .*## \(.*\)/make \1\t\2/p' Makefile | expand -t 16

run: $(VENV)/.installed  ## Open the window; FILE=... opens a session or matrices
	@$(PYTHON) .ci/system-libraries window
	@$(VENV)/bin/gradviz $(FILE)

test: lint  ## Check everything: lint, types, layers, tests, and the wheel in a clean environment
	@$(PYTHON) .ci/system-libraries test
	$(PYTHON) -m pytest --numprocesses logical --maxprocesses 4 --dist loadfile

lint: $(VENV)/.installed-dev  ## Check style, types and the direction of imports
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports --no-logo
	$(PYTHON) .ci/messages check

messages: $(VENV)/.installed-dev  ## Bring the catalogues of languages up to date with the source
	$(PYTHON) .ci/messages update

gallery: $(VENV)/.installed-dev  ## Write a picture of every view, dialog and state into build/gallery
	@$(PYTHON) .ci/system-libraries window
	QT_QPA_PLATFORM=offscreen $(PYTHON) -m tests.gallery

bench: $(VENV)/.installed-dev  ## Measure what the design promises
	@$(PYTHON) .ci/system-libraries window
	QT_QPA_PLATFORM=offscreen $(PYTHON) -m tests.benchmarks

stress: $(VENV)/.installed-dev  ## Try for hours to bring it down: random hands, files, texts, kills
	@$(PYTHON) .ci/system-libraries window
	QT_QPA_PLATFORM=offscreen $(PYTHON) -m tests.stress $(KINDS)

clean:    ## Remove what was built or cached; .venv stays
	rm -rf build dist .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find gradviz tests -name __pycache__ -type d -prune -exec rm -rf {} +

# The environment. Each stamp is newer than what it was made from, so a second run does nothing.

$(PYTHON):
	@python=$$(.ci/find-python) && \
	"$$python" .ci/system-libraries venv window && \
	echo "Setting up $(VENV) with $$("$$python" --version); this is done once" && \
	"$$python" -m venv --clear $(VENV)

$(VENV)/.installed: $(PYTHON) pyproject.toml constraints.txt .ci/compile_messages.py $(CATALOGUES)
	@$(INSTALL) pip
	@$(INSTALL) --build-constraint constraints.txt -e .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@$(INSTALL) --group dev
	@touch $@
