"""Papers, contents pages, promises, contracts, reports: running text."""
from case import TOPICS
from people import pick


def paper(c):
    """论文首页"""
    s, rng = c.s, c.rng
    f, size = s.faces[pick(rng, ["song", "screen_song", "thin_song"])], s.u(3.5)
    lat = s.faces[pick(rng, ["times", "libertine"])]
    s.text(s.w * .1, s.h * .04, f"第{rng.integers(10, 60)}卷第{rng.integers(1, 12)}期　{c.year}年{rng.integers(1, 12)}月", f, int(size * .9))
    s.text(s.w / 2, s.h * .08, pick(rng, TOPICS), s.faces["hei"], int(size * 1.7), align="middle")
    who = c.people(int(rng.integers(1, 6)))
    names = []
    for i, p in enumerate(who):
        names += [c.tag(p, spaced=c.chance(.3)), str(i % 3 + 1) if c.chance(.5) else "", pick(rng, ["，", "　", "，", " "])]
    s.text(s.w / 2, s.h * .115, names[:-1], s.faces[pick(rng, ["fang", "kai"])], int(size * 1.25), align="middle", latin=lat)
    s.text(s.w / 2, s.h * .145, f"（1.{c.org}，{c.place} 830{rng.integers(100, 999)}；2.{c.place}大学）", f, int(size * .9), align="middle", latin=lat)
    y = s.para(s.w * .14, s.h * .18, s.w * .72, "摘　要：" + c.filler(190), s.faces["kai"], int(size * .95), 1.5)
    y = s.para(s.w * .14, y, s.w * .72, "关键词：灌溉；监测；模型；评价", s.faces["kai"], int(size * .95), 1.5)
    if c.chance(.75):
        names = []
        form = "latin" if c.chance(.7) else "initial"
        for p in who:
            names += [c.tag(p, form), ", "]
        s.text(s.w / 2, y + size, "A Study of Seepage in Lined Canals of Arid Basins", lat, int(size * 1.15), align="middle", latin=lat)
        s.text(s.w / 2, y + size * 2.8, names[:-1], lat, int(size * 1.05), align="middle", latin=lat)
        y = s.para(s.w * .14, y + size * 5, s.w * .72, "Abstract: " + c.english(300), lat, int(size * .95), 1.4, latin=lat)
    colw = s.w * .38
    yy = y + size * 2
    for col in range(2):
        rows = int((s.h * .9 - yy) / (size * 1.55)) - 1
        if rows > 1:
            s.para(s.w * (.1 + .42 * col), yy, colw, c.filler(int(rows * colw / size * .93)), f, size, 1.55)
    s.line(s.w * .1, s.h * .92, s.w * .3, s.h * .92)
    s.para(s.w * .1, s.h * .925, s.w * .8, ["作者简介：", c.tag(), f"（{c.year - 35}—），{pick(rng, ['男', '女'])}，{c.job}，主要从事{c.major}研究。E-mail: office@example.cn"], f, int(size * .85), 1.4, indent=0, latin=lat)
    c.over_name()


def paper_en(c):
    """外文论文首页: initials, tiny"""
    s, rng = c.s, c.rng
    s.px[:] = 255
    lat, size = s.faces[pick(rng, ["times", "libertine", "arial", "biolinum"])], s.u(rng.uniform(2.3, 3.3))
    s.text(s.w * .1, s.h * .04, f"Water and Soil Reports {rng.integers(10, 60)} ({c.year}) 1{rng.integers(10, 99)}–2{rng.integers(10, 99)}", lat, int(size * .9), latin=lat)
    y = s.para(s.w * .1, s.h * .09, s.w * .8, "Seepage and salt transport in lined canals of an arid basin: three seasons of records", lat, int(size * 2), 1.2, indent=0, latin=lat)
    who = c.people(int(rng.integers(3, 7)))
    names = []
    for i, p in enumerate(who):
        names += [c.tag(p, "latin" if c.chance(.6) else "initial"), ", " if i % 2 else " *, "]
    y = s.para(s.w * .1, y + size, s.w * .8, names[:-1], lat, int(size * 1.2), 1.4, indent=0, latin=lat)
    y = s.para(s.w * .1, y + size * .5, s.w * .8, "a Institute of Hydrology, Northern Basin; b College of Agriculture, Tahe", lat, int(size * .8), 1.3, indent=0, latin=lat)
    y = s.para(s.w * .32, y + size * 1.5, s.w * .58, "Abstract. " + c.english(520), lat, int(size * .9), 1.35, indent=0, latin=lat)
    small = int(size * .8)
    short = []
    for p in who[:3]:
        short += [c.tag(p, "initial"), ", "]
    y = s.para(s.w * .1, y + size, s.w * .8, ["Cite this: "] + short[:-1] + [f", et al. ({c.year}). Water Soil Rep. 12: 41–57."], lat, small, 1.3, indent=0, latin=lat)
    for col in range(2):
        s.para(s.w * (.1 + .415 * col), y + size * 1.5, s.w * .385, c.english(int((s.h * .74 - y) / (size * 1.3) * s.w * .385 / size * 2.0)) if y < s.h * .65 else "", lat, size, 1.3, indent=0, latin=lat)
    yy = s.h * .8
    s.text(s.w * .1, yy, "References", s.faces["arial"], size, latin=s.faces["arial"])
    for i in range(int(rng.integers(3, 6))):
        yy += small * 1.5
        a = c.subject if i == 1 else c.other()
        s.text(s.w * .1, yy, [f"[{i + 1}] ", c.tag(a, "initial"), ", ", c.tag(c.other(), "initial"), f". Salt balance of fields. J. Irrig. {c.year - i}; {rng.integers(2, 40)}: {rng.integers(10, 99)}–{rng.integers(100, 200)}."], lat, small, latin=lat)
    c.over_name()


