#!/usr/bin/env python3
"""Renders one small picture for each form that a name takes, other people's names of the same form beside it.

usage: lines.py [--out DIR] [--overlay DIR]

Fonts and needs are those of render.py. Writes lines/<case>.jpg and lines.json below --out (default: this folder). Nothing is
random but the paper's grain, whose seed is fixed. People are made up.
"""
import argparse
import json
import os
import re
import zlib

import numpy as np
from PIL import Image, ImageDraw

import sheet

HERE = os.path.dirname(os.path.abspath(__file__))
SEED = 20240602
SIZE, STEP, LEFT = 27, 58, 40


def case(name, lines, own, others, aliases=(), width=720, draw=None):
    """`own`: (text on the page, accepted `form`s) of the roster's `name`; `others`: what must stay. Lines are (text, font role)."""
    return dict(name=name, lines=lines, own=own, others=others, aliases=list(aliases), width=width, draw=draw)


def hei(*texts):
    return [(t, "hei") for t in texts]


def song(*texts):
    return [(t, "song") for t in texts]


def roman(*texts):
    return [(t, "roman") for t in texts]


def columns(s):
    for i, text in enumerate(["申报人程朗", "复核人程远", "主任程朗晖"]):
        s.column(80 + 150 * i, 40, text, size=34)


def broken(s):
    # The line ends where the text is cut.
    for i, text in enumerate(["二〇二二年起该项目改由设计院副总工程师欧阳知", "远主持，至二〇二四年底完成全部设计与试验；",
                              "此前的方案设计阶段由本院总工程师欧阳知", "秋主持，经费自筹，二〇二一年通过验收。"]):
        s.line(LEFT, 30 + 44 * i, text, "song", SIZE)


def cells(s):
    rows = s.grid(40, 30, [120, 90, 160, 200], [80, 80, 80])
    for row, texts in zip(rows, [["序号", "姓名", "性别", "职称"], ["1", "欧阳知远", "男", "高级工程师"], ["2", "欧阳知秋", "女", "工程师"]]):
        for box, text in zip(row, texts):
            s.cell(box, text, "song", 26)


CASES = {
    "han": case("常青", song("申报人：常青，男，汉族，中级职称", "经审查，常青同志符合申报条件。", "会计：常春", "复核：常青云，女，汉族", "愿友谊如松柏四季常青"),
                [("常青", ["han"])], ["常春", "常青云", "四季常青"]),
    "spaced": case("程朗", hei("姓名：程 朗", "姓名：程　朗", "姓名：程    朗", "姓名：李　朗", "姓名：程　远"),
                   [("程    朗", ["spaced"]), ("程　朗", ["spaced"]), ("程 朗", ["spaced", "han"])], ["李　朗", "程　远"]),
    "dots": case("古丽娜·艾山", song("发明人：古丽娜·艾山", "发明人：古丽娜•艾山", "发明人：古丽娜・艾山", "发明人：古丽娜．艾山", "发明人：古丽娜艾山",
                                "校对：古丽娜·艾尔肯", "校对：古丽娜·艾山江", "校对：努尔·艾山"),
                 [(f"古丽娜{d}艾山", ["han"]) for d in ["·", "•", "・", "．", ""]], ["古丽娜·艾尔肯", "古丽娜·艾山江", "努尔·艾山"]),
    "vertical": case("程朗", [], [("程朗", ["vertical"])], ["程远", "程朗晖"], width=520, draw=(300, columns)),
    "to_traditional": case("刘国伟", [(t, "songtrad") for t in ["茲聘請劉國偉先生為本會顧問", "主席：劉國輝", "秘書：劉偉"]],
                           [("劉國偉", ["traditional"])], ["劉國輝", "劉偉"]),
    "to_simplified": case("劉國偉", song("兹聘请刘国伟先生为本会顾问", "主席：刘国辉", "秘书：刘伟"), [("刘国伟", ["han"])], ["刘国辉", "刘伟"]),
    "broken_lines": case("欧阳知远", [], [("欧阳知$", ["split"]), ("^远", ["split"])], [], draw=(220, broken)),
    "broken_cells": case("欧阳知远", [], [("欧阳知远", ["split"])], ["欧阳知秋"], draw=(310, cells)),
    "partial": case("谢韵兰", song("申报人：谢韵兰，女，汉族", "由谢老师负责该项目的实施。", "感谢老师和同学的支持。", "评语：韵兰同志工作认真。", "复核：刘韵兰，女"),
                    [("谢韵兰", ["han"]), ("(?<=由)谢(?=老师)", ["partial"]), ("(?<=：)韵兰", ["partial"])], ["刘韵兰", "感谢老师"]),
    "pinyin": case("曾晓鸣", roman("Author: ZENG Xiaoming", "Author: Xiaoming Zeng", "Author: Zeng Xiao-ming", "Author: ZENG XIAOMING", "Author: ZENG Xiao Ming",
                                "Author: ZengXiaoming", "Author: ZENG Xiaomei", "Author: CAO Xiaoming", "Author: ZENG Xiaomingyu"),
                   [(t, ["pinyin"]) for t in ["ZENG Xiaoming", "Xiaoming Zeng", "Zeng Xiao-ming", "ZENG XIAOMING", "ZENG Xiao Ming", "ZengXiaoming"]],
                   ["ZENG Xiaomingyu", "ZENG Xiaomei", "CAO Xiaoming"]),
    "tones": case("曾晓鸣", song("Zēng Xiǎomíng", "Xiǎomíng Zēng", "Zēng Xiǎolíng"), [("Zēng Xiǎomíng", ["pinyin"]), ("Xiǎomíng Zēng", ["pinyin"])], ["Zēng Xiǎolíng"]),
    "initials": case("曾晓鸣", roman("Cited: Zeng X. M., 2021", "Cited: X. M. Zeng, 2021", "Cited: Zeng XM, 2021", "Cited: Zeng Y. L., 2021", "Cited: Zhang X. M., 2021"),
                     [("Zeng X. M.", ["initials"]), ("X. M. Zeng", ["initials"]), ("Zeng XM", ["initials"])], ["Zeng Y. L.", "Zhang X. M."]),
    "shan": case("单立诚", roman("Inventor: SHAN Licheng", "Inventor: Licheng Shan", "Inventor: SHAN Lihua", "Inventor: SHEN Licheng"),
                 [("SHAN Licheng", ["pinyin"]), ("Licheng Shan", ["pinyin"])], ["SHAN Lihua", "SHEN Licheng"]),
    "qiu": case("仇远航", roman("Inventor: QIU Yuanhang", "Inventor: Yuanhang Qiu", "Inventor: QIU Yuanfang", "Inventor: CHEN Yuanhang"),
                [("QIU Yuanhang", ["pinyin"]), ("Yuanhang Qiu", ["pinyin"])], ["QIU Yuanfang", "CHEN Yuanhang"]),
    "umlaut": case("吕青山", song("Name: LÜ Qingshan", "Name: LV Qingshan", "Name: LYU Qingshan", "Name: LU Qingshan", "Name: LIU Qingshan", "Name: LYU Qinghai"),
                   [(t, ["pinyin"]) for t in ["LÜ Qingshan", "LV Qingshan", "LYU Qingshan", "LU Qingshan"]], ["LIU Qingshan", "LYU Qinghai"]),
    "latin": case("热孜宛·喀迪尔", roman("Holder: Rizwan Kadir", "Holder: Kadir, Rizwan", "Holder: RIZWAN KADIR", "Holder: Rizwan Kamal", "Holder: Nurbek Kadir"),
                  [(t, ["latin"]) for t in ["Rizwan Kadir", "Kadir, Rizwan", "RIZWAN KADIR"]], ["Rizwan Kamal", "Nurbek Kadir"], aliases=["Rizwan Kadir"]),
    "latin_initials": case("热孜宛·喀迪尔", roman("Holder: R. Kadir", "Holder: Kadir R.", "Holder: N. Kadir", "Holder: R. Kamal"),
                           [("R. Kadir", ["initials"]), ("Kadir R.", ["initials"])], ["N. Kadir", "R. Kamal"], aliases=["Rizwan Kadir"]),
}

