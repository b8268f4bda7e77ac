#!/usr/bin/env python3
"""Renders the project's own test pages, their roster and their ground truth.

usage: render.py [--out DIR] [--fonts role=path[:index] …] [--overlay DIR] [--only SUBSTRING]

Needs Pillow and numpy, and fonts of these Debian packages (they are used, not committed):
fonts-noto-cjk, fonts-arphic-ukai, fonts-arphic-uming, fonts-liberation. The table of roles is in sheet.py.
Writes pages/<applicant>/<file>.jpg, roster.csv and truth.json below --out (default: this folder). The seed is fixed:
the same fonts and the same Pillow and numpy give the same bytes. `--overlay` draws the quads on copies, for the eye.
"""
import argparse
import csv
import hashlib
import json
import os
import zlib

import numpy as np
from PIL import Image, ImageDraw

import sheet
from documents import PAGES
from people import APPLICANTS, needles

SEED = 20240601
HERE = os.path.dirname(os.path.abspath(__file__))


def metadata(name, orientation):
    """EXIF, XMP and a comment as a camera or an office program leaves them, and what they hold."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x013B] = name.encode()
    xmp = ('<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
           'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator><rdf:Seq><rdf:li>' + name + "</rdf:li></rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta>")
    return dict(exif=exif.tobytes(), xmp=xmp.encode(), comment=f"扫描件 {name}".encode()), dict(exif_artist=name, xmp_creator=name, jpeg_comment=f"扫描件 {name}")


def record(path, rel, person, kind, kind_zh, shot, settings, known):
    """One record of truth.json."""
    data = open(path, "rb").read()
    quad = lambda m: [[round(float(x), 2), round(float(y), 2)] for x, y in m["quad"]]
    occurrences, decoys = [], []
    for m in shot.marks:
        if "form" in m:
            q = m["quad"]
            height = min(np.linalg.norm(q[0] - q[3]), np.linalg.norm(q[0] - q[1]))
            occurrences.append(dict(quad=quad(m), text=m["text"], script=m["script"], style=m["style"], ambiguous=False, form=m["form"], group=m["group"], height_px=round(float(height), 1)))
        else:
            decoys.append(dict(quad=quad(m), text=m["text"], ambiguous=m["ambiguous"], kind=m["kind"], group=m["group"]))
    mode = shot.image.mode
    extra = ["gray_jpeg"] if mode == "L" else []
    extra += ["progressive"] if settings.get("progressive") else []
    extra += ["444"] if settings.get("subsampling") == "4:4:4" else []
    return dict(file=rel, sha256=hashlib.sha256(data).hexdigest(), applicant={k: person[k] for k in ("id", "name", "aliases", "pinyin")}, kind=kind, kind_zh=kind_zh, base=shot.base,
                negative=not occurrences, degradations=shot.notes + extra, rotation=shot.rotation, exif_orientation=shot.orientation, size=list(shot.image.size),
                jpeg=dict(quality=settings["quality"], progressive=settings.get("progressive", False), subsampling=settings.get("subsampling", "-"), mode=mode),
                readable=True, metadata=known, occurrences=occurrences, decoys=decoys)


def overlay(shot, path):
    im = shot.image.convert("RGB")
    d = ImageDraw.Draw(im)
    for m in shot.marks:
        colour = (0, 160, 0) if "form" in m else (240, 130, 0) if m["ambiguous"] else (0, 70, 255)
        d.polygon([tuple(p) for p in m["quad"]], outline=colour)
        d.ellipse([m["quad"][0][0] - 3, m["quad"][0][1] - 3, m["quad"][0][0] + 3, m["quad"][0][1] + 3], fill=(255, 0, 255))
    im.save(path)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--out", default=HERE)
    ap.add_argument("--fonts", nargs="*", default=[], metavar="ROLE=PATH[:INDEX]")
    ap.add_argument("--overlay", metavar="DIR", help="also draw the quads on PNG copies")
    ap.add_argument("--only", default="", help="render only files whose path contains this; roster and truth are not written")
    args = ap.parse_args()
    for item in args.fonts:
        role, _, path = item.partition("=")
        path, _, index = path.partition(":")
        if role not in sheet.FONTS:
            ap.error(f"unknown font role {role!r}; known: {', '.join(sheet.FONTS)}")
        sheet.FONTS[role] = (path, int(index or 0))
    absent = sorted({p for p, _ in sheet.FONTS.values() if not os.path.exists(p)})
    if absent:
        ap.error("missing fonts: " + ", ".join(absent) + "; install fonts-noto-cjk fonts-arphic-ukai fonts-arphic-uming fonts-liberation, or pass --fonts")
    people = {p["id"]: p for p in APPLICANTS}
    truth = []
    for who, name, kind_zh, make, settings, tagged in PAGES:
        rel = f"pages/{who}/{name}.jpg"
        if args.only not in rel:
            continue
        person = people[who]
        # Each page has its own generator, so adding a page leaves the others as they are.
        rng = np.random.default_rng([SEED, zlib.crc32(rel.encode())])
        new = lambda size, paper=(255, 255, 255): sheet.Sheet(size, needles(person), paper, rng)
        shot = make(new, rng, person)
        extra, known = {}, None
        if tagged:
            extra, known = metadata(person["name"], shot.orientation)
        path = os.path.join(args.out, rel)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        shot.image.save(path, "JPEG", dpi=(150, 150), optimize=True, **settings, **extra)
        truth.append(record(path, rel, person, name[3:], kind_zh, shot, settings, known))
        if args.overlay:
            os.makedirs(args.overlay, exist_ok=True)
            overlay(shot, os.path.join(args.overlay, f"{who}_{name}.png"))
        print(f"{rel}: {len(truth[-1]['occurrences'])} quads, {len(truth[-1]['decoys'])} decoys, {os.path.getsize(path) // 1024} kB")
    if args.only:
        return
    with open(os.path.join(args.out, "roster.csv"), "w", encoding="utf-8", newline="") as f:
        w = csv.writer(f, lineterminator="\n")
        w.writerow(["编号", "姓名", "别名", "身份证号码"])
        for p in APPLICANTS:
            w.writerow([p["id"], p["name"], ";".join(p["aliases"]), p["id_number"]])
    with open(os.path.join(args.out, "truth.json"), "w", encoding="utf-8") as f:
        f.write("[\n" + ",\n".join(json.dumps(t, ensure_ascii=False) for t in truth) + "\n]\n")


if __name__ == "__main__":
    main()
