"""Makes a part of the generated requests ones that reach the work: pages that exist, names that can be searched for, real pictures."""

import os
import pathlib
import random

import schemathesis

PAGES = [p for p in os.environ["BLINDMASK_PAGES"].split("\n") if p]
PICTURE = pathlib.Path("testdata/pages/T001/01_id_front.jpg").read_bytes()
CHOICE = random.Random(20260301)


@schemathesis.hook
def map_path_parameters(ctx, path_parameters):
    if path_parameters and "file" in path_parameters and CHOICE.random() < 0.7:
        path_parameters["file"] = CHOICE.choice(PAGES)
    return path_parameters


@schemathesis.hook
def map_body(ctx, body):
    if isinstance(body, dict) and "name" in body and CHOICE.random() < 0.5:
        body["name"] = "赵玉兰"
        # Reading a whole page takes seconds, so most uploads are truncated and held at once.
        size = len(PICTURE) if CHOICE.random() < 0.05 else CHOICE.randrange(len(PICTURE))
        body["file"] = [PICTURE[:size]]
    return body
