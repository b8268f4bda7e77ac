#!/usr/bin/env python3
"""The README's picture: a page of testdata beside what `redact` made of it.

Reads pages and released files only and draws nothing on them, so that the picture shows the program's work and no retouching.

    make demo
    python3 docs/pictures/before_after.py            # needs pillow; --out FOLDER for another run than demo-out
"""
import argparse
from pathlib import Path

from PIL import Image

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
# The first page of a paper: the name in Han characters, in pinyin and with an initial, beside co-authors who stay.
PAGE = "T002/03_lunwen.jpg"
# What of the page is shown, in pixels of the page.
PART = (60, 60, 1180, 925)
WIDTH = 800
GAP = 16


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=ROOT / "demo-out", help="the output folder of a run over testdata/pages")
    out = parser.parse_args().out
    pages = []
    for file in (ROOT / "testdata/pages" / PAGE, out / "masked" / PAGE):
        with Image.open(file) as page:
            part = page.convert("RGB").crop(PART)
        pages.append(part.resize((WIDTH, round(WIDTH * part.height / part.width)), Image.Resampling.LANCZOS))
    both = Image.new("RGB", (2 * WIDTH + GAP, pages[0].height), (90, 90, 90))
    for i, page in enumerate(pages):
        both.paste(page, (i * (WIDTH + GAP), 0))
    both.save(HERE / "before-after.jpg", quality=80, optimize=True, progressive=True)


if __name__ == "__main__":
    main()
