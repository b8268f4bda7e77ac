"""Tokens and roles: a wrong token, what an auditor sees and can't do, an applicant's self-check."""

from playwright.sync_api import expect

from support import NARROW, PAGES, READING, Server, open_page, pages_of, press, program, saved, shown

ONE = "T001/01_id_front.jpg"
HELD = "T001/06_blurred.jpg"


def tokens(world, *roles):
    """A file of tokens, and the token of each role."""
    file = world.folder() / "tokens"
    return file, {role: program("token", "--tokens", file, "--role", role, "--label", f"{role}-1").strip() for role in roles}


def enter(page, token):
    page.fill("#token", token)
    with page.expect_response(lambda response: response.url.endswith("/session") and response.request.method == "POST") as answer:
        page.keyboard.press("Enter")
    return answer.value.status


def test_a_token_opens_the_review_and_names_the_reviewer(world):
    file, of = tokens(world, "reviewer")
    server = world.review(world.run(), "--tokens", file)
    page = world.open(server.url, who="somebody-else")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert page.locator(".card[data-file]").count() == 0, "nothing is listed without a token"
    world.shot(page, "login")
    assert enter(page, of["reviewer"][:-1]) == 401
    expect(page.locator("dialog .error")).to_have_text("令牌无效，请核对后重新输入。")
    world.shot(page, "login-wrong")
    assert enter(page, of["reviewer"]) == 204
    page.wait_for_selector(".card img.there")
    cookie, = page.context.cookies()
    assert cookie["httpOnly"] and cookie["sameSite"] == "Strict" and page.evaluate("document.cookie") == ""
    assert not any(of["reviewer"] in str(page.evaluate(f"JSON.stringify({store})")) for store in ("localStorage", "sessionStorage"))
    open_page(page, ONE)
    saved(page, lambda: press(page, "y"))
    assert pages_of(page, server.url)[ONE]["by"] == "reviewer-1", "the token's label counts, not what the browser says"
    # Another reviewer at the same browser begins with an empty form.
    page.get_by_role("button", name="退出").click()
    expect(page.locator("#token")).to_have_value("")
    assert page.request.get(f"{server.url}/api/v1/images").status == 401
    world.quiet()


def test_an_auditor_sees_what_was_released_and_changes_nothing(world):
    file, of = tokens(world, "auditor")
    server = world.review(world.run(), "--tokens", file)
    page = world.open(server.url)
    assert enter(page, of["auditor"]) == 204
    asked = []
    page.on("request", lambda request: asked.append(f"{request.method} {request.url}"))
    page.wait_for_selector(".card img.there")
    expect(page.locator("[data-do=apply]")).to_have_count(0)
    open_page(page, ONE)
    world.shot(page, "auditor")
    # A box can't be dragged, and the keys of a reviewer do nothing here.
    page.locator(".findings .pick").first.click()
    box = page.locator("#page .box.chosen rect.line").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2 + 40, box["y"] + box["height"] / 2 + 30, steps=4)
    page.mouse.up()
    expect(page.locator("#page .box.draft")).to_have_count(0)
    press(page, "y", "n", "a", "x", "c", "u", "r", "z", "p", "Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("[data-do=yes], [data-do=no], [data-do=add]")).to_have_count(0)
    page.goto(f"{server.url}/#page={HELD.replace('/', '%2F')}")
    shown(page, HELD)
    expect(page.locator("#page .stage .empty")).to_contain_text("没有发布")
    world.shot(page, "auditor-held")
    assert not (wrong := [one for one in asked if "/original" in one or not one.startswith("GET ")]), f"an auditor's browser asks for what it may not have: {wrong}"
    assert all(item["page"] is None for item in pages_of(page, server.url).values())
    refused = page.request.post(f"{server.url}/api/v1/images/{ONE.replace('/', '%2F')}/decisions", headers={"X-Blindmask": "1"}, data={"input_sha256": None, "based_on": 1, "changes": [{"do": "page", "page": "mask"}]})
    assert refused.status == 403 and refused.json()["code"] == "forbidden"
    assert page.request.get(f"{server.url}/api/v1/images/{ONE.replace('/', '%2F')}/original").status == 403
    world.quiet()


def test_an_applicant_with_a_token_checks_a_page(world):
    file, of = tokens(world, "applicant")
    server = Server("serve", "--timeout", "600", "--tokens", file)
    world.servers.append(server)
    page = world.open(server.url, size=NARROW, lang="en")
    expect(page.locator("#token")).to_be_visible()
    world.shot(page, "narrow-login")
    hint, foot = (page.locator(part).bounding_box() for part in ("#token-hint", "dialog .foot"))
    assert foot["y"] - hint["y"] - hint["height"] >= 10, "the button touches the words above it"
    assert enter(page, of["applicant"]) == 204
    page.fill("#name", "田野")
    page.set_input_files("#pick-files", [str(PAGES / ONE)])
    page.tap("#start")
    page.wait_for_selector("[data-do=zip]", timeout=READING)
    expect(page.locator('.result[data-answer="yes"]')).to_have_count(1)
    world.quiet()
