#!/usr/bin/env python3
"""Renders pictures of odd shapes: strips, crops, tall ones, a word on much paper, light print on dark, and the truth about them.

usage: shapes.py [--out DIR] [--every N] [--also N …] [--seed N] [--overlay DIR]

Fonts and needs are those of render.py. Writes shapes/pages/<applicant>/<nnn>_<family>.jpg, shapes/roster.csv and
shapes/truth.json below --out (default: this folder). The seed is fixed, and every picture has a generator of its own: the same
fonts, Pillow and numpy give the same bytes. `--every 5 --also 117` writes a fifth of the 224 pictures and one that once leaked, as
they are committed; `--seed` draws others, on which nothing was tuned. People are made up.
"""
import argparse
import csv
import json
import os
import re

import numpy as np
from PIL import Image, ImageDraw

import damage
import sheet
from people import spaced

SEED = 20240603
HERE = os.path.dirname(os.path.abspath(__file__))
PEOPLE = ["柳青岚", "霍达", "司徒静怡", "贺兰山月", "巴哈尔·吐尔逊", "孟繁星", "阮籍明", "舒畅", "诸葛云舒", "古再丽努尔·艾合买提", "崔莺语", "尹航"]
OTHERS = ["邢露", "潘若晨", "尤建勋", "端木晓", "柳青松", "霍达云", "孟繁茂", "诸葛云天", "季红", "尹航远"]
FACES = ["hei", "heibold", "song", "songbold", "ming", "kai"]
# The text of one line of a strip: N is the applicant, O someone else.
LINES = ["主持人：N", "N", "本项目由N负责实施，验收合格。", "项目组成员：O、N、O", "兹证明N同志于二〇二三年参加继续教育学习", "经评审委员会评定N具备副高级职称任职资格",
         "作者简介：N，女，高级工程师，主要从事水利工程设计研究", "第三完成人　N　设计研究院", "关于表彰O、O、N等先进个人的通报", "授予N“先进工作者”荣誉称号", "姓名　N　性别　男　出生年月　一九八一年四月",
         "答辩人N　答辩日期二〇二四年五月　答辩地点第二会议室", "二〇二二年度考核结果　优秀　被考核人　N", "审核　O　　校对　O　　设计　N"]
NONE = ["项目组成员：O、O", "经评审委员会评定O具备副高级职称任职资格", "本件共三页，与原件核对无误。"]
LONG = ["本工程于二〇二一年三月开工，同年十一月竣工，质量评定为优良。", "项目总投资四千三百万元，其中设备购置费一千二百万元。", "成果已在全省七个地市推广应用，经济效益和社会效益显著。",
        "该同志工作认真负责，勤奋好学，能够独立解决复杂的技术问题。", "论文发表于核心期刊，被引用二十余次，获省级二等奖。"]
DARK = [((24, 32, 58), (238, 240, 244)), ((16, 16, 18), (230, 230, 230)), ((96, 22, 24), (248, 226, 176)), ((20, 62, 48), (240, 240, 230)), ((44, 44, 46), (214, 216, 210))]


class Drawing:
    """One picture in the making: its sheet, its hand of the dice, its ink and its paper."""

    def __init__(self, person, rng):
        self.person, self.rng, self.fill, self.paper, self.says = person, rng, sheet.INK, (255, 255, 255), LINES

    def pick(self, items):
        return items[int(self.rng.integers(len(items)))]

    def between(self, a, b):
        return int(self.rng.integers(a, b + 1))

    def text(self, pattern):
        others = list(self.rng.permutation([o for o in OTHERS if self.person not in o and not o.startswith(self.person[:2])]))
        return re.sub("[NO]", lambda m: self.person if m.group() == "N" else str(others.pop()), pattern)

    def new(self, w, h):
        longer = [n for n in OTHERS if self.person in n]
        own = dict(own=True, form="han", script="han")
        marks = [(spaced(n), dict(own=False, ambiguous=True)) for n in longer] + [(spaced(self.person), own)]
        marks += [(spaced(n), dict(own=False, ambiguous=False)) for n in sorted(OTHERS, key=len, reverse=True) if n not in longer]
        self.sheet = sheet.Sheet((w, h), marks, self.paper, self.rng)
        return self.sheet

    def long_text(self, pattern, width, face, size):
        """The line, with other sentences before and after it until it is `width` pixels long."""
        text = self.text(pattern)
        while sheet.font(face, size).getlength(text) < width:
            more = self.pick(LONG)
            text = more + text if self.rng.random() < 0.5 else text + more
        return text

    def dark(self):
        self.paper, self.fill = self.pick(DARK)


