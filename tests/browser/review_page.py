"""The review of a run: deciding, two reviewers at once, a kill in between, applying, proving."""

import json
import re

from playwright.sync_api import expect

from support import NARROW, ROSTER, apply, audit, open_page, pages_of, press, program, refused, saved, shown

MANY = "T001/03_gongshi.jpg"  # several boxes
ONE = "T001/01_id_front.jpg"
BLANK = "T001/04_blank.jpg"
BLURRED = "T001/06_blurred.jpg"
NO_PICTURE = "T002/06_contract.jpg"


def finding(page, number):
    return page.locator(f".findings > li:nth-child({number})")


def test_review_of_a_run(world):
    """Reject one box, add one, move one, 否 a page, release a held page, undo; then apply, and prove it."""
    out = world.run()
    server = world.review(out)
    page = world.open(server.url)
    page.wait_for_selector(".card img.there")
    assert page.locator(".card").first.get_attribute("data-file") == BLURRED, "what is held comes first"
    world.shot(page, "queue")

    open_page(page, MANY)
    world.shot(page, "page")
    before = audit(out, MANY)["findings"]
    assert len(before) >= 3

    # Reject the first box. A reason is required, since the place is uncovered.
    press(page, "ArrowDown", "x")
    expect(page.get_by_role("dialog")).to_be_visible()
    world.shot(page, "reject")
    saved(page, lambda: press(page, "1"))
    expect(finding(page, 1)).to_have_class("finding rejected chosen")

    # Move the second by mouse, and save by clicking elsewhere.
    finding(page, 2).locator(".pick").click()
    box = page.locator(f".box[data-id={before[1]['id']}] rect.line").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2 + 6, box["y"] + box["height"] / 2 + 4, steps=4)
    page.mouse.up()
    world.shot(page, "move")
    moved = saved(page, lambda: press(page, "Enter"))
    assert moved["findings"][1]["box"] != before[1]["box"]

    # Add one by mouse, and resize it by keys before it is saved.
    press(page, "a")
    stage = page.locator("#page .stage").bounding_box()
    x, y = stage["x"] + stage["width"] / 2, stage["y"] + stage["height"] * .62
    page.mouse.move(x - 60, y)
    page.mouse.down()
    page.mouse.move(x + 40, y + 24, steps=4)
    page.mouse.up()
    press(page, "Shift+ArrowRight", "Shift+ArrowRight")
    world.shot(page, "draw")
    added = saved(page, lambda: press(page, "Enter"))["findings"][-1]
    assert added["state"] == "added" and added["how"] == "reviewer"
    world.shot(page, "decided")

    # The masked result, as it would be released now.
    with page.expect_response(lambda response: "/masked" in response.url and response.ok):
        press(page, "m")
    page.wait_for_selector(".stage.real")
    world.shot(page, "masked")
    press(page, "m")

    # Confirm a box without changes, then the whole page.
    press(page, "ArrowUp", "ArrowUp")
    saved(page, lambda: press(page, "c"))
    saved(page, lambda: press(page, "y"))

    # Say 否 for a page with a box, undo it, and say it again.
    page.goto(f"{server.url}/#page={ONE.replace('/', '%2F')}")
    shown(page, ONE)
    press(page, "n")
    saved(page, lambda: press(page, "2"))
    assert pages_of(page, server.url)[ONE]["page"] == "clear"
    saved(page, lambda: press(page, "z"))
    shown(page, ONE)
    assert pages_of(page, server.url)[ONE]["page"] is None, "undo takes the answer back"
    press(page, "n")
    saved(page, lambda: press(page, "2"))

    # Release a held page with a reason, and send back one that can't be opened.
    page.goto(f"{server.url}/#page={BLURRED.replace('/', '%2F')}")
    shown(page, BLURRED)
    world.shot(page, "held")
    press(page, "r")
    expect(page.get_by_role("dialog")).to_contain_text("没有遮盖框")
    saved(page, lambda: press(page, "1"))
    page.goto(f"{server.url}/#page={NO_PICTURE.replace('/', '%2F')}")
    shown(page, NO_PICTURE)
    expect(page.locator("[data-do=release]")).to_be_disabled()
    expect(page.locator("#page .tools")).to_be_hidden()
    press(page, "u")
    saved(page, lambda: press(page, "4"))
    world.shot(page, "reupload")

    apply(page)
    assert not any(item["apply"] for item in pages_of(page, server.url).values())
    press(page, "g")
    page.wait_for_selector(".card")
    expect(page.locator(f'.card[data-file="{MANY}"] .meta')).to_contain_text(f"{len(before)} 个框")
    world.shot(page, "applied")
    server.stop()

    states = {found["id"]: found["state"] for found in audit(out, MANY)["findings"]}
    assert states[before[0]["id"]] == "rejected" and states[added["id"]] == "added"
    assert all(state != "proposed" for state in states.values())
    assert audit(out, ONE)["verdict"] == "clear" and audit(out, BLURRED)["verdict"] == "clear"
    assert audit(out, NO_PICTURE)["verdict"] == "held"
    for file in (MANY, ONE, BLURRED):
        assert (out / "masked" / file).exists()
    program("verify", out, "--originals", world.originals(), codes=(0,))
    world.quiet()


