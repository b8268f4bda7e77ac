"""Many pages reviewed by keyboard: how long is it from the key to the next page in view? Printed, not judged."""

import os
import statistics
from pathlib import Path

from PIL import Image, ImageDraw

from support import PAGES, WORK, Server, made_once, pages_of, press

COUNT = 30  # pages of our own: reading more would take minutes
MOST = 100
LOOK = 250  # ms that a fast reviewer looks at a page
# Takes the time of every key, and of the second frame after the next page's picture was laid on the stage.
WATCH = """
addEventListener('keydown', () => { window.pressed = performance.now(); }, true);
addEventListener('DOMContentLoaded', () => {
  window.took = [];
  new MutationObserver(() => {
    const { shown } = document.querySelector('#page .stage').dataset;
    if (!shown || window.pressed === undefined) return;
    const from = window.pressed;
    window.pressed = undefined;
    requestAnimationFrame(() => requestAnimationFrame(() => window.took.push(performance.now() - from)));
  }).observe(document.querySelector('#page .stage'), { attributes: true, attributeFilter: ['data-shown'] });
});
"""


def many():
    """Pages of usual size with one line of print each, which the program reads quickly."""
    folder = WORK / "many"
    if not folder.exists():
        making = WORK / "many.new" / "T001"
        making.mkdir(parents=True, exist_ok=True)
        with Image.open(PAGES / "T001/03_gongshi.jpg") as picture:
            sheet = picture.convert("L")
        for n in range(COUNT):
            page = sheet.copy()
            draw = ImageDraw.Draw(page)
            draw.rectangle([0, 250, page.width, page.height], fill=245)
            draw.rectangle([100, 500 + 10 * n, 400, 504 + 10 * n], fill=20)
            page.save(making / f"{n:03}.jpg", quality=80)
        making.parent.rename(folder)
    return folder


def test_many_pages_by_keyboard(world):
    """BROWSER_SET and BROWSER_RUN name other originals and a run over them; a hundred of its pages are walked through."""
    originals = Path(os.environ.get("BROWSER_SET") or many())
    out = Path(os.environ.get("BROWSER_RUN") or made_once("many-run", originals))
    server = Server("review", out, "--originals", originals)
    world.servers.append(server)
    page = world.open("about:blank", lax=True)
    page.add_init_script(WATCH)
    page.goto(server.url)
    page.wait_for_selector(".card img.there")
    pages = min(MOST, len(pages_of(page, server.url)))
    page.locator(".card").first.click()
    page.wait_for_selector('#page .stage[data-shown]:not([data-shown=""])')
    for n in range(1, pages):
        press(page, "ArrowRight")
        page.wait_for_function("(n) => window.took.length === n", arg=n)
        page.wait_for_timeout(LOOK)
    took = sorted(page.evaluate("window.took"))
    print(f"        key to next page in view, {len(took)} pages: median {statistics.median(took):.0f} ms, 90 % within {took[int(.9 * len(took))]:.0f} ms, longest {took[-1]:.0f} ms")
    world.quiet()
