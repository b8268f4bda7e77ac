"""Makes a part of the generated requests ones that reach the work: pages that exist, decisions that can be taken, names that can
be searched for, real pictures. Only requests that are meant to be right are changed; those that are wrong on purpose stay wrong."""

import io
import json
import os
import pathlib
import random
import urllib.parse
import urllib.request
import zipfile

import schemathesis

API = os.environ["BLINDMASK_ADDRESS"] + "api/v1/"
# A line of print is read in a fraction of the time of a page.
LINES = [path.read_bytes() for path in sorted(pathlib.Path("testdata/lines").glob("*.jpg"))]
PAGE = pathlib.Path("testdata/pages/T001/01_id_front.jpg").read_bytes()
NAME = "赵玉兰"
CHOICE = random.Random(20260301)


def asked(path):
    with urllib.request.urlopen(API + path, timeout=60) as answer:
        return json.load(answer)


def picture():
    """A whole picture, or one that was cut off."""
    chance = CHOICE.random()
    if chance < 0.05:
        return PAGE
    if chance < 0.5:
        return CHOICE.choice(LINES)
    return PAGE[: CHOICE.randrange(len(PAGE))]


def decidable(body, page):
    """The decision, but about `page` as it stands."""
    body.update(by="fuzz", based_on=page["line"], input_sha256=page["sha256"])
    lines = [entry["line"] for entry in page["history"]]
    for change in body["changes"]:
        if "finding" in change and page["findings"]:
            change["finding"] = CHOICE.choice(page["findings"])["id"]
        if "box" in change and page["width"]:
            change["box"] = [CHOICE.randrange(page["width"]), CHOICE.randrange(page["height"]), CHOICE.randrange(1, 300), CHOICE.randrange(1, 90)]
        if "line" in change and lines:
            change["line"] = CHOICE.choice(lines)
    del body["changes"][CHOICE.randrange(1, 4) :]


@schemathesis.hook
def map_case(_context, case):
    if not case.meta.generation.mode.is_positive or CHOICE.random() < 0.3:
        return case
    if "file" in case.path_parameters:
        page = CHOICE.choice(asked("images")["images"])["file"]
        case.path_parameters["file"] = urllib.parse.quote(page, safe="")
        if case.path.endswith("/decisions"):
            decidable(case.body, asked(f"images/{case.path_parameters['file']}"))
    elif isinstance(case.body, dict) and "file" in case.body:
        case.body.update(name=NAME, file=[picture() for _ in case.body["file"]])
    return case


@schemathesis.deserializer("image/jpeg")
def jpeg(_context, response):
    if not (response.content.startswith(b"\xff\xd8") and response.content.endswith(b"\xff\xd9")):
        raise ValueError("no whole JPEG")
    return "a picture"


@schemathesis.deserializer("application/zip")
def archive(_context, response):
    with zipfile.ZipFile(io.BytesIO(response.content)) as files:
        if files.testzip() is not None:
            raise ValueError("a file of the archive is damaged")
        return files.namelist()