def test_two_reviewers_decide_the_same_page(world):
    """The slower one is refused, sees what the other did and what wasn't saved, and then decides on what is there."""
    out = world.run()
    server = world.review(out)
    first = world.open(server.url, who="li")
    second = world.open(server.url, who="wang")
    # The second browser gets no events, as on a bad connection.
    second.route("**/api/v1/events", lambda route: route.abort())
    second.reload()
    for page in (first, second):
        open_page(page, ONE)
    saved(first, lambda: press(first, "y"))
    problem = refused(second, lambda: (press(second, "ArrowDown"), press(second, "c")))
    assert problem["code"] == "stale" and problem["changed"][0]["by"] == "li"
    dialog = second.get_by_role("dialog")
    expect(dialog).to_contain_text("li")
    expect(dialog).to_contain_text("是")
    world.shot(second, "stale")
    press(second, "Enter")
    expect(second.locator(".what-page .tag.ok")).to_be_visible()
    saved(second, lambda: press(second, "z"))
    assert pages_of(first, server.url)[ONE]["page"] is None
    # The first one gets events and shows the change without being used.
    first.goto(f"{server.url}/#page={ONE.replace('/', '%2F')}")
    shown(first, ONE)
    saved(second, lambda: press(second, "y"))
    expect(first.locator(".what-page .tag.ok")).to_be_visible()
    expect(first.locator(".who")).to_contain_text("wang")
    world.quiet()


def test_a_kill_between_decision_and_apply_loses_nothing(world):
    out = world.run()
    server = world.review(out)
    page = world.open(server.url)
    open_page(page, MANY)
    press(page, "ArrowDown", "x")
    saved(page, lambda: press(page, "2"))
    saved(page, lambda: press(page, "y"))
    server.kill()
    again = world.review(out)
    page = world.open(again.url)
    page.wait_for_selector(".card img.there")
    item = pages_of(page, again.url)[MANY]
    assert item["page"] == "mask" and item["apply"]
    open_page(page, MANY)
    expect(finding(page, 1)).to_have_class("finding rejected")
    apply(page)
    again.stop()
    assert audit(out, MANY)["findings"][0]["state"] == "rejected"
    program("verify", out, "--originals", world.originals(), codes=(0,))
    world.quiet()


def test_a_lost_connection_is_said_and_nothing_is_shown_as_saved(world):
    out = world.run()
    server = world.review(out)
    page = world.open(server.url)
    open_page(page, ONE)
    server.kill()
    press(page, "y")
    expect(page.locator(".toast.bad").first).to_be_visible()
    expect(page.locator(".toast.bad", has_text=ONE)).to_be_visible()
    world.shot(page, "offline")


