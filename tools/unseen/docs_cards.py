"""Cards, seals on paper, banners, envelopes, pictures: little text, or none."""
import cv2
import numpy as np

from people import pick
from stamps import OTHER_INKS, REDS, box_stamp, name_seal


def backdrop(s, x0, y0, x1, y1, a, b):
    """A patterned field of fine waves between two colours."""
    area = s.px[max(0, int(y0)):int(y1), max(0, int(x0)):int(x1)]
    ys, xs = np.mgrid[0:area.shape[0], 0:area.shape[1]].astype(np.float32)
    t = .5 + .25 * np.sin(xs / 7 + 3 * np.sin(ys / 31)) + .25 * np.sin(ys / 9 + 2 * np.sin(xs / 43))
    area[:] = (np.array(a) + (np.array(b) - np.array(a)) * t[..., None]).astype(np.uint8)


def portrait(s, x, y, w, h):
    """A drawn head and shoulders."""
    rng = s.rng
    s.box(x, y, x + w, y + h, 1, (150, 150, 150), pick(rng, [(70, 130, 200), (235, 235, 238), (190, 50, 50)]))
    skin = tuple(int(v) for v in np.array((226, 190, 165)) + rng.integers(-20, 12))
    cv2.ellipse(s.px, (int(x + w / 2), int(y + h * 1.02)), (int(w * .44), int(h * .33)), 0, 180, 360, tuple(int(v) for v in rng.integers(20, 110, 3)), -1, cv2.LINE_AA)
    cv2.ellipse(s.px, (int(x + w / 2), int(y + h * .42)), (int(w * .22), int(h * .24)), 0, 0, 360, skin, -1, cv2.LINE_AA)
    cv2.ellipse(s.px, (int(x + w / 2), int(y + h * .3)), (int(w * .24), int(h * .16)), 0, 180, 360, (30, 26, 26), -1, cv2.LINE_AA)
    for dx in (-.08, .08):
        cv2.circle(s.px, (int(x + w * (.5 + dx)), int(y + h * .42)), max(1, int(w * .02)), (30, 26, 26), -1)


def id_front(c):
    """身份证正面"""
    s, rng = c.s, c.rng
    w = s.u(rng.uniform(86, 120))
    h = int(w * .63)
    x, y = (s.w - w) // 2 + int(rng.normal(0, 20)), int(s.h * rng.uniform(.12, .35))
    backdrop(s, x, y, x + w, y + h, (226, 236, 240), (204, 222, 230))
    s.box(x, y, x + w, y + h, 2, (150, 170, 180))
    u = w / 86
    hei, blue = s.faces["hei"], (40, 90, 150)
    size, small = int(4.1 * u), int(3.1 * u)
    two = c.chance(.5) and c.subject.uyghur
    rows = [("姓名", [c.tag()]), ("性别", pick(rng, ["男　　民族　汉", "女　　民族　维吾尔", "男　　民族　哈萨克"])), ("出生", f"{c.year - 40} 年 {rng.integers(1, 13)} 月 {rng.integers(1, 29)} 日"),
            ("住址", c.place + pick(rng, ["和平路", "团结街", "光明巷"]) + f"{rng.integers(1, 400)}号")]
    yy = y + 7 * u
    for label, value in rows:
        s.text(x + 5 * u, yy + .5 * u, label, hei, small, ink=blue)
        s.text(x + 16 * u, yy, value, s.faces["microhei"], size if label == "姓名" else small, spacing=.08 if label == "姓名" else 0)
        if two and label == "姓名":
            s.text(x + 58 * u, yy + 5.2 * u, [c.tag(form="uyghur")], hei, small, align="right")
            yy += 3 * u
        yy += 8 * u
    s.text(x + 5 * u, y + 46 * u, "公民身份号码", hei, small, ink=blue)
    s.text(x + 28 * u, y + 45.5 * u, c.number(), hei, size, latin=s.faces["ocrb"])
    portrait(s, x + 60 * u, y + 9 * u, 22 * u, 29 * u)
    if c.chance(.6):
        box_stamp(s, ["仅供职称评审使用"], x + w * .5, y + h * rng.uniform(.25, .8), mm=7, strength=.55)
    c.over_name()


def id_back(c):
    """身份证反面"""
    s, rng = c.s, c.rng
    w = s.u(100)
    h, x, y = int(w * .63), (s.w - w) // 2, int(s.h * .2)
    backdrop(s, x, y, x + w, y + h, (236, 226, 222), (216, 228, 214))
    cv2.circle(s.px, (x + int(w * .14), y + int(h * .26)), int(h * .16), (200, 60, 50), 3, cv2.LINE_AA)
    s.text(x + w * .58, y + h * .12, "中华人民共和国", s.faces["song_bold"], int(w * .055), align="middle", spacing=.2)
    s.text(x + w * .58, y + h * .28, "居民身份证", s.faces["song_bold"], int(w * .085), align="middle", spacing=.3)
    s.text(x + w * .2, y + h * .7, f"签发机关　{c.place}公安局", s.faces["hei"], int(w * .034))
    s.text(x + w * .2, y + h * .83, f"有效期限　{c.year}.03.16-{c.year + 20}.03.16", s.faces["hei"], int(w * .034))


