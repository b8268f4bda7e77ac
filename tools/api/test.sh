#!/bin/sh
# Sends generated requests to both servers and checks the answers against their description: make api-test. Usage:
# test.sh PROGRAM PYTHON. Needs the models; schemathesis comes from PyPI into a virtual environment of its own.
set -eu
program=$(realpath "$1") python=$2 here=$(dirname "$(realpath "$0")")
venv=$here/.venv
test -x "$venv/bin/st" || { "$python" -m venv "$venv" && "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt"; }

folder=$(mktemp -d)
servers=""
trap 'for s in $servers; do kill "$s" 2>/dev/null || true; done; rm -rf "$folder"' EXIT INT TERM

# A small run, so that there is something to review.
mkdir -p "$folder/in"
cp -r testdata/pages/T001 "$folder/in/"
"$program" redact "$folder/in" --roster testdata/roster.csv --out "$folder/out" --key-file "$folder/key" --quiet || [ $? -eq 3 ]

address=""
start() {
    "$program" "$@" --per-minute 1000000 >"$folder/$1.address" 2>"$folder/$1.log" &
    servers="$servers $!"
    for _ in $(seq 600); do
        address=$(head -n 1 "$folder/$1.address")
        [ -n "$address" ] && return
        sleep 0.1
    done
    echo "$1 did not start" >&2
    cat "$folder/$1.log" >&2
    exit 1
}

BLINDMASK_PAGES=$(cd "$folder/in" && find . -name '*.jpg' | sed 's|^\./||')
export BLINDMASK_PAGES SCHEMATHESIS_HOOKS="$here/hooks.py"
try() {
    "$venv/bin/st" run "${address}api/v1/openapi.json" --checks not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance \
        --max-examples "${EXAMPLES:-200}" --phases examples,coverage,fuzzing --exclude-path-regex '/events$' --seed 20260301 --request-timeout 120 --suppress-health-check all --no-color
}

start review "$folder/out" --originals "$folder/in" --sample 2
try
start serve --max-upload 4 --uploads 64 --max-pixels 4000000 --timeout 60
try
