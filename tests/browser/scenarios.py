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


def main():
    words = sys.argv[1:]
    passed, failed = 0, []
    with World() as world:
        for part in PARTS:
            for name, scenario in vars(part).items():
                if not name.startswith("test_") or (words and not any(word in name for word in words)):
                    continue
                began = time.monotonic()
                try:
                    scenario(world)
                    passed += 1
                    outcome = "ok"
                except Exception:  # a failed scenario is told, and the others still run
                    traceback.print_exc()
                    failed.append(name)
                    outcome = "FAILED"
                finally:
                    world.tidy()
                print(f"{outcome:7}{name} ({time.monotonic() - began:.1f} s)", flush=True)
    if failed:
        print("failed:", ", ".join(failed))
    print(f"{passed} passed, {len(failed)} failed")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
