#!/usr/bin/env bash
# Builds the program to be handed on (tools/handed-on.toml) and prints its path. On Linux it is linked for an old glibc: the 2.28
# of RHEL 8, Debian 10 and Kylin V10, which ONNX Runtime's library asks for too; linked as usual it would want that of the
# builder's system. Only the project's own code is compiled anew. zig, the linker, comes from PyPI with pip.
set -eu
cd "$(dirname "$0")/../.."
cargo=${CARGO:-cargo}
if [ "$(uname -s)" != Linux ]; then
  "$cargo" build --release --locked --config tools/handed-on.toml >&2
  echo target/release/blindmask
  exit
fi

export GLIBC=2.28
here=$PWD/tools/portable
if ! cmp -s "$here/requirements.txt" "$here/.venv/requirements.txt"; then
  rm -rf "$here/.venv"
  "${PYTHON:-python3}" -m venv "$here/.venv"
  "$here/.venv/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt" >&2
  cp "$here/requirements.txt" "$here/.venv/"
fi
"$cargo" rustc --release --locked --config tools/handed-on.toml --bin blindmask -- -C linker-flavor=gcc -C "linker=$here/zigcc.sh" >&2

program=target/release/blindmask
wants=$(objdump -T $program | grep -o 'GLIBC_[0-9.]*' | sort -V | tail -n 1)
newest=$(printf '%s\n' "GLIBC_$GLIBC" "$wants" | sort -V | tail -n 1)
if [ "$newest" != "GLIBC_$GLIBC" ]; then echo "$program wants $wants" >&2; exit 1; fi
echo $program
