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


def passes_unless_chromium_crashes(world, scenario):
    """A crash of Chromium says nothing about the pages, so the scenario is run once more after it; after nothing else."""
    if passes(world, scenario):
        return True
    if not world.crashed():
        return False
    print(f"Chromium crashed: {scenario.__name__} is run once more", flush=True)
    world.browser.close()
    world.launch()
    return passes(world, scenario)


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
            good = passes_unless_chromium_crashes(world, scenario)
            print(f"{'ok' if good else 'FAILED':6} {name} ({time.monotonic() - began:.1f} s)", flush=True)
            if good:
                passed += 1
            else:
                failed.append(name)
    if failed:
        print("failed:", ", ".join(failed))
    print(f"{passed} passed, {len(failed)} failed")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
