"""Runs every scenario and says how many passed. Started by run.py inside its virtual environment."""

import sys
import time
import traceback

import access
import check_page
import keyboard
import large
import looks
import review_page
from support import World

PARTS = (review_page, check_page, access, large, keyboard, looks)
# A busy machine can be late once; what fails twice is broken.
TRIES = 2


def passes(world, scenario):
    """Runs a scenario, and tells why when it fails."""
    try:
        scenario(world)
        return True
    except Exception:  # a failed scenario is told, and the others still run
        traceback.print_exc()
        return False
    finally:
        world.tidy()


def chosen(words):
    for part in PARTS:
        for name, scenario in vars(part).items():
            if name.startswith("test_") and (not words or any(word in name for word in words)):
                yield name, scenario


def main():
    passed, failed = 0, []
    with World() as world:
        for name, scenario in chosen(sys.argv[1:]):
            began = time.monotonic()
            tries = next((n for n in range(1, TRIES + 1) if passes(world, scenario)), None)
            outcome = {None: "FAILED", 1: "ok"}.get(tries, "ok at the second try:")
            print(f"{outcome:6} {name} ({time.monotonic() - began:.1f} s)", flush=True)
            if tries:
                passed += 1
            else:
                failed.append(name)
    if failed:
        print("failed:", ", ".join(failed))
    print(f"{passed} passed, {len(failed)} failed")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
