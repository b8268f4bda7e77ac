"""What holds for every page: no serious finding of axe-core, both languages with the same words, no jumps."""

import re

from axe_playwright_python.sync_playwright import Axe

from support import NARROW, READING, ROOT, WIDE, open_page, settled

ASSETS = ROOT / "src/web/assets"
WORST = {"serious", "critical"}
LANGUAGES = ("zh", "en")
SCHEMES = ("light", "dark")


def violations(page):
    settled(page)
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {[node['html'][:160] for node in one['nodes'][:3]]}" for one in found if one["impact"] in WORST]


def each(world, url):
    """The page in both languages and colour schemes, and on a narrow screen in one of each."""
    looks = [(lang, scheme, WIDE) for lang in LANGUAGES for scheme in SCHEMES]
    for lang, scheme, size in (*looks, ("zh", "light", NARROW), ("en", "dark", NARROW)):
        yield f"{lang}-{scheme}-{size[0]}", world.open(url, size=size, lang=lang, scheme=scheme, lax=True)
        world.contexts.pop().close()


def test_axe_finds_nothing_serious_in_the_review(world):
    server = world.review(world.run())
    for name, page in each(world, server.url):
        page.wait_for_selector(".card img.there")
        assert not (bad := violations(page)), f"queue {name}: {bad}"
        open_page(page, "T001/03_gongshi.jpg")
        page.keyboard.press("ArrowDown")
        page.wait_for_selector(".finding.chosen")
        settled(page)
        world.shot(page, f"review-{name}")
        assert not (bad := violations(page)), f"page {name}: {bad}"
        page.keyboard.press("x")
        page.wait_for_selector("dialog")
        assert not (bad := violations(page)), f"dialog {name}: {bad}"


def test_axe_finds_nothing_serious_in_the_self_check(world):
    server = world.serve()
    for name, page in each(world, server.url):
        page.wait_for_selector("#drop-buttons button")
        page.click("#drop", position={"x": 4, "y": 4})
        page.set_input_files("#pick-files", [str(ROOT / "testdata/pages/T001/04_blank.jpg")])
        world.shot(page, f"check-{name}")
        assert not (bad := violations(page)), f"form {name}: {bad}"
        if name in ("zh-light-1280", "en-dark-390"):
            page.fill("#name", "田野")
            page.click("#start")
            page.wait_for_selector("[data-do=zip]", timeout=READING)
            assert not (bad := violations(page)), f"answers {name}: {bad}"


def test_axe_finds_nothing_serious_in_the_api_page(world):
    server = world.serve()
    for name, page in each(world, f"{server.url}/api/v1/docs"):
        page.wait_for_selector(".operation")
        assert page.get_by_text("逐页推送结果。" if name.startswith("zh") else "Each page as it is done.").count() == 1
        for summary in page.locator(".operation > summary").all()[:6]:
            summary.click()
        world.shot(page, f"docs-{name}")
        assert not (bad := violations(page)), f"{name}: {bad}"


def keys(language):
    return set(re.findall(r"(?:^|[{,])\s*(\w+): (?=['\"\[])", (ASSETS / f"{language}.js").read_text(), re.MULTILINE))


def test_both_languages_have_the_same_words(_world):
    zh, en = keys("zh"), keys("en")
    assert len(zh) > 200 and zh == en, zh ^ en
    used = set()
    for file in [*ASSETS.glob("*.js"), *ASSETS.glob("*.html")]:
        used |= set(re.findall(r"""(?:\bt\('|data-t(?:-label|-hint|itle)?=")(\w+)['"]""", file.read_text()))
    assert not used - zh, used - zh


def everything_there(page):
    """Waits until every picture in sight was laid out and painted."""
    page.wait_for_function("[...document.querySelectorAll('.card img, .frame img')].every((img) => img.matches('.there, .none') || !img.checkVisibility() || img.getBoundingClientRect().top > innerHeight + 300 || img.getBoundingClientRect().left > innerWidth + 300)")
    settled(page)
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def test_nothing_jumps_while_a_page_loads(world):
    """Cumulative layout shift of the queue and of walking through pages stays under 0.1, which is called good."""
    server = world.review(world.run())
    page = world.open("about:blank", lax=True)
    page.add_init_script("window.shift = 0; new PerformanceObserver((list) => { for (const one of list.getEntries()) if (!one.hadRecentInput) window.shift += one.value; }).observe({ type: 'layout-shift', buffered: true });")
    page.goto(server.url)
    everything_there(page)
    assert (shift := page.evaluate("window.shift")) < .1, f"queue {shift}"
    open_page(page, "T001/03_gongshi.jpg")
    everything_there(page)
    assert (shift := page.evaluate("window.shift")) < .1, f"page {shift}"
