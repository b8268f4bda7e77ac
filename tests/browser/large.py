"""A page of twelve megapixels: the browser gets a scaled picture, and the full one only for 1:1. How smooth it is gets printed, not judged."""

import statistics

from PIL import Image

from support import PAGES, WORK, Server, made_once, press

SIDES = (3000, 4000)
SCREEN = 1600  # longer side of the picture that is looked at
FILE = "T001/03_gongshi.jpg"
FRAMES = """
window.frames = [];
let last;
const tick = (now) => { if (last !== undefined) window.frames.push(now - last); last = now; requestAnimationFrame(tick); };
requestAnimationFrame(tick);
"""


def large():
    folder = WORK / "large"
    if not folder.exists():
        making = WORK / "large.new" / "T001"
        making.mkdir(parents=True, exist_ok=True)
        with Image.open(PAGES / FILE) as picture:
            picture.resize(SIDES, Image.Resampling.LANCZOS).save(making / "03_gongshi.jpg", quality=90)
        making.parent.rename(folder)
    return folder


def sides(page):
    return page.evaluate("(() => { const img = document.querySelector('#page .sheet img'); return [img.naturalWidth, img.naturalHeight]; })()")


def smooth(page, name, act):
    """Does `act` and prints how long the frames meanwhile took."""
    page.evaluate("window.frames.length = 0")
    act()
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    frames = page.evaluate("window.frames")
    assert frames, "nothing was painted"
    print(f"        {name}: {len(frames)} frames, median {statistics.median(frames):.0f} ms, longest {max(frames):.0f} ms")


def test_twelve_megapixels_without_stutter(world):
    originals = large()
    server = Server("review", made_once("large-run", originals), "--originals", originals)
    world.servers.append(server)
    page = world.open("about:blank", lax=True)
    page.add_init_script(FRAMES)
    page.goto(server.url)
    page.wait_for_selector(".card img.there")
    page.locator(".card").first.click()
    page.wait_for_selector(f'#page .stage[data-shown="{FILE}"]')
    assert max(sides(page)) == SCREEN, "the page is looked at in a scaled picture"
    stage = page.locator("#page .stage").bounding_box()
    x, y = stage["x"] + stage["width"] / 2, stage["y"] + stage["height"] / 2
    page.mouse.move(x, y)
    smooth(page, "zooming by wheel", lambda: [page.mouse.wheel(0, -60) for _ in range(30)])

    def pan():
        page.mouse.down()
        page.mouse.move(x - 300, y - 200, steps=60)
        page.mouse.up()

    smooth(page, "panning by mouse", pan)
    with page.expect_response(lambda response: "/original" in response.url and "width=12000" in response.url):
        press(page, "1")
    page.wait_for_function("Math.max(...[...document.querySelectorAll('#page .sheet img')].map((img) => img.naturalWidth)) === 3000")
    assert tuple(sides(page)) == SIDES
    smooth(page, "panning at 1:1", pan)
    world.shot(page, "large")
    world.quiet()
