#!/usr/bin/env python3
"""Renders the pages on which one name is left uncovered, to see whether the second reader finds it.

usage: planted.py [--out DIR] [--overlay DIR]

Fonts and needs are those of render.py. Writes planted/<nn>_<kind>.jpg and planted.json below --out (default: this folder); the
records are those of truth.json, each page an applicant's of its own. The seed is fixed. People are made up.
"""
import argparse
import json
import os
import re

import numpy as np

import sheet
from damage import Shot, phone, scan, turn
from render import overlay, record
from sheet import Hand, INK

HERE = os.path.dirname(os.path.abspath(__file__))
SEED = 20240603
NAMES = """关沐阳 车雅宁 段景行 尹初晴 黎子墨 龙清扬 顾南乔 夏知秋 丁若岚 贺云舟 童心怡 凌志远 薛映雪 闫立本 邵一鸣 武思齐 左丘平 乔木青
上官静 吐逊江·阿不都 古丽米热·赛买提 康宁 施然 柏舟 安歌 米娜 单于飞""".split()
# Text beside them; none contains one of them or is contained in one.
OTHERS = "孟凡星 葛洪涛 傅雨辰 庞立人 樊晓东 滕文静 阮成林 戚秋实".split()
UNITS = ["临川市第三中学", "平湖县农业技术站", "青屿市规划设计院", "南溪区人民医院", "北桥镇文化站"]


def form(s, who, rng, role, size):
    """A form: labels and values in cells."""
    s.line(413, 70, "专业技术人员信息登记表", "heibold", 30, anchor="m")
    rows = s.grid(60, 140, [120, 220, 120, 247], [size * 2 + 10] * 9)
    texts = [("姓名", who, "性别", "女"), ("出生年月", "1986年5月", "民族", "汉族"), ("学历", "大学本科", "学位", "理学学士"),
             ("现任职务", "副主任", "任职时间", "2017年3月"), ("申报系列", "工程", "申报级别", "副高级"), ("联系人", OTHERS[0], "电话", "0990-5550183"),
             ("单位", UNITS[0], "岗位", "专业技术"), ("外语", "免试", "计算机", "合格"), ("初审人", OTHERS[1], "复审人", OTHERS[2])]
    for cells, row in zip(rows, texts):
        for box, text in zip(cells, row):
            s.cell(box, text, role, size)
    s.flow(60, 1169 - 330, 700, "本表一式两份，由所在单位核对后盖章，一份存入本人档案，一份报送评审机构。", role, size, 1.6)


def notice(s, who, rng, role, size):
    """Running text with names in it."""
    s.line(413, 80, "关于表彰先进个人的决定", "songbold", 34, anchor="m")
    y = s.flow(70, 160, 690, f"各科室、各部门：过去一年，全体职工恪尽职守，涌现出一批先进个人。经民主推荐和领导班子研究，决定授予{who}、{OTHERS[3]}、{OTHERS[4]}三位同志年度先进个人称号，"
               "予以通报表彰，并各颁发奖金二千元。", role, size, 1.8)
    y = s.flow(70, y + 10, 690, f"希望受到表彰的同志珍惜荣誉，再接再厉。全体职工要以他们为榜样，学习他们踏实肯干、勇于担当的精神，为本单位的发展作出新的贡献。联系人：{OTHERS[5]}。", role, size, 1.8)
    s.line(740, y + 50, UNITS[1], role, size, anchor="r")
    s.line(740, y + 100, "2024年1月15日", role, size, anchor="r")
    s.stamp(620, y + 80, 84, UNITS[1], "", 6)


def table(s, who, rng, role, size):
    """A list of people in small print."""
    s.line(413, 60, "继续教育学时登记汇总表", "heibold", 28, anchor="m")
    people = list(OTHERS[:5])
    people.insert(int(rng.integers(0, 6)), who)
    rows = s.grid(50, 120, [60, 200, 170, 150, 147], [size * 2] * 20)
    for c, t in zip(rows[0], ["序号", "姓名", "培训项目", "起止日期", "学时"]):
        s.cell(c, t, "heibold", size)
    for k, (cells, person) in enumerate(zip(rows[1:], people)):
        for c, t in zip(cells, [str(k + 1), person, ("公需科目", "专业科目")[k % 2], f"{3 + k}月1日—{3 + k}月9日", str(24 + 6 * k)]):
            s.cell(c, t, role, size)
    for k, cells in enumerate(rows[len(people) + 1:]):
        for c, t in zip(cells, [str(len(people) + k + 1), "（空缺）", "专业科目", "待定", "0"]):
            s.cell(c, t, role, size)