def test_every_box_by_keys_alone(world):
    """Add, move, resize and cancel without a pointer; `?` shows the keys."""
    out = world.run()
    server = world.review(out)
    page = world.open(server.url, lang="en")
    page.wait_for_selector(".card img.there")
    press(page, "?")
    expect(page.get_by_role("dialog")).to_contain_text("Next page")
    world.shot(page, "keys")
    press(page, "Escape", "g")
    page.wait_for_selector("#page:not([hidden])")
    page.goto(f"{server.url}/#page={BLANK.replace('/', '%2F')}")
    shown(page, BLANK)
    press(page, "Shift+A", "ArrowDown", "Escape")
    expect(page.locator(".box")).to_have_count(0)
    press(page, "Shift+A", "ArrowRight", "Control+ArrowDown", "Shift+ArrowRight")
    first = saved(page, lambda: press(page, "Enter"))["findings"][-1]["box"]
    press(page, "e", "Shift+ArrowDown")
    second = saved(page, lambda: press(page, "Enter"))["findings"][-1]["box"]
    assert second[:3] == first[:3] and second[3] > first[3], (first, second)
    # A box of one's own may be moved away from where it was.
    press(page, "e", *["Control+ArrowDown"] * 8)
    third = saved(page, lambda: press(page, "Enter"))["findings"][-1]["box"]
    assert third[1] > second[1] + second[3], (second, third)
    saved(page, lambda: press(page, "x"))
    saved(page, lambda: press(page, "Enter"))
    assert pages_of(page, server.url)[BLANK]["page"] == "clear"
    world.quiet()