def contents(c):
    """期刊目录"""
    s, rng = c.s, c.rng
    f, size = c.print_face(), s.u(rng.uniform(2.4, 3.6))
    s.text(s.w / 2, s.h * .06, "目　次", s.faces["hei"], int(size * 2.2), align="middle")
    y, n = s.h * .13, int(rng.integers(14, 22))
    at = int(rng.integers(n))
    for i in range(n):
        a = c.subject if i == at else c.other()
        right = [c.tag(a)] + ([", ", c.tag(c.other())] if c.chance(.3) else []) + [f"（{rng.integers(1, 190)}）"]
        end = s.text(s.w * .1, y, pick(rng, TOPICS)[:24] + " ", f, size)
        start = s.w * .9 - s.width(right, f, size)
        if end + size < start:
            s.text(end, y, "…" * max(0, int((start - end) / size) - 1), f, size)
        else:
            y += size * 1.5
        s.text(s.w * .9, y, right, f, size, align="right")
        y += size * 2.2
    c.over_name()


def promise(c):
    """承诺书, signed by hand"""
    s, rng = c.s, c.rng
    f, size = c.print_face(), s.u(5)
    s.text(s.w / 2, s.h * .09, pick(rng, ["个 人 承 诺 书", "诚信承诺书", "廉洁从业承诺书"]), s.faces["song_bold"], int(size * 1.8), align="middle")
    if c.chance(.35):
        h = c.hand(wild=False)
        y = s.h * .19
        big = int(size * 1.35)
        text = ["　　本人", c.tag(), "，郑重承诺所提交的申报材料真实有效，如有虚假，愿意承担一切责任。" + c.filler(40)]
        line, pen = [], 0
        for piece in text:
            for part in ([piece] if not isinstance(piece, str) else list(piece)):
                w = h.width([part], big)
                if pen + w > s.w * .74:
                    h.write(s.w * .13, y, line, big, rise=float(rng.normal(0, .5)))
                    y, line, pen = y + big * 1.6, [], 0
                line.append(part)
                pen += w
        h.write(s.w * .13, y, line, big)
    else:
        s.para(s.w * .12, s.h * .18, s.w * .76, ["本人", c.tag() if c.chance(.7) else "____", "，现申报" + c.job + "任职资格，郑重承诺如下：\n一、所提交的证书、论文、业绩等材料真实可靠；\n二、无弄虚作假和违反职业道德的行为；\n三、如有不实，自愿取消申报资格并接受处理。" + c.filler(70)], f, size, 2)
    y = s.h * rng.uniform(.66, .74)
    x = s.w * rng.uniform(.3, .5)
    label = pick(rng, ["承诺人：", "承诺人（签字）：", "本人签字：", "承诺人签名："])
    end = s.text(x, y, label, f, size)
    if c.chance(.16):
        c.seal(end + s.u(12), y + size * .4, None, mm=float(rng.uniform(10, 18)))
    else:
        c.sign(end, y - size * .9, int(size * rng.uniform(1.6, 2.5)))
    s.text(x, y + size * 3, "日　　期：", f, size)
    c.hand().write(x + size * 5, y + size * 2.8, c.date(), int(size * 1.2))
    c.over_name()