def badge(c):
    """工作证"""
    s, rng = c.s, c.rng
    dark = pick(rng, [(18, 44, 92), (30, 30, 34), (96, 14, 22), (12, 78, 70)])
    w, h = s.u(92), s.u(130)
    x, y = (s.w - w) // 2, int(s.h * .12)
    s.box(x, y, x + w, y + h, 0, fill=dark)
    f, light = c.print_face(), pick(rng, [(244, 244, 246), (232, 206, 130), (205, 222, 240)])
    s.text(x + w / 2, y + h * .05, c.org, f, s.u(5), ink=light, align="middle")
    s.text(x + w / 2, y + h * .14, "工　作　证", s.face("title"), s.u(9), ink=light, align="middle")
    portrait(s, x + w * .33, y + h * .27, w * .34, w * .44)
    size = s.u(6)
    s.text(x + w * .2, y + h * .66, ["姓名：", c.tag(spaced=True)], f, size, ink=light)
    s.text(x + w * .2, y + h * .75, "职务：" + c.job, f, size, ink=light)
    s.text(x + w * .2, y + h * .84, "编号：" + str(rng.integers(1000, 9999)), f, size, ink=light)
    if c.subject.uyghur and c.chance(.6):
        s.text(x + w * .85, y + h * .91, [c.tag(form="uyghur")], f, s.u(5), ink=light, align="right", uyghur=s.face("uyghur"))
    s.notes.append("light_on_dark")


def seals(c):
    """名章"""
    s, rng = c.s, c.rng
    s.text(s.w / 2, s.h * .06, pick(rng, ["印 章 留 样", "个人名章印模备案", "印鉴卡"]), c.print_face(), s.u(8), align="middle")
    n = int(rng.integers(2, 6))
    y = s.h * .18
    face = c.print_face()
    for i in range(n):
        who = c.subject if i % 2 == 0 or c.chance(.3) else c.other()
        x = s.w * (.3 if i % 2 == 0 else .68) + rng.normal(0, 14)
        ink = pick(rng, REDS) if c.chance(.75) else pick(rng, list(OTHER_INKS.values()))
        c.seal(x, y, who, mm=float(rng.uniform(8, 24)), ink=ink, angle=float(rng.normal(0, 9)))
        s.text(x + s.u(18), y - 10, pick(rng, ["（私章）", "印模", "①", f"第{i + 1}枚"]), face, s.u(4))
        if i % 2:
            y += s.u(rng.uniform(34, 50))
    y += s.u(34)
    s.text(s.w * .15, y, "启用日期：" + c.date(), face, s.u(4.6))
    s.text(s.w * .15, y + s.u(10), ["持章人："] + ([] if c.chance(.5) else [c.tag()]), face, s.u(4.6))


def banner(c):
    """锦旗"""
    s, rng = c.s, c.rng
    red = (170, 20, 30)
    s.px[:] = (196, 190, 182)
    x0, x1, y0, y1 = s.w * .14, s.w * .86, s.h * .06, s.h * .9
    backdrop(s, x0, y0, x1, y1, red, (188, 30, 36))
    gold = pick(rng, [(246, 214, 92), (250, 236, 180), (240, 200, 70)])
    f = s.faces[pick(rng, ["pen_ma", "pen_plain", "song_bold", "hei_bold", "kai"])]
    big = s.u(22)
    s.column(s.w * .6, y0 + s.u(26), pick(rng, ["医德高尚", "倾心育人", "技术精湛", "为民解忧"]), f, big, ink=gold)
    s.column(s.w * .4, y0 + s.u(26), pick(rng, ["服务热情", "桃李芬芳", "妙手回春", "情系基层"]), f, big, ink=gold)
    small = s.u(9)
    s.column(s.w * .8, y0 + s.u(14), ["赠", c.unit[-4:], " ", c.tag(), pick(rng, ["老师", "医生", "同志", "主任"])], f, small, ink=gold)
    s.column(s.w * .22, y0 + s.u(60), [c.tag(c.other()), "敬赠"], f, small, ink=gold)
    s.notes.append("light_on_dark")


def envelope(c):
    """信封"""
    s, rng = c.s, c.rng
    s.px[:] = pick(rng, [(214, 184, 140), (236, 232, 222), (222, 200, 160)])
    h = c.hand()
    red = (190, 60, 50)
    for i in range(6):
        s.box(s.u(12 + 9 * i), s.u(10), s.u(19 + 9 * i), s.u(18), 1, red)
    if c.chance(.5):
        s.box(s.w * .42, s.h * .1, s.w * .58, s.h * .92, 2, red)
        h.write(s.w * .46, s.h * .16, [c.tag(), "　同志收"], s.u(15), vertical=True)
        h.write(s.w * .76, s.h * .16, c.org, s.u(9), vertical=True)
    else:
        h.write(s.w * .14, s.h * .25, c.org, s.u(10))
        h.write(s.w * .3, s.h * .45, [c.tag(), "　（收）"], s.u(17))
        h.write(s.w * .5, s.h * .75, [c.place, "　", c.tag(c.other()), " 寄"], s.u(9))


