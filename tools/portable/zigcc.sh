#!/bin/sh
# The linker of the portable program: zig knows which symbols each glibc has. cargo-zigbuild translates rustc's arguments.
here=$(dirname "$0")
PATH="$here/.venv/bin:$PATH" exec cargo-zigbuild zig cc -- -target "$(uname -m)-linux-gnu.$GLIBC" "$@"