def award(s, who, rng, role, size):
    """A certificate: large print and a stamp."""
    s.guilloche((240, 230, 205), 60, 14)
    s.frame(30, (160, 44, 40), 6)
    s.line(413, 130, "荣 誉 证 书", "songbold", 60, (170, 30, 34), anchor="m")
    s.line(110, 280, who + "同志：", role, size + 14)
    y = s.flow(110, 370, 610, "在二〇二三年度全市职业技能竞赛中表现突出，荣获二等奖。特发此证，以资鼓励。", role, size + 10, 1.8)
    s.line(700, y + 90, UNITS[2], role, size + 4, anchor="r")
    s.line(700, y + 150, "二〇二三年十一月", role, size + 4, anchor="r")
    s.stamp(590, y + 120, 88, UNITS[2], "", -6)


def letter(s, who, rng, role, size):
    """A proof of employment, signed by hand by somebody else."""
    s.line(413, 110, "在 职 证 明", "heibold", 40, anchor="m")
    y = s.flow(90, 230, 650, f"兹证明{who}系我单位正式职工，自2012年7月起在本单位工作，现任业务科科长，从事技术推广工作已满十一年，工作期间遵纪守法，历年考核均为称职以上。", role, size, 1.9)
    y = s.flow(90, y + 10, 650, "以上情况属实，如有虚假，本单位愿承担相应责任。特此证明。", role, size, 1.9)
    s.line(90, y + 60, "经办人：", role, size)
    s.line(210, y + 50, OTHERS[6], "kai", 38, INK, style="handwritten", hand=Hand(rng))
    s.line(730, y + 160, UNITS[3], role, size, anchor="r")
    s.line(730, y + 210, "2024年4月2日", role, size, anchor="r")


KINDS = [("form", "登记表", form), ("notice", "表彰决定", notice), ("table", "汇总表", table), ("award", "荣誉证书", award), ("letter", "在职证明", letter)]
TYPES = ["song", "hei", "kai", "ming"]
SIZES = [17, 20, 23, 26]


def needles(who):
    own = [(re.escape(who), dict(script="han", form="han", ambiguous=False))]
    return own + [(n, dict(kind="decoy", ambiguous=False)) for n in OTHERS]


def taken(k, shot, rng):
    """How page `k` came into the computer: grey and coloured scans, straight and skewed, every fifth by phone, two turned."""
    if k % 5 == 3:
        return phone(shot, rng, (900, 1240), [(0.07, 0.05), (0.93, 0.03), (0.95, 0.95), (0.05, 0.96)])
    shot = scan(shot, rng, grey=k % 3 != 0, skew=(0, 0.8, -1.2)[k % 3], sigma=1.0 + 0.5 * (k % 2), blur=0.4 + 0.2 * (k % 4))
    return turn(shot, 90 * (1 + k % 3)) if k % 13 == 7 else shot


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--out", default=HERE)
    ap.add_argument("--overlay", metavar="DIR", help="also draw the quads on PNG copies")
    args = ap.parse_args()
    os.makedirs(os.path.join(args.out, "planted"), exist_ok=True)
    truth = []
    for k, who in enumerate(NAMES):
        kind, kind_zh, fill = KINDS[k % len(KINDS)]
        rng = np.random.default_rng([SEED, k])
        s = sheet.Sheet((827, 1169), needles(who), (250, 247, 238) if kind == "award" else (255, 255, 255), rng)
        # Tables hold the smallest print.
        size = 15 + k % 4 if kind == "table" else SIZES[k * 3 % len(SIZES)]
        fill(s, who, rng, TYPES[(k + k // 5) % len(TYPES)], size)
        shot = taken(k, Shot(s), rng)
        settings = dict(quality=52, progressive=k % 4 == 1)
        if shot.image.mode != "L":
            settings["subsampling"] = "4:2:0"
        rel = f"planted/{k + 1:02d}_{kind}.jpg"
        path = os.path.join(args.out, rel)
        shot.image.save(path, "JPEG", dpi=(100, 100), optimize=True, **settings)
        person = dict(id=f"P{k + 1:03d}", name=who, aliases=[], pinyin="")
        truth.append(record(path, rel, person, kind, kind_zh, shot, settings, None))
        if args.overlay:
            os.makedirs(args.overlay, exist_ok=True)
            overlay(shot, os.path.join(args.overlay, f"{k + 1:02d}_{kind}.png"))
        print(f"{rel}: {len(truth[-1]['occurrences'])} quads, {len(truth[-1]['decoys'])} decoys, {os.path.getsize(path) // 1024} kB")
    with open(os.path.join(args.out, "planted.json"), "w", encoding="utf-8") as f:
        f.write("[\n" + ",\n".join(json.dumps(t, ensure_ascii=False) for t in truth) + "\n]\n")


if __name__ == "__main__":
    main()