def test_nobody_decides_without_a_name(world):
    """The ledger tells who decided: a reviewer who left the question for the name is asked again before the first decision."""
    server = world.review(world.run())
    page = world.open(server.url, who="")
    page.wait_for_selector("dialog #who")
    press(page, "Escape")
    open_page(page, ONE)
    press(page, "y")
    page.fill("dialog #who", "li")
    press(page, "Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert pages_of(page, server.url)[ONE]["page"] is None
    saved(page, lambda: press(page, "y"))
    assert pages_of(page, server.url)[ONE]["by"] == "li"
    world.quiet()


def test_the_queue_filters(world):
    server = world.review(world.run())
    page = world.open(server.url)
    page.wait_for_selector(".card")
    items = pages_of(page, server.url).values()
    page.click("[data-filter=held]")
    expect(page.locator(".card")).to_have_count(sum(item["queue"] == "held" for item in items))
    page.click("[data-filter=all]")
    page.select_option("select[data-filter=applicant]", "T002")
    assert set(page.locator(".card .owner").all_inner_texts()) == {"T002"}
    expect(page.locator(".card")).to_have_count(sum(item["applicant"] == "T002" for item in items))
    page.select_option("select[data-filter=applicant]", "")
    page.select_option("select[data-filter=reason]", "unsupported_format")
    expect(page.locator(".card")).to_have_count(1)
    expect(page.locator(".card")).to_have_attribute("data-file", NO_PICTURE)
    page.select_option("select[data-filter=reason]", "")
    page.select_option("select[data-filter=applicant]", "T002")
    page.select_option("select[data-filter=form]", "pinyin")
    expect(page.locator(".card")).to_have_count(sum(item["applicant"] == "T002" and "pinyin" in item["forms"] for item in items))
    page.click("[data-filter=held]")
    expect(page.get_by_role("heading", name="没有符合条件的页面")).to_be_visible()
    world.shot(page, "none-fit")
    world.quiet()


def test_a_narrow_screen_and_touch(world):
    """390 px: nothing is wider than the window, and a page is decided with a finger."""
    server = world.review(world.run())
    page = world.open(server.url, size=NARROW)
    page.wait_for_selector(".card img.there")
    world.shot(page, "narrow-queue")
    page.tap(f'.card[data-file="{MANY}"]')
    shown(page, MANY)
    world.shot(page, "narrow-page")
    for selector in ("html", "#page", ".bar", ".panel"):
        wide, room = page.locator(selector).first.evaluate("(el) => [el.scrollWidth, el.clientWidth]")
        assert wide <= room, f"{selector} is {wide} px wide in {room}"
    # Changing a box takes no more of the picture than the tools do.
    press(page, "ArrowDown", "e")
    expect(page.locator("#page .tools .says")).to_be_visible()
    tools = page.locator("#page .tools").bounding_box()
    assert tools["height"] < 80 and tools["x"] >= 0 and tools["x"] + tools["width"] <= NARROW[0], tools
    world.shot(page, "narrow-edit")
    press(page, "Escape")
    # The next page is read from its top.
    page.locator(".panel-body").evaluate("(el) => { el.scrollTop = 1000; }")
    press(page, "ArrowRight")
    expect(page.locator(".position")).to_contain_text("5 / 11")
    assert page.locator(".panel-body").evaluate("(el) => el.scrollTop") == 0
    press(page, "ArrowLeft")
    shown(page, MANY)
    saved(page, lambda: page.tap("[data-do=yes]"))
    assert pages_of(page, server.url)[MANY]["page"] == "mask"
    world.quiet()


def log_in(page, token):
    page.wait_for_selector("#token")
    page.fill("#token", token)
    press(page, "Enter")


def test_tokens_of_other_roles(world):
    """Who may not see the run is asked for another token; who may not see originals is shown where they would be."""
    tokens = world.folder() / "tokens"
    token = {role: program("token", "--tokens", tokens, "--role", role, "--label", role, codes=(0,)).strip() for role in ("applicant", "auditor")}
    page = world.open(world.review(world.run(), "--tokens", tokens).url)
    log_in(page, token["applicant"])
    expect(page.get_by_role("alert")).to_contain_text("无法打开这次运行")
    page.get_by_role("button", name="换一个令牌").click()
    log_in(page, token["auditor"])
    page.wait_for_selector(".card img.there")
    expect(page.locator(f'.card[data-file="{BLURRED}"] .thumb > .icon')).to_be_visible()
    open_page(page, BLURRED)
    expect(page.locator("#page .stage .empty")).to_be_visible()
    for nothing in (".tools", ".badge"):
        expect(page.locator(f"#page {nothing}")).to_be_hidden()
    world.shot(page, "auditor")
    page.get_by_role("button", name="退出").click()
    page.wait_for_selector("#token")
    world.quiet()


def test_a_sample_is_blind_and_gives_an_interval(world):
    server = world.review(world.run(), "--sample", "5", "--roster", ROSTER)
    page = world.open(server.url)
    page.wait_for_selector(".card img.there")
    expect(page.locator(".card")).to_have_count(5)
    assert all(item["verdict"] is None for item in pages_of(page, server.url).values())
    page.locator(".card").first.click()
    page.wait_for_selector('#page .stage[data-shown]:not([data-shown=""])')
    expect(page.locator(".box")).to_have_count(0)
    expect(page.locator(".whose b")).to_have_text(re.compile("田野|谢韵兰"))
    saved(page, lambda: press(page, "n"))
    expect(page.locator(".position")).to_contain_text("2 / 5")
    saved(page, lambda: press(page, "y"))
    expect(page.locator(".result .big")).to_have_text("50.0 %")
    expect(page.locator(".progress .num")).to_have_text("2 / 5")
    world.shot(page, "sample")
    sample = json.loads(page.request.get(f"{server.url}/api/v1/sample").text())["sample"]
    assert sample["decided"] == 2 and sample["left"] == 1 and sample["low"] < .05 < .95 < sample["high"]
    world.quiet()
