#!/usr/bin/env python3
"""Draws pages nobody has looked at, of people made up from the seed, with the truth about every name on them.

usage: draw.py SEED OUT [--count 120] [--fonts CACHE] [--overlay] [--only SUBSTRING]

Writes OUT/images/<id>/<nn>_<kind>.jpg, truth.json, applicants.json, applicants.csv and roster.csv (no aliases). The same seed, fonts and
versions of the packages give the same bytes. `--overlay` also writes OUT/overlay/*.png with the quads.
"""
import argparse
import csv
import hashlib
import json
import os
import zlib

import cv2
import numpy as np
from PIL import Image

import damage
import docs_cards as cards
import docs_certs as certs
import docs_tables as tables
import docs_text as texts
import fonts
import recipes
from case import Case
from people import applicants, pick
from sheet import Sheet

HERE = os.path.dirname(os.path.abspath(__file__))
# Kinds that name somebody, with the truth's word for each.
NAMING = {"id_front": cards.id_front, "badge": cards.badge, "seal": cards.seals, "banner": cards.banner, "envelope": cards.envelope, "chat": cards.chat,
          "diploma": certs.diploma, "degree": certs.degree, "title": certs.title, "letter": certs.letter, "award": certs.award, "patent": certs.patent,
          "training": certs.training, "proof": certs.proof, "scores": certs.scores, "social": tables.social, "assessment": tables.assessment, "roster": tables.roster,
          "signin": tables.signin, "notice": tables.notice, "approval": tables.approval, "wages": tables.wages, "application": tables.application,
          "register": tables.register, "promotion": tables.promotion, "paper": texts.paper, "paper_en": texts.paper_en, "contents": texts.contents,
          "promise": texts.promise, "contract": texts.contract, "minutes": texts.minutes, "report": texts.report, "lecture": texts.lecture}
NAMELESS = {"id_back": cards.id_back, "photo": cards.photo, "blank": cards.blank, "cover": cards.cover}
# Kinds drawn more often because they are hard.
OFTEN = ["seal", "promise", "signin", "assessment", "contract", "diploma", "title", "wages", "application"]
NEGATIVE = .2      # Share of pages without the applicant's name.
NO_PEOPLE = .4     # Share of these that name nobody.
UNREADABLE = .03   # Share of pages spoilt on purpose beyond reading.
TRIES = 4          # Drawings of one page before an illegible one is taken as it is.


def plan(rng, people, count):
    """(person, kind, named, spoilt) of every page; kinds evenly, none twice for a person if that can be."""
    deck, nameless = [], []
    out = []
    for i in range(count):
        person = people[i % len(people)]
        taken = {k for p, k, *_ in out if p is person}
        negative = (i * 37) % count < NEGATIVE * count
        if negative and rng.random() < NO_PEOPLE:
            nameless = nameless or [str(k) for k in rng.permutation(list(NAMELESS) + ["photo"])]
            kind = nameless.pop()
        else:
            if len(deck) < 12:
                deck = [str(k) for k in rng.permutation(list(NAMING) + OFTEN)] + deck
            at = next((j for j in range(len(deck) - 1, -1, -1) if deck[j] not in taken), len(deck) - 1)
            kind = deck.pop(at)
        out.append((person, kind, not negative, rng.random() < UNREADABLE))
    return out


def take(rng, faces, person, kind, named, mild, back):
    """Draws a page and spoils it once."""
    size, dpi = recipes.page_size(kind, rng)
    paper = tuple(int(v) for v in np.array(pick(rng, [(252, 252, 250), (248, 246, 240), (255, 255, 255), (244, 238, 224)])) - rng.integers(0, 4))
    sheet = Sheet(rng, faces, size, paper, dpi)
    if rng.random() < .12:
        tone = int(rng.integers(60, 120))
        sheet.ink = (tone, tone, tone)
        sheet.notes.append("light_print")
    {**NAMING, **NAMELESS}[kind](Case(sheet, person, named))
    clean = sheet.px
    shot = damage.Shot(sheet)
    how = recipes.spoil(shot, kind, rng, mild, back)
    for m in shot.marks:
        m["quad"] = damage.retighten(m)
    return shot, how, clean


def metadata(person, rng):
    """Fields of a camera or an office program that carry the name, on one page in twelve."""
    if rng.random() > .08:
        return None
    return pick(rng, [dict(exif_artist=person.han), dict(jpeg_comment=f"扫描件 {person.han}"), dict(exif_artist=person.han, jpeg_comment=person.han)])


def save(path, shot, how, meta):
    image = Image.fromarray(shot.px)
    if how["gray"]:
        image = image.convert("L")
    exif = Image.Exif()
    if how["orientation"] != 1:
        exif[0x0112] = how["orientation"]
    if meta and "exif_artist" in meta:
        exif[0x013B] = meta["exif_artist"].encode()
    extra = dict(comment=meta["jpeg_comment"].encode()) if meta and "jpeg_comment" in meta else {}
    if len(exif):
        extra["exif"] = exif.tobytes()
    chroma = {} if how["gray"] else dict(subsampling=how["subsampling"])
    image.save(path, "JPEG", quality=how["quality"], progressive=how["progressive"], **chroma, **extra)