def contract(c):
    """劳动合同签字页"""
    s, rng = c.s, c.rng
    f, size = c.print_face(), s.u(4.6)
    y = s.para(s.w * .12, s.h * .07, s.w * .76, f"第二十三条　{c.filler(90)}\n第二十四条　{c.filler(70)}\n第二十五条　本合同一式两份，甲乙双方各执一份，自双方签字（盖章）之日起生效。", f, size, 1.8)
    y += size * 3
    s.text(s.w * .12, y, "甲方（盖章）：" + (c.org if c.chance(.5) else ""), f, size)
    c.stamp(s.w * .3, y + size * 3)
    s.text(s.w * .12, y + size * 4, "法定代表人（签章）：", f, size)
    if c.chance(.7):
        c.seal(s.w * .12 + size * 12, y + size * 4.5, c.other(), mm=float(rng.uniform(12, 18)))
    s.text(s.w * .55, y, pick(rng, ["乙方（签字）：", "乙方（签名）：", "劳动者（签名）："]), f, size)
    c.sign(s.w * .55 + size * 6.6, y - size * .8, int(size * rng.uniform(1.7, 2.4)))
    s.text(s.w * .55, y + size * 4, "身份证号：", f, int(size * .9))
    c.hand().write(s.w * .55 + size * 4.8, y + size * 3.9, c.number(), int(size * .9))
    s.text(s.w * .12, y + size * 9, "鉴证机关（盖章）", f, size)
    s.text(s.w * .55, y + size * 9, "签订日期：" + c.long_date(), f, size)
    if c.chance(.4):
        c.seal(s.w * .72, y + size * 2.6, None, mm=float(rng.uniform(9, 14)))
    c.over_name()


def minutes(c):
    """会议纪要"""
    s, rng = c.s, c.rng
    f, size = s.faces[pick(rng, ["fang", "song", "wenkai"])], s.u(4.9)
    s.text(s.w / 2, s.h * .08, c.unit + pick(rng, ["会议纪要", "岗位聘任结果的通报", "表彰决定"]), s.faces["song_bold"], int(size * 1.6), align="middle")
    y = s.para(s.w * .12, s.h * .17, s.w * .76, [f"{c.long_date()}，" + c.filler(int(rng.integers(24, 60))) + "会议听取了", c.tag(), "同志关于" + c.major + "工作的汇报，" + c.filler(int(rng.integers(20, 70))) + "会议决定由", c.tag(), "负责，", c.tag(c.other()), "、", c.tag(c.other()), "配合。" + c.phrase()], f, size, 1.9)
    names = []
    for p in c.people(int(rng.integers(4, 9))):
        names += [c.tag(p), "　"]
    y = s.para(s.w * .12, y + size, s.w * .76, ["出席人员："] + names[:-1], f, size, 1.9)
    s.para(s.w * .12, y, s.w * .76, ["记录：", c.tag(c.other())], f, size)
    c.stamp(s.w * .74, s.h * .82)
    c.over_name()


def report(c):
    """工作总结"""
    s, rng = c.s, c.rng
    f, size = c.print_face(), s.u(4.5)
    s.text(s.w / 2, s.h * .06, pick(rng, ["专业技术工作总结", "个人业绩报告", "述职报告"]), f, int(size * 1.7), align="middle")
    s.text(s.w / 2, s.h * .105, [c.org + "　", c.tag()], f, size, align="middle")
    body = c.filler(230)
    y = s.para(s.w * .12, s.h * .15, s.w * .76, ["我叫", c.tag(), f"，{c.year - 20}年毕业于{c.place}大学{c.major}专业。" + body + c.phrase()], f, size, 1.75)
    y = s.para(s.w * .12, y, s.w * .76, ["在", c.tag(c.other()), "同志的指导下，" + c.filler(150) + "（", c.tag(), "　执笔）"], f, size, 1.75)
    if c.chance(.5):
        c.sign(s.w * .6, min(y + size * 2, s.h * .88), int(size * 2))
    c.over_name()


def lecture(c):
    """听课记录, all by hand on ruled paper"""
    s, rng = c.s, c.rng
    s.px[:] = (247, 243, 230)
    f, size = c.print_face(), s.u(4.4)
    s.text(s.w / 2, s.h * .05, pick(rng, ["听课记录", "手术记录", "指导青年教师记录"]), f, int(size * 1.7), align="middle")
    h = c.hand(wild=False)
    y = s.h * .11
    for label, v in [("授课人", [c.tag()]), ("听课人", [c.tag(c.other())]), ("时间", c.date())]:
        x = s.w * .1 + {"授课人": 0, "听课人": s.w * .28, "时间": s.w * .54}[label]
        s.text(x, y, label + "：", f, size)
        h.write(x + size * (len(label) + 1), y - size * .3, v, int(size * 1.3))
    big = int(size * 1.3)
    step = big * 1.65
    y += step * 1.3
    mention = int(rng.integers(2, 8))
    i = 0
    while y < s.h * .92:
        s.line(s.w * .08, y + big * 1.2, s.w * .92, y + big * 1.2, 1, (170, 190, 210))
        text = c.filler(int(s.w * .76 / (big * h.tight)))
        text = [text[:6], c.tag(), text[10:-2]] if i == mention else text
        if h.width(text, big) < s.w * .86:
            h.write(s.w * .1, y + big * .1, text, big, rise=float(rng.normal(0, .4)))
        y += step
        i += 1
    c.over_name()
