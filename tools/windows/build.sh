#!/usr/bin/env bash
# Cross-builds blindmask.exe for Windows on x86_64 and prints its path. A rustup target x86_64-pc-windows-gnu is used where it
# is installed; elsewhere Debian's rustc-web with its sources builds the standard library along. The linker is Debian's
# mingw-w64; everything but Windows' own libraries is linked in.
set -eu
cd "$(dirname "$0")/../.."
target=x86_64-pc-windows-gnu
packages=(gcc-mingw-w64-x86-64)
say() { echo "$*" >&2; }

if [ -d "$(rustc --print target-libdir --target $target 2>/dev/null)" ]; then
  build=("${CARGO:-cargo}" build)
else
  packages+=(rustc-web cargo-web rust-web-src)
  # The unstable option is cargo's own; the program is built with the stable language.
  export RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1
  build=(/usr/bin/cargo build -Zbuild-std=std,panic_unwind)
fi

missing=$(for package in "${packages[@]}"; do dpkg -s "$package" >/dev/null 2>&1 || echo "$package"; done)
if [ -n "$missing" ]; then
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then say "missing: $missing (Debian packages)"; exit 2; fi
  say "installing: $missing"
  apt-get update >&2
  # shellcheck disable=SC2086
  DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing >&2
fi

export CARGO_TARGET_DIR="$PWD/target/windows"
"${build[@]}" --release --locked --config tools/handed-on.toml --target $target >&2
echo "target/windows/$target/release/blindmask.exe"
