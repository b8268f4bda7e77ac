"""The self-check: pages dropped onto the window, an answer for each, one ZIP, nothing kept."""

import io
import json
import zipfile

from playwright.sync_api import expect

from support import NARROW, PAGES, READING

NAME = "谢韵兰"
FILES = [str(PAGES / "T002" / name) for name in ("01_biye.jpg", "05_jixu.jpg", "03_lunwen.jpg")]


def drop(page, paths, selector="#drop"):
    """Drops files or folders as a file manager does."""
    page.wait_for_selector("#drop-buttons button")  # drawn by the script that takes what is dropped
    box = page.locator(selector).bounding_box()
    session = page.context.new_cdp_session(page)
    data = {"items": [], "files": paths, "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        session.send("Input.dispatchDragEvent", {"type": kind, "x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2, "data": data})


def answers(page):
    return {row.locator(".name").inner_text(): row.get_attribute("data-answer") for row in page.locator(".result").all()}


def test_three_pages_by_drag_and_drop(world):
    server = world.serve()
    page = world.open(server.url)
    expect(page.get_by_role("heading", name="提交前自查")).to_be_visible()
    world.shot(page, "check")
    drop(page, FILES)
    expect(page.locator(".chosen li")).to_have_count(3)
    page.click("#start")
    expect(page.locator("#name-error")).to_be_visible()
    page.fill("#name", NAME)
    world.shot(page, "check-ready")
    with page.expect_request("**/api/v1/jobs") as sent:
        page.click("#start")
    assert NAME not in sent.value.url
    page.wait_for_selector('.result:not([data-answer="waits"])', timeout=READING)
    world.shot(page, "check-runs")
    page.wait_for_selector("[data-do=zip]", timeout=READING)
    assert answers(page) == {"01_biye.jpg": "yes", "03_lunwen.jpg": "yes", "05_jixu.jpg": "no"}
    expect(page.locator(".summary")).to_contain_text("已删除")
    world.shot(page, "check-done")
    with page.expect_download() as download:
        page.click("[data-do=zip]")
    with zipfile.ZipFile(io.BytesIO(download.value.path().read_bytes())) as archive:
        names = archive.namelist()
        assert len([name for name in names if name.endswith(".jpg")]) == 3 and archive.testzip() is None, names
        assert not any(NAME in name for name in names)
    page.locator(".result .look").first.click()
    page.wait_for_selector("dialog .stage .box")
    page.keyboard.press("m")
    page.wait_for_selector("dialog .stage.masked-view")
    world.shot(page, "check-look")
    page.keyboard.press("Escape")
    # The server has deleted the uploads.
    jobs = page.request.get(sent.value.response().headers["location"] if "://" in sent.value.response().headers["location"] else server.url + sent.value.response().headers["location"])
    assert jobs.status == 404
    world.quiet()


def test_a_folder_with_other_things_in_it(world):
    folder = world.folder() / "附件"
    (folder / "证书").mkdir(parents=True)
    (folder / "证书" / "毕业.jpg").write_bytes((PAGES / "T002/01_biye.jpg").read_bytes())
    (folder / "说明.pdf").write_bytes(b"%PDF-1.4\n%%EOF\n")
    (folder / "Thumbs.db").write_bytes(b"left by the system")
    (folder / ".DS_Store").write_bytes(b"left by the system")
    server = world.serve()
    page = world.open(server.url, lang="en")
    drop(page, [str(folder)])
    expect(page.locator(".chosen li")).to_have_count(2)
    # Only the second of the other names is on the page.
    page.fill("#name", "丁小满")
    page.fill("#alias", f"Ding Daman, {NAME}")
    page.click("#start")
    page.wait_for_selector("[data-do=zip]", timeout=READING)
    assert answers(page) == {"附件/证书/毕业.jpg": "yes", "附件/说明.pdf": "unclear"}
    expect(page.locator('.result[data-answer="unclear"]')).to_contain_text("not a JPG")
    world.shot(page, "check-folder")
    # Switching the language also translates answers that are shown already.
    page.get_by_role("button", name="中文").click()
    expect(page.locator('.result[data-answer="unclear"]')).to_contain_text("不是 JPG")
    world.quiet()


def test_what_is_missing_is_said_and_a_broken_check_is_tried_again(world):
    server = world.serve()
    page = world.open(server.url)
    page.wait_for_selector("#start")
    page.fill("#name", NAME)
    page.keyboard.press("Enter")
    expect(page.locator("#files-error")).to_be_visible()
    expect(page.locator("#drop-buttons button").first).to_be_focused()
    page.set_input_files("#pick-files", [str(PAGES / "T001/04_blank.jpg")])
    page.route("**/api/v1/jobs", lambda route: route.abort())
    page.click("#start")
    expect(page.locator(".answer.unchecked")).to_be_visible()
    world.shot(page, "check-broken")
    page.unroute("**/api/v1/jobs")
    page.click("[data-do=retry]")
    page.wait_for_selector("[data-do=zip]", timeout=READING)
    assert answers(page) == {"04_blank.jpg": "no"}
    world.quiet()


def test_leaving_takes_everything_along(world):
    """Cancelling, and closing the page, end the job on the server."""
    server = world.serve()
    page = world.open(server.url, size=NARROW)
    page.fill("#name", NAME)
    page.set_input_files("#pick-files", FILES)
    world.shot(page, "narrow-check")
    with page.expect_response("**/api/v1/jobs") as made:
        page.tap("#start")
    job = json.loads(made.value.text())["id"]
    page.wait_for_selector(".result")
    world.shot(page, "narrow-check-runs")
    with page.expect_request(lambda request: request.method == "DELETE"):
        page.locator(".summary button", has_text="取消").tap()
    expect(page.locator("#ask")).to_be_visible()
    assert page.request.get(f"{server.url}/api/v1/jobs/{job}").status == 404
    wide, room = page.locator("html").evaluate("(el) => [el.scrollWidth, el.clientWidth]")
    assert wide <= room
    world.quiet()
