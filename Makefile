# make demo: everything from nothing to masked pages. make test: the tests. Both install what they need.
PYTHON ?= python3
CARGO ?= cargo
WHEELS ?=
VERSION := $(shell sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
BUNDLE := dist/blindmask-$(VERSION)

.PHONY: help models build demo test lint bundle

help:
	@echo "make models [WHEELS=DIR] | demo | test | lint | bundle"

models:
	@$(PYTHON) models/fetch.py $(if $(WHEELS),--wheels $(WHEELS))

build:
	$(CARGO) build --release --locked

demo: models build
	@target/release/blindmask redact testdata/pages --roster testdata/roster.csv --out demo-out --force; \
	  code=$$?; [ $$code -eq 0 ] || [ $$code -eq 3 ] || exit $$code
	@echo "masked files: demo-out/masked   audits: demo-out/audit"

# One profile for everything: the tests read real pages, and unoptimised inference would take an hour.
test: models
	$(CARGO) test --release --locked

lint:
	@if $(CARGO) fmt --version >/dev/null 2>&1; then $(CARGO) fmt --check; else echo "rustfmt is not installed: skipped"; fi
	@if $(CARGO) clippy --version >/dev/null 2>&1; then $(CARGO) clippy --release --locked --all-targets -- -D warnings; \
	  else echo "clippy is not installed: skipped"; fi

bundle: models build
	rm -rf $(BUNDLE) && mkdir -p $(BUNDLE)/models
	cp target/release/blindmask README.md README.zh-CN.md NOTICE LICENSE-MIT LICENSE-APACHE $(BUNDLE)/
	cp models/manifest.toml models/*.onnx models/*.txt $(BUNDLE)/models/
	tar -C dist -czf $(BUNDLE).tar.gz blindmask-$(VERSION)
	@echo $(BUNDLE).tar.gz