def chat(c):
    """聊天截图"""
    s, rng = c.s, c.rng
    dark = c.chance(.4)
    s.px[:] = (18, 18, 20) if dark else (237, 237, 237)
    ink = (225, 225, 228) if dark else (24, 24, 26)
    f, size = s.faces["microhei"], max(22, s.w // 26)
    s.box(0, 0, s.w, int(size * 3.4), 0, fill=(34, 34, 38) if dark else (250, 250, 250))
    s.text(s.w / 2, size * 1.4, pick(rng, ["职称申报工作群(126)", "审批详情", "考勤打卡"]), f, size, ink=ink, align="middle")
    y = size * 4.2
    who = c.people(6)
    for p in who:
        s.box(size * .8, y, size * 2.8, y + size * 2, 0, fill=tuple(int(v) for v in rng.integers(60, 220, 3)))
        s.text(size * 3.2, y - size * .2, [c.tag(p)], f, int(size * .72), ink=(140, 140, 146))
        text = pick(rng, [["收到，材料已交"], ["@", c.tag(), " 请补交考核表"], ["申报人", c.tag(), "，专业：", c.major], ["请大家尽快提交"], ["同意"]])
        w = s.width(text, f, size) + size
        while w > s.w - size * 4:
            text, w = ["收到"], size * 3
        s.box(size * 3.2, y + size * .8, size * 3.2 + w, y + size * 2.7, 0, fill=(44, 44, 48) if dark else (255, 255, 255))
        s.text(size * 3.7, y + size * 1.2, text, f, size, ink=ink)
        y += size * 4
    s.notes.append("born_digital")


def photo(c):
    """照片"""
    s, rng = c.s, c.rng
    ys, xs = np.mgrid[0:s.h, 0:s.w].astype(np.float32)
    sky = np.stack([110 + 80 * ys / s.h, 150 + 60 * ys / s.h, 215 + 20 * ys / s.h], -1)
    s.px[:] = sky.astype(np.uint8)
    for layer in range(4):
        base = s.h * (.35 + .15 * layer)
        edge = base + sum(s.h * .05 / (k + 1) * np.sin(xs[0] / s.w * 6.3 * (k + 1) * rng.uniform(.6, 2) + rng.uniform(0, 6)) for k in range(5))
        tone = np.array(pick(rng, [(70, 100, 60), (120, 110, 80), (150, 130, 95), (60, 80, 70)])) * (1 - .12 * layer)
        noise = cv2.resize(rng.normal(0, 1, (s.h // 3, s.w // 3)).astype(np.float32), (s.w, s.h)) * 14 + cv2.resize(rng.normal(0, 1, (s.h // 17, s.w // 17)).astype(np.float32), (s.w, s.h)) * 12
        m = ys > edge[None]
        s.px[m] = np.clip(tone + noise[m][:, None], 0, 255).astype(np.uint8)
    if c.chance(.5):
        for _ in range(30):
            x, y = rng.integers(0, s.w), int(s.h * rng.uniform(.6, 1))
            cv2.ellipse(s.px, (int(x), y), (int(rng.integers(6, 40)), int(rng.integers(10, 50))), 0, 0, 360, tuple(int(v) for v in rng.integers(20, 90, 3)), -1, cv2.LINE_AA)
    if c.chance(.4):
        s.text(s.w * .95, s.h * .93, c.date().replace("年", "-").replace("月", "-").replace("日", ""), s.faces["hei"], s.u(5), ink=(255, 170, 60), align="right")


def blank(c):
    """空白页"""
    s = c.s
    if c.chance(.5):
        s.text(s.w / 2, s.h * .45, "此页无正文", c.print_face(), s.u(6), align="middle", ink=(120, 120, 120))


def cover(c):
    """证书封面"""
    s, rng = c.s, c.rng
    s.px[:] = pick(rng, [(130, 20, 30), (24, 40, 90), (20, 80, 60)])
    gold = (226, 190, 100)
    s.box(s.w * .06, s.h * .06, s.w * .94, s.h * .94, 4, gold)
    cv2.circle(s.px, (s.w // 2, int(s.h * .3)), s.u(20), gold, 5, cv2.LINE_AA)
    s.text(s.w / 2, s.h * .5, pick(rng, ["毕业证书", "荣誉证书", "资格证书", "聘书"]), s.faces["song_bold"], s.u(18), ink=gold, align="middle", spacing=.3)
    s.text(s.w / 2, s.h * .72, c.org, s.faces["song"], s.u(7), ink=gold, align="middle")