def strip(d, h, ratio, fills=(0.38, 0.8)):
    """One line of print along a thin picture."""
    w = round(h * ratio)
    s = d.new(w, h)
    face, size = d.pick(FACES), max(15, round(h * d.rng.uniform(*fills)))
    text = d.text(d.pick(d.says))
    while (length := sheet.font(face, size).getlength(text)) > w - size and size > 15:
        size -= 1
    if length < w * 0.6 and d.rng.random() < 0.6:
        text, size = d.long_text(text, (w - size) * 0.8, face, size), size
        while sheet.font(face, size).getlength(text) > w - size / 2:
            size -= 1
    room = max(0, w - sheet.font(face, size).getlength(text))
    s.line(room * d.pick([0.05, 0.5, 0.95]), (h - size) * d.rng.uniform(0.3, 0.7), text, face, size, d.fill)


def lines(d, w, h, size):
    """Several lines of print along a thin picture."""
    s = d.new(w, h)
    face, step = d.pick(FACES), round(size * 1.7)
    count = max(1, (h - size // 2) // step)
    own = d.between(0, count - 1)
    for i in range(count):
        text = d.long_text(d.pick(LINES) if i == own else d.pick(LONG), w * d.rng.uniform(0.5, 0.8), face, size)
        while sheet.font(face, size).getlength(text) > w - size:
            text = text[1:] if text.endswith(d.person) else text[:-1]
        s.line(size / 2, size / 3 + i * step, text, face, size, d.fill)


def crop(d, size, edge):
    """A line cut out close to its ink."""
    face, text = d.pick(FACES), d.text(d.pick(LINES[:9]))
    length = round(sheet.font(face, size).getlength(text))
    s = d.new(length + 2 * edge, round(size * 1.06) + 2 * edge)
    s.line(edge, edge, text, face, size, d.fill)


def column(d, w, ratio):
    """Text set vertically in a tall picture."""
    size = round(w * d.rng.uniform(0.4, 0.7))
    text = d.text(d.pick(["主持人N", "N", "获奖者N", "授予N同志劳动模范称号", "兹聘请N先生为顾问"]))
    gap = 4
    h = max(round(w * ratio), (size + gap) * len(text) + size)
    s = d.new(w, h)
    s.column((w - size) / 2, d.rng.uniform(0.2, 0.8) * (h - (size + gap) * len(text)), text, d.pick(FACES), size, d.fill, gap)


def ribbon(d, w, h, size):
    """A tall picture with short lines: a receipt, a margin."""
    s = d.new(max(w, size * (len(d.person) + 1)), h)
    face, step = d.pick(FACES), round(size * 1.8)
    own = d.between(0, h // step - 2)
    for i in range(h // step - 1):
        text = d.person if i == own else d.pick(["验收合格", "第二会议室", "水利工程", "经费自筹", "高级职称", "二〇二三年", "设计研究院"])
        if i == own - 1:
            text = d.pick(["主持人：", "申报人：", "完成人："])
        s.line(size / 2, size / 2 + i * step, text, face, size, d.fill)


def sparse(d, w, h, size):
    """A word or a line on much paper."""
    s = d.new(w, h)
    face, text = d.pick(FACES), d.text(d.pick(["N", "申报人：N", "主持人　N", "N（签名）", "被推荐人：N"]))
    length = sheet.font(face, size).getlength(text)
    s.line(d.rng.uniform(0.04, 0.96) * (w - length), d.rng.uniform(0.04, 0.96) * (h - 1.3 * size), text, face, size, d.fill)


def slide(d, w, h, size):
    """A picture of normal shape, dark as a whole."""
    lines(d, w, h, size)


def panel(d, w, h, size):
    """A light page with a large dark area in which the name stands."""
    s = d.new(w, h)
    back, fill = d.pick(DARK)
    top, depth = round(h * d.rng.uniform(0.1, 0.4)), round(h * d.rng.uniform(0.3, 0.5))
    face = d.pick(FACES)
    for i, y in enumerate([size // 2, h - 2 * size]):
        s.line(size, y, d.pick(LONG)[:int((w - 2 * size) / size)], face, size)
    s.draw.rectangle((0, top, w, top + depth), fill=back)
    text = d.text(d.pick(["N", "主讲人：N", "N　高级工程师", "颁奖词：N"]))
    s.line(w / 2, top + depth * d.rng.uniform(0.2, 0.7), text, face, round(size * d.rng.uniform(1.0, 1.8)), fill, anchor="m")


def plan(seed):
    """(family, drawing, light on dark, quarter turns, degrees of skew) of every picture."""
    dice = np.random.default_rng(seed)
    u = lambda a, b: float(dice.uniform(a, b))
    n = lambda a, b: int(dice.integers(a, b + 1))
    out = []
    add = lambda family, draw, dark=False, turns=0, skew=0.0: out.append((family, draw, dark, turns, skew))
    for i in range(40):
        h, r = n(34, 150), u(4, 15)
        add("strip", lambda d, h=h, r=r: strip(d, h, r), skew=u(-0.5, 0.5) if i % 4 == 0 else 0.0)
    for _ in range(16):
        h, r = n(100, 260), u(12, 24)
        add("strip", lambda d, h=h, r=r: strip(d, h, r, (0.25, 0.7)))
    for _ in range(14):
        size, h = n(20, 44), n(90, 320)
        add("lines", lambda d, s=size, h=h: lines(d, round(h * 9), h, s))
    for _ in range(4):
        h, r = n(110, 240), u(32, 70)
        add("ribband", lambda d, h=h, r=r: strip(d, h, r, (0.3, 0.6)))
    for i in range(30):
        size, edge = n(18, 72), n(0, 7)
        add("crop", lambda d, s=size, e=edge: crop(d, s, e), turns=0)
    for i in range(16):
        h, r = n(40, 140), u(4, 14)
        add("turned", lambda d, h=h, r=r: strip(d, h, r), turns=[1, 3, 2, 1][i % 4])
    for _ in range(16):
        w, r = n(44, 140), u(4, 12)
        add("column", lambda d, w=w, r=r: column(d, w, r))
    for _ in range(12):
        size = n(20, 36)
        w, h = size * n(7, 9), n(700, 1600)
        add("ribbon", lambda d, w=w, h=h, s=size: ribbon(d, w, h, s))
    for i in range(22):
        w, h, size = n(300, 1500), n(300, 1500), n(18, 48)
        add("sparse", lambda d, w=w, h=h, s=size: sparse(d, w, h, s), dark=i % 6 == 5)
    for _ in range(22):
        h, r = n(44, 200), u(4, 16)
        add("dark_strip", lambda d, h=h, r=r: strip(d, h, r), dark=True)
    for i in range(14):
        w, h, size = n(500, 1100), n(400, 900), n(24, 44)
        add("dark", lambda d, w=w, h=h, s=size: slide(d, w, h, s), dark=True)
    for _ in range(8):
        w, h, size = n(600, 1000), n(600, 1100), n(22, 36)
        add("panel", lambda d, w=w, h=h, s=size: panel(d, w, h, s))
    for i in range(10):
        h, r = n(44, 140), u(4, 14)
        add("other", lambda d, h=h, r=r: strip(d, h, r), dark=i % 3 == 2)
    return out


def render(seed, index, family, draw, dark, turns, skew):
    """The finished shot, its settings and its applicant."""
    rng = np.random.default_rng([seed, index])
    person = PEOPLE[index % len(PEOPLE)]
    d = Drawing(person, rng)
    if dark:
        d.dark()
    if family == "other":
        d.says = NONE
    draw(d)
    s = d.sheet
    shot = damage.Shot(s)
    if skew:
        angle = np.radians(skew)
        w, h = s.size
        more = round(abs(np.sin(angle)) * w)
        m = np.array([[np.cos(angle), -np.sin(angle), more if angle > 0 else 0], [np.sin(angle), np.cos(angle), 0 if angle > 0 else more], [0, 0, 1.0]])
        damage.warp(shot, m, (w, h + more), d.paper)
    if turns:
        damage.turn(shot, 90 * turns)
    grain = rng.normal(0, 1.2, (shot.image.height, shot.image.width, 1)) if rng.random() < 0.15 else 0
    pixels = np.clip(np.asarray(shot.image.convert("RGB"), np.float32) + grain, 0, 255).astype(np.uint8)
    shot.image = Image.fromarray(pixels)
    if not dark and family != "panel" and rng.random() < 0.5:
        shot.image = shot.image.convert("L")
    return shot, dict(quality=int(rng.integers(55, 80)), **({} if shot.image.mode == "L" else {"subsampling": ["4:4:4", "4:2:0"][int(rng.integers(2))]})), person


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--out", default=HERE)
    ap.add_argument("--every", type=int, default=1, metavar="N", help="write only every Nth picture")
    ap.add_argument("--also", type=int, nargs="*", default=[], metavar="N", help="and these, by their number")
    ap.add_argument("--seed", type=int, default=SEED, metavar="N", help="draw other pictures")
    ap.add_argument("--overlay", metavar="DIR", help="also draw the quads on PNG copies")
    args = ap.parse_args()
    truth, total = [], 0
    for index, item in enumerate(plan(args.seed)):
        if index % args.every and index not in args.also:
            continue
        shot, settings, person = render(args.seed, index, *item)
        who = f"S{PEOPLE.index(person) + 1:02}"
        rel = f"pages/{who}/{index:03}_{item[0]}.jpg"
        path = os.path.join(args.out, "shapes", rel)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        shot.image.save(path, "JPEG", optimize=True, **settings)
        total += os.path.getsize(path)
        w, h = shot.image.size
        quad = lambda m: [[round(min(max(float(x), 0), w), 1), round(min(max(float(y), 0), h), 1)] for x, y in m["quad"]]
        own = [dict(quad=quad(m), text=m["text"], script="han", style=m["style"], form="han", group=m["group"], ambiguous=False) for m in shot.marks if m["own"]]
        others = [dict(quad=quad(m), text=m["text"], ambiguous=m["ambiguous"]) for m in shot.marks if not m["own"]]
        truth.append(dict(file=rel, applicant=dict(id=who, name=person), kind=item[0], base="render", rotation=90 * item[3], size=list(shot.image.size),
                          readable=True, occurrences=own, decoys=others))
        if args.overlay:
            os.makedirs(args.overlay, exist_ok=True)
            im = shot.image.convert("RGB")
            for m in shot.marks:
                ImageDraw.Draw(im).polygon([tuple(p) for p in m["quad"]], outline=(0, 160, 0) if m["own"] else (0, 70, 255))
            im.save(os.path.join(args.overlay, rel.replace("/", "_")[:-3] + "png"))
    with open(os.path.join(args.out, "shapes", "roster.csv"), "w", encoding="utf-8", newline="") as f:
        csv.writer(f, lineterminator="\n").writerows([["编号", "姓名"]] + [[f"S{i + 1:02}", p] for i, p in enumerate(PEOPLE)])
    with open(os.path.join(args.out, "shapes", "truth.json"), "w", encoding="utf-8") as f:
        f.write("[\n" + ",\n".join(json.dumps(t, ensure_ascii=False) for t in truth) + "\n]\n")
    print(f"{len(truth)} pictures, {total // 1024} kB, {sum(len(t['occurrences']) for t in truth)} names")


if __name__ == "__main__":
    main()
