# Everything here is a plain command that can also be typed by hand: the README lists them, for Windows as well.

# The first Python that is new enough. Another one: make PYTHON=/path/to/python
PYTHON := $(shell for p in python3 python python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
READY := .venv/ready

export NO_MKDOCS_2_WARNING := 1

.PHONY: help site test quick check serve bench fuzz attack folders sequences pages kills office lock clean

help:
	@echo "make site    the website and the offline form, in site/"
	@echo "make test    every check: style, types, engines, pages in a browser, accessibility, valid HTML"
	@echo "make quick   run the checks that need no browser and little time"
	@echo "make serve   live preview of the website while you edit the questionnaire"
	@echo "make check   list everything that is wrong in the questionnaire"
	@echo "make bench   measure speed"
	@echo "make attack  attack the published figures of 300 nations with a solver, and of 5,000 without"
	@echo "make sequences  5,000 random sequences of actions in the form, and 200 in a browser"
	@echo "make fuzz    read 100,000 damaged files"
	@echo "make pages   check every page, and every question by keyboard, in a whole Chromium"
	@echo "make kills   kill each command that writes 100 times, and 50 browsers while somebody types"
	@echo "make folders run every command on 100 hostile folders of returns"
	@echo "make office  read 500 workbooks that LibreOffice has opened and saved"
	@echo "make lock    write newer versions of the packages into requirements.lock"
	@echo "make clean   delete everything that the commands above made"

site: $(READY)
	$(BIN)/maturity build

test: $(READY)
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m tools.packages
	$(BIN)/python -m tools.browser
	$(BIN)/python -m tools.checkers
	$(BIN)/pytest -n 2 --dist loadfile --durations 20

quick: $(READY)
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest -n 2 --dist loadfile --durations 20 -m "not browser and not slow"

check: $(READY)
	$(BIN)/maturity check

serve: $(READY)
	$(BIN)/maturity serve

bench: $(READY)
	$(BIN)/python -m tools.browser
	$(BIN)/python -m benchmarks

attack: $(READY)
	NATIONS=300 PLAIN_NATIONS=5000 $(BIN)/pytest tests/national/test_publishing.py

sequences: $(READY)
	$(BIN)/python -m tools.browser
	SEQUENCES=5000 PAGES=200 STEPS=30 $(BIN)/pytest tests/form/test_sequences.py tests/form/test_sequences_in_browser.py

pages: $(READY)
	$(BIN)/python -m tools.browser
	EVERY_PAGE=1 BY_KEYS=100 MATURITY_BROWSER="$$($(BIN)/python -c 'from tools.browser import find; print(find())')" \
		$(BIN)/pytest tests/form/test_two_weeks.py tests/site

fuzz: $(READY)
	$(BIN)/python -m tests.support.fuzz --runs 100000

kills: $(READY)
	$(BIN)/python -m tests.support.kills --runs 100
	$(BIN)/python -m tools.browser
	KILLS=50 $(BIN)/pytest tests/form/test_killed.py -s

folders: $(READY)
	FOLDERS=100 $(BIN)/pytest tests/national/test_hostile_folders.py

office: $(READY)
	$(BIN)/python -m tests.support.office --count 500

lock: $(READY)
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --extra dev --generate-hashes \
		--no-annotate --no-emit-index-url --custom-compile-command "make lock" pyproject.toml -o requirements.lock

clean:
	rm -rf .venv .tools node_modules .mypy_cache .pytest_cache .ruff_cache .hypothesis site dist

# A virtual environment with the packages of requirements.lock, filled again only when that file changes.
$(READY): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, and none was found."; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
