# make demo: everything from nothing to masked pages. make test: the tests. Both install what they need.
PYTHON ?= python3
CARGO ?= cargo
WHEELS ?=
# The library that runs the nets faster: auto goes on without it where it can't be had, onnxruntime stops, rten doesn't fetch it.
RUNTIME ?= auto
VERSION := $(shell sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
BUNDLE := dist/blindmask-$(VERSION)-$(shell uname -s | tr A-Z a-z)-$(shell uname -m)
WINDOWS := dist/blindmask-$(VERSION)-windows-x86_64
PAPERS := README.md README.zh-CN.md NOTICE LICENSE-MIT LICENSE-APACHE
# Licences of what is linked in; those of ONNX Runtime lie beside it in models/.
LICENCES := CARGO="$(CARGO)" $(PYTHON) tools/licences/collect.py

PROPERTIES := align_properties attachment bits coefficients decode geometry huffman mask orientation read_properties roster target_ segments

.PHONY: help models build demo test properties browser-test api-test steady soak lint bundle bundle-here bundle-windows test-windows bench race fuzz same ablation unseen unseen-pages

help:
	@echo "make models [WHEELS=DIR] [RUNTIME=rten] | demo | test | properties [ROUNDS=N] | browser-test [WORD=NAME] | api-test | steady [REQUESTS=1000] | soak [IMAGES=2000] | lint | bundle | test-windows | bench | race [PAGES=FOLDER] | fuzz [FUZZ_TIME=SECONDS]"
	@echo "     same BASE=COMMIT | unseen SEED=N [COUNT=120] | ablation SETS=\"FOLDER …\""

models:
	@$(PYTHON) models/fetch.py --runtime $(RUNTIME) $(if $(WHEELS),--wheels $(WHEELS))

build:
	$(CARGO) build --release --locked

demo: models build
	@target/release/blindmask redact testdata/pages --roster testdata/roster.csv --out demo-out --force; \
	  code=$$?; [ $$code -eq 0 ] || [ $$code -eq 3 ] || exit $$code
	@echo "masked files: demo-out/masked   audits: demo-out/audit"

# One profile for everything: the tests read real pages, and unoptimised inference would take an hour. Property tests draw the
# same cases each time, so that a run says something about the change alone; make properties draws new ones.
test: export PROPTEST_RNG_SEED ?= 1
test: models
	$(CARGO) test --release --locked
	$(PYTHON) tests/browser/run.py

# The tests that draw their cases, with a new draw each time: ROUNDS of them.
properties: models
	@for round in $$(seq $(ROUNDS)); do \
	  PROPTEST_RNG_SEED=$$(od -An -N4 -tu4 /dev/urandom | tr -d ' '); export PROPTEST_RNG_SEED; echo "seed $$PROPTEST_RNG_SEED"; \
	  $(CARGO) test --release --locked --quiet --lib --test suite -- $(PROPERTIES) || exit 1; done

# The pages in a real browser alone; WORD picks scenarios by name.
browser-test: models build
	$(PYTHON) tests/browser/run.py $(WORD)

# Generated requests against both servers, held against their description; schemathesis comes from PyPI with pip.
api-test: models build
	@tools/api/test.sh target/release/blindmask $(PYTHON)

# Memory of `serve` over many requests, each with one of the small pictures of testdata.
REQUESTS ?= 1000
steady: models build
	@$(PYTHON) tools/steady/memory.py target/release/blindmask $(REQUESTS) testdata/lines/*.jpg testdata/pages/T001/04_blank.jpg

# Memory of `redact` over many images: links to the pictures of odd shapes, which take half a second each. SOAK and SOAK_ROSTER name other pages.
IMAGES ?= 2000
SOAK ?= testdata/shapes/pages
SOAK_ROSTER ?= testdata/shapes/roster.csv
soak: models build
	@$(PYTHON) tools/soak/soak.py target/release/blindmask $(IMAGES) $(SOAK) $(SOAK_ROSTER) $(JOBS)

# With the servers and without them.
lint:
	@if $(CARGO) fmt --version >/dev/null 2>&1; then $(CARGO) fmt --check; else echo "rustfmt is not installed: skipped"; fi
	@if $(CARGO) clippy --version >/dev/null 2>&1; then for features in "" --no-default-features; do \
	  $(CARGO) clippy --release --locked --all-targets $$features -- -D warnings || exit 1; done; \
	  else echo "clippy is not installed: skipped"; fi
	@RUSTDOCFLAGS="-D warnings" $(CARGO) doc --no-deps --release --locked --quiet

# Archives to hand on: of this platform, and of Windows on x86_64.
bundle: bundle-here bundle-windows

bundle-here: models
	program=$$(PYTHON="$(PYTHON)" tools/portable/build.sh) && rm -rf $(BUNDLE) && mkdir -p $(BUNDLE)/models && cp "$$program" $(PAPERS) $(BUNDLE)/
	cp models/manifest.toml models/*.onnx models/*.txt $(if $(filter-out rten,$(RUNTIME)),$(wildcard models/libonnxruntime.*)) $(BUNDLE)/models/
	$(LICENCES) $$(rustc -vV | sed -n 's/^host: //p') $(BUNDLE)/licences
	tar -C dist -czf $(BUNDLE).tar.gz $(notdir $(BUNDLE))
	@echo $(BUNDLE).tar.gz

bundle-windows: models
	@$(PYTHON) models/fetch.py --runtime $(RUNTIME) --platform windows-x86_64 $(if $(WHEELS),--wheels $(WHEELS))
	program=$$(tools/windows/build.sh) && rm -rf $(WINDOWS) && mkdir -p $(WINDOWS)/models && cp "$$program" $(PAPERS) $(WINDOWS)/
	cp models/manifest.toml models/*.onnx models/*.txt $(WINDOWS)/models/
	@[ "$(RUNTIME)" = rten ] || [ ! -f models/onnxruntime.dll ] || cp models/onnxruntime.dll $(WINDOWS)/models/
	$(LICENCES) x86_64-pc-windows-gnu $(WINDOWS)/licences
	rm -f $(WINDOWS).zip && cd dist && $(PYTHON) -m zipfile -c $(notdir $(WINDOWS)).zip $(notdir $(WINDOWS))/
	@echo $(WINDOWS).zip

# The Windows archive under wine, compared with the program of this system.
test-windows: models build bundle-windows
	$(PYTHON) tools/windows/test.py $(WINDOWS).zip target/release/blindmask models

# Ratios within one run: covering in coefficients against decoding and encoding.
bench:
	$(CARGO) bench --locked --bench mask

# Pages a second against the fastest peers, on the same pages in the same run, by the program as it is handed on; see
# tools/race/race.py.
RACE := tools/race
PAGES ?= testdata/pages
ROUNDS ?= 5
RACE_ARGS ?=
race: models
	$(CARGO) build --release --locked --config tools/handed-on.toml
	@test -x $(RACE)/.venv/bin/python || $(PYTHON) -m venv $(RACE)/.venv
	@$(RACE)/.venv/bin/pip install --quiet --disable-pip-version-check -r $(RACE)/requirements.txt
	@$(RACE)/.venv/bin/python $(RACE)/race.py $(PAGES) --rounds $(ROUNDS) $(RACE_ARGS)

# Every target one after the other; see docs/fuzzing.md.
FUZZ_TIME ?= 600
FUZZ_TARGETS ?= jpeg segments exif roster audit geometry
fuzz:
	@for target in $(FUZZ_TARGETS); do \
	  mkdir -p fuzz/corpus/$$target && \
	  RUSTC_BOOTSTRAP=1 $(CARGO) fuzz run $$target fuzz/corpus/$$target fuzz/seeds/$$target -- \
	    -max_total_time=$(FUZZ_TIME) -timeout=25 -print_funcs=0 -print_final_stats=1 || exit 1; \
	done

# Compares every result of the work tree with those of an older commit; see tools/same/same.py.
SAME_INPUTS ?=
SAME_IGNORE ?=
same: models build
	@$(PYTHON) tools/same/same.py --base $(BASE) --inputs "$(SAME_INPUTS)" --ignore "$(SAME_IGNORE)"

# Pages nobody has looked at, of people made up from the seed; see tools/unseen/README.md for which seeds may be used for what.
COUNT ?= 120
UNSEEN := tools/unseen
UNSEEN_ROSTER ?= applicants.json
unseen-pages:
	@test -n "$(SEED)" || { echo "make $@ SEED=N [COUNT=120]"; exit 2; }
	@test -x $(UNSEEN)/.venv/bin/python || $(PYTHON) -m venv $(UNSEEN)/.venv
	@$(UNSEEN)/.venv/bin/pip install --quiet --disable-pip-version-check -r $(UNSEEN)/requirements.txt
	@test -f $(UNSEEN)/.fonts/faces.json || $(UNSEEN)/.venv/bin/python $(UNSEEN)/fonts.py $(UNSEEN)/.fonts
	@rm -rf unseen/$(SEED)
	@$(UNSEEN)/.venv/bin/python $(UNSEEN)/draw.py $(SEED) unseen/$(SEED) --count $(COUNT)

unseen: models build unseen-pages
	@target/release/blindmask redact unseen/$(SEED)/images --roster unseen/$(SEED)/$(UNSEEN_ROSTER) --out unseen/$(SEED)/out --force; \
	  code=$$?; [ $$code -eq 0 ] || [ $$code -eq 3 ] || exit $$code
	@target/release/blindmask eval unseen/$(SEED)/truth.json unseen/$(SEED)/out --html unseen/$(SEED)/eval.html --errors 40

# What each part of the reading and each rule is worth on sets of pages with known truth: writes the tables of docs/ablation.md, or
# prints those of some rows; see examples/ablation/main.rs.
CACHE ?= target/net-cache
ablation: models
	@test -n "$(SETS)" || { echo "make ablation SETS=\"FOLDER …\" [ROWS=\"--only 'ROW' …\"] [CACHE=FOLDER]"; exit 2; }
	@$(CARGO) run --release --locked --example ablation -- $(SETS) --cache $(CACHE) $(if $(ROWS),$(ROWS),--all --write docs/ablation.md)