# Marks (key, text) that the program is known to get wrong; a test fails when one of them improves.
MISSED = set()


def render(key, c):
    rng = np.random.default_rng([SEED, zlib.crc32(key.encode())])
    needles = [(re.escape(t), dict(own=False)) for t in c["others"]]
    needles += [(t if t[0] in "^(" or t[-1] == "$" else re.escape(t), dict(own=True, forms=f)) for t, f in c["own"]]
    if key == "broken_lines":
        # The namesake's second half begins its line like the name's own.
        needles = [("欧阳知$(?<=总工程师欧阳知)(?<!副总工程师欧阳知)", dict(own=False)), ("^秋", dict(own=False))] + needles
    height = c["draw"][0] if c["draw"] else 50 + STEP * len(c["lines"])
    s = sheet.Sheet((c["width"], height), needles)
    for i, (text, role) in enumerate(c["lines"]):
        s.line(LEFT, 36 + STEP * i, text, role, SIZE)
    if c["draw"]:
        c["draw"][1](s)
    grain = rng.normal(0, 1.5, (height, c["width"]))
    s.image = Image.fromarray(np.clip(np.asarray(s.image.convert("L"), np.float32) - 6 + grain, 0, 255).astype(np.uint8))
    return s


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--out", default=HERE)
    ap.add_argument("--overlay", metavar="DIR", help="also draw the quads on PNG copies")
    args = ap.parse_args()
    os.makedirs(os.path.join(args.out, "lines"), exist_ok=True)
    out = []
    for key, c in CASES.items():
        s = render(key, c)
        s.image.save(os.path.join(args.out, "lines", key + ".jpg"), "JPEG", quality=80, optimize=True)
        marks = [dict(text=m["text"], group=m["group"], quad=m["quad"].round(1).tolist(), **({"forms": m["forms"]} if m["own"] else {}),
                      **({"known": "missed"} if (key, m["text"]) in MISSED else {}), own=m["own"]) for m in s.marks]
        strip = lambda m: {k: v for k, v in m.items() if k != "own"}
        out.append(dict(file=f"lines/{key}.jpg", name=c["name"], aliases=c["aliases"], size=list(s.image.size),
                        names=[strip(m) for m in marks if m["own"]], others=[strip(m) for m in marks if not m["own"]]))
        if args.overlay:
            os.makedirs(args.overlay, exist_ok=True)
            im = s.image.convert("RGB")
            for m in marks:
                ImageDraw.Draw(im).polygon([tuple(p) for p in m["quad"]], outline=(0, 160, 0) if m["own"] else (0, 70, 255))
            im.save(os.path.join(args.overlay, key + ".png"))
        print(f"{key}: {len(out[-1]['names'])} quads, {len(out[-1]['others'])} of others")
    with open(os.path.join(args.out, "lines.json"), "w", encoding="utf-8") as f:
        f.write("[\n" + ",\n".join(json.dumps(t, ensure_ascii=False) for t in out) + "\n]\n")


if __name__ == "__main__":
    main()