def record(path, rel, person, kind, shot, how, readable, meta):
    """One record of truth.json, in the format of the development set."""
    occurrences, decoys, groups = [], [], {}
    for m in shot.marks:
        quad = [[round(float(x), 2), round(float(y), 2)] for x, y in m["quad"]]
        t = m["tag"]
        if t.kind == "own":
            q = np.array(quad)
            short = min(np.linalg.norm(q[0] - q[3]), np.linalg.norm(q[0] - q[1]))
            occurrences.append(dict(quad=quad, text=m["text"], script=t.script, style=m["style"], ambiguous=False, form=t.form,
                                    group=groups.setdefault(m["group"], len(groups) + 1), height_px=round(float(short), 1)))
        else:
            decoys.append(dict(quad=quad, text=m["text"], ambiguous=t.kind != "decoy", kind=t.kind, group=m["group"]))
    with open(path, "rb") as f:
        sha = hashlib.sha256(f.read()).hexdigest()
    return dict(file=rel, sha256=sha, applicant=dict(id=person.id, name=person.han, aliases=person.aliases, pinyin=person.pinyin), kind=kind,
                kind_zh={**NAMING, **NAMELESS}[kind].__doc__.split(":")[0].split(";")[0].split(",")[0].strip(), base=shot.base, negative=not occurrences, degradations=list(dict.fromkeys(shot.notes)),
                rotation=shot.rotation, exif_orientation=how["orientation"], size=list(shot.size),
                jpeg=dict(quality=how["quality"], progressive=how["progressive"], subsampling="-" if how["gray"] else {0: "4:4:4", 2: "4:2:0"}[how["subsampling"]], mode="L" if how["gray"] else "RGB"),
                readable=readable, metadata=meta, occurrences=occurrences, decoys=decoys)


def overlay(path, shot):
    px = shot.px.copy()
    for m in shot.marks:
        q = np.round(np.asarray(m["quad"]) - .5).astype(np.int32)
        cv2.polylines(px, [q], True, {"own": (0, 170, 0), "decoy": (0, 60, 255)}.get(m["tag"].kind, (255, 140, 0)), 1)
        cv2.circle(px, (int(q[0][0]), int(q[0][1])), 3, (255, 0, 255), -1)
    Image.fromarray(px).save(path)


def rosters(out, people):
    with open(os.path.join(out, "applicants.json"), "w", encoding="utf-8") as f:
        json.dump([dict(id=p.id, name=p.han, aliases=p.aliases) for p in people], f, ensure_ascii=False, indent=1)
    with open(os.path.join(out, "applicants.csv"), "w", encoding="utf-8", newline="") as f:
        rows = csv.writer(f)
        rows.writerow(["id", "name", "aliases"])
        rows.writerows([p.id, p.han, ";".join(p.aliases)] for p in people)
    with open(os.path.join(out, "roster.csv"), "w", encoding="utf-8", newline="") as f:
        rows = csv.writer(f)
        rows.writerow(["编号", "姓名"])
        rows.writerows([p.id, p.han] for p in people)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("seed", type=int)
    ap.add_argument("out")
    ap.add_argument("--count", type=int, default=120)
    ap.add_argument("--fonts", default=os.path.join(HERE, ".fonts"))
    ap.add_argument("--overlay", action="store_true")
    ap.add_argument("--only", default="", help="draw only files whose path holds this; truth.json then has only these")
    args = ap.parse_args()
    cv2.setNumThreads(1)
    faces = fonts.faces(args.fonts)
    people = applicants(np.random.default_rng([args.seed, 1]))
    os.makedirs(args.out, exist_ok=True)
    rosters(args.out, people)
    if args.overlay:
        os.makedirs(os.path.join(args.out, "overlay"), exist_ok=True)
    truth, number, back = [], {}, None
    for person, kind, named, spoilt in plan(np.random.default_rng([args.seed, 2]), people, args.count):
        number[person.id] = number.get(person.id, 0) + 1
        rel = f"images/{person.id}/{number[person.id]:02d}_{kind}.jpg"
        if args.only not in rel:
            continue
        for attempt in range(TRIES):
            rng = np.random.default_rng([args.seed, zlib.crc32(rel.encode()), attempt])
            shot, how, clean = take(rng, faces, person, kind, named, attempt > 1, back)
            own = [m for m in shot.marks if m["tag"].kind == "own"]
            good = all(recipes.legible(shot, m) for m in own) and bool(own) == named
            if good:
                break
        if spoilt and own:
            damage.resize(shot, .3)
            damage.blur(shot, 1.6)
            damage.grain(shot, 12)
            shot.notes.append("unreadable")
            good = False
        elif not good:
            shot.notes.append("unreadable")
        path = os.path.join(args.out, rel)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        meta = metadata(person, rng)
        save(path, shot, how, meta)
        truth.append(record(path, rel, person, kind, shot, how, good, meta))
        if args.overlay:
            overlay(os.path.join(args.out, "overlay", rel.replace("/", "_") + ".png"), shot)
        back = clean if named and not args.only else None
    truth.sort(key=lambda r: r["file"])
    with open(os.path.join(args.out, "truth.json"), "w", encoding="utf-8") as f:
        json.dump(truth, f, ensure_ascii=False, indent=1)
    lost = sum(not r["readable"] for r in truth)
    print(f"{len(truth)} pages of {len(people)} people, {sum(r['negative'] for r in truth)} without the name, {lost} not readable: {args.out}")


if __name__ == "__main__":
    main()
