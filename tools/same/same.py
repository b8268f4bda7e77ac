#!/usr/bin/env python3
"""Does a change leave every result as it was? Runs the program of BASE and the one of the work tree over the same pages
with one key, and compares what they wrote: `chain.this` of every audit, the sha256 of every file in `masked/`, and the
image events of the ledger but for `seconds` (which differ from run to run).

    make same BASE=<commit> [SAME_INPUTS="INPUT=ROSTER …"] [SAME_IGNORE="field …"]

INPUT=ROSTER names a folder and its roster; `name:张伟` in place of a roster gives everything to one person. The pages of
`testdata` are always compared. Exit code 0: equal; 1: a difference, told file by file."""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KEY = "5a" * 32 + "\n"
DEFAULT_INPUTS = ["testdata/pages=testdata/roster.csv", "testdata/planted=name:韩立群"]


def build_base(commit: str) -> Path:
    """The program of `commit`, built in a worktree below target/same and kept there for the next time."""
    sha = subprocess.check_output(["git", "rev-parse", f"{commit}^{{commit}}"], cwd=ROOT, text=True).strip()
    tree = ROOT / "target" / "same" / sha
    program = tree / "blindmask"
    if program.exists():
        return program
    checkout = tree / "tree"
    subprocess.check_call(["git", "worktree", "prune"], cwd=ROOT)
    subprocess.check_call(["git", "worktree", "add", "--force", "--detach", str(checkout), sha], cwd=ROOT)
    try:
        env = dict(os.environ, CARGO_TARGET_DIR=str(ROOT / "target" / "same" / "build"))
        subprocess.check_call(["cargo", "build", "--release", "--locked"], cwd=checkout, env=env)
        shutil.copy2(ROOT / "target" / "same" / "build" / "release" / "blindmask", program)
    finally:
        subprocess.check_call(["git", "worktree", "remove", "--force", str(checkout)], cwd=ROOT)
    return program


def run(program: Path, item: str, out: Path, key: Path, jobs: str) -> None:
    folder, _, owner = item.rpartition("=")
    whose = ["--name", owner[5:]] if owner.startswith("name:") else ["--roster", owner]
    command = [program, "redact", folder, *whose, "--out", out, "--key-file", key, "--jobs", jobs, "--timeout", "86400", "-q"]
    env = dict(os.environ, BLINDMASK_MODELS=str(ROOT / "models"))
    code = subprocess.call([str(part) for part in command], cwd=ROOT, env=env)
    if code not in (0, 3):
        sys.exit(f"{program.name} ended with {code} on {folder}")


def without(value, names):
    if isinstance(value, dict):
        return {k: without(v, names) for k, v in value.items() if k not in names}
    if isinstance(value, list):
        return [without(v, names) for v in value]
    return value


def results(out: Path, ignored: set) -> dict:
    """Everything compared, by the name under which a difference is told."""
    found = {}
    for audit in sorted((out / "audit").glob("*.json")):
        if not ignored:  # the chain covers every field
            found[f"chain of {audit.stem}"] = json.loads(audit.read_text())["chain"]["this"]
    masked = out / "masked"
    for file in sorted(p for p in masked.rglob("*") if p.is_file()):
        found[f"masked/{file.relative_to(masked)}"] = hashlib.sha256(file.read_bytes()).hexdigest()
    for line in (out / "ledger.ndjson").read_text().splitlines():
        event = json.loads(line)["event"]
        if event["type"] == "image":
            found[f"event of {event['record']['file']}"] = without(event["record"], {"seconds"} | ignored)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", required=True, help="commit to compare with")
    parser.add_argument("--program", default="target/release/blindmask", help="the program under test")
    parser.add_argument("--inputs", default="", help="INPUT=ROSTER, separated by spaces")
    parser.add_argument("--ignore", default="", help="fields of the records that are meant to differ")
    parser.add_argument("--jobs", default="2")
    args = parser.parse_args()
    base, ignored, unequal = build_base(args.base), set(args.ignore.split()), 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        key = folder / "key"
        key.write_text(KEY)
        key.chmod(0o600)
        for number, item in enumerate(DEFAULT_INPUTS + args.inputs.split()):
            outs = [folder / f"{number}-{which}" for which in ("base", "now")]
            for program, out in zip((base, ROOT / args.program), outs):
                run(program, item, out, key, args.jobs)
            old, new = (results(out, ignored) for out in outs)
            different = sorted(k for k in old.keys() | new.keys() if old.get(k) != new.get(k))
            print(f"{item.partition('=')[0]}: {len(old)} results, {len(different)} differ", flush=True)
            for what in different:
                print(f"  {what}")
            unequal += len(different)
    sys.exit(1 if unequal else 0)


if __name__ == "__main__":
    main()
