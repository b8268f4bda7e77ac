"""Tables, rosters, forms and notices."""
import damage
from docs_cards import portrait
from people import pick


def social(c):
    """社保缴费明细"""
    s, rng = c.s, c.rng
    f, size = pick(rng, [s.faces["song"], s.faces["zenhei"], s.faces["microhei"]]), s.u(3.2)
    s.text(s.w / 2, s.h * .05, pick(rng, ["社会保险个人参保缴费证明", "职工基本养老保险缴费明细表", "参保人员缴费情况表"]), f, size * 2, align="middle")
    y = s.h * .11
    s.text(s.w * .08, y, ["姓名：", c.tag(), "　　社会保障号：" + c.number()], f, size)
    s.text(s.w * .92, y, "打印日期：" + c.date(), f, size, align="right")
    s.text(s.w * .08, y + size * 1.7, ["参保单位：" + c.org], f, size)
    n = int(rng.integers(14, 26))
    cols = [.08, .16, .14, .16, .14, .16]
    per_row = c.chance(.4)
    cells = s.table(s.w * .08, y + size * 4, [s.w * a for a in cols], [size * 1.9] * (n + 1))
    for cell, t in zip(cells[0], ["序号", "姓名" if per_row else "缴费年月", "险种", "缴费基数", "个人缴纳", "单位缴纳"]):
        s.cell(cell, t, f, size)
    people = c.people(n) if per_row else None
    for i, row in enumerate(cells[1:]):
        values = [str(i + 1), [c.tag(people[i])] if per_row else f"{c.year}{i % 12 + 1:02d}", pick(rng, ["养老", "医疗", "失业"]), f"{rng.integers(3000, 9999)}.00", f"{rng.integers(200, 900)}.{rng.integers(10, 99)}", f"{rng.integers(500, 1900)}.{rng.integers(10, 99)}"]
        for cell, v in zip(row, values):
            s.cell(cell, v, f, size)
    y = cells[-1][0][1] + size * 4
    s.para(s.w * .08, y, s.w * .84, ["注：本证明涉及", c.tag(), "个人信息，请妥善保管，因保管不当引起的后果由本人承担。"], f, size)
    c.stamp(s.w * .78, min(y + s.u(8), s.h * .93))
    c.over_name()


def assessment(c):
    """年度考核表"""
    s, rng = c.s, c.rng
    f, size = c.print_face(), s.u(4.2)
    s.text(s.w / 2, s.h * .05, f"{c.year}年度专业技术人员考核登记表", f, int(size * 1.7), align="middle")
    x, w, hgt = s.w * .09, s.w * .82, s.u(11)
    by_hand = c.chance(.55)
    h = c.hand()

    def put(cell, v):
        h.middle(cell, v, int(size * 1.35)) if by_hand else s.cell(cell, v, f, size)

    cells = s.table(x, s.h * .1, [w * .13, w * .22, w * .12, w * .14, w * .15, w * .24], [hgt] * 3)
    for row, items in zip(cells, [["姓名", [c.tag(spaced=not by_hand)], "性别", pick(rng, ["男", "女"]), "出生年月", f"{c.year - 38}.{rng.integers(1, 12):02d}"],
                                  ["学历", "本科", "民族", pick(rng, ["汉", "维", "哈"]), "参加工作", f"{c.year - 15}.07"], ["单位", c.org, "职务", c.job, "从事专业", c.major]]):
        for i, (cell, v) in enumerate(zip(row, items)):
            s.cell(cell, v, f, size) if i % 2 == 0 else put(cell, v)
    top = s.h * .1 + 3 * hgt
    heights = [s.u(80), s.u(30), s.u(30), s.u(26)]
    tall = s.table(x, top, [w * .13, w * .87], heights)
    for row, label in zip(tall, ["个人总结", "主管领导意见", "考核委员会意见", "本人意见"]):
        s.cell(row[0], label, f, size)
    bx, by = tall[0][1][:2]
    if by_hand and c.chance(.6):
        yy = by + size
        text = c.filler(150)
        per = int(w * .82 / (size * 1.15 * h.tight))
        for i in range(0, len(text), per):
            if yy > by + heights[0] - size * 2:
                break
            h.write(bx + size, yy, text[i:i + per], int(size * 1.15), rise=float(rng.normal(0, .5)))
            yy += size * 1.75
    else:
        s.para(bx + size, by + size, w * .82, c.filler(230) + c.phrase(), f, size)
    for row, who in zip(tall[1:], [c.other(), c.other(), c.subject]):
        cx, cy, cw, ch = row[1]
        s.text(cx + size, cy + size * .5, pick(rng, ["同意。", "评为合格等次。", "优秀", "同意考核意见"]), f, size)
        s.text(cx + cw * .35, cy + ch - size * 2.2, "本人签字：" if who is c.subject else pick(rng, ["签名：", "（盖章）", "负责人："]), f, size)
        if who is c.subject or c.chance(.7):
            if c.chance(.25):
                c.seal(cx + cw * .35 + size * 8, cy + ch - size * 2, who, mm=float(rng.uniform(8, 13)))
            else:
                c.sign(cx + cw * .35 + size * (5 if who is c.subject else 3), cy + ch - size * 2.9, int(size * rng.uniform(1.4, 2.1)), who)
    c.over_name()


def roster(c):
    """花名册"""
    s, rng = c.s, c.rng
    f, size = c.print_face(), s.u(rng.uniform(3, 4.2))
    s.text(s.w / 2, s.h * .05, f"{c.place}{c.year}年{pick(rng, ['申报人员花名册', '专业技术人员花名册', '通过评审人员名单', '教职工信息表'])}", f, int(size * 1.8), align="middle")
    n = int(min(26, (s.h * .8) / (size * 2.3)))
    narrow = c.chance(.5)
    cols = [.06, .09 if narrow else .16, .07, .22, .2, .19]
    ug = c.chance(.3)
    cells = s.table(s.w * .08, s.h * .11, [s.w * a for a in cols], [size * 2.3] * (n + 1))
    for cell, t in zip(cells[0], ["序号", "姓名", "性别", "工作单位", "ئىسمى" if ug else "专业", "申报资格"]):
        s.cell(cell, t, f, size)
    face = s.face("uyghur")
    for i, (row, p) in enumerate(zip(cells[1:], c.people(n))):
        values = [str(i + 1), [c.tag(p, spaced=True)], pick(rng, ["男", "女"]), pick(rng, ["本单位", c.unit, pick(rng, ["第二中学", "中心医院", "农机站"])]), [c.tag(p, "uyghur")] if ug and p.uyghur else pick(rng, ["农学", "护理", "土木"]), c.job]
        for cell, v in zip(row, values):
            s.cell(cell, v, f, size, uyghur=face)
    c.over_name()


def signin(c):
    """签到表: rows by many hands"""
    s, rng = c.s, c.rng
    f, size = c.print_face(), s.u(4.4)
    s.text(s.w / 2, s.h * .05, pick(rng, ["会 议 签 到 表", "继续教育培训签到册", "职称申报材料领取登记表"]), f, int(size * 1.7), align="middle")
    s.text(s.w * .1, s.h * .1, "时间：" + c.date() + "　地点：三楼会议室", f, size)
    n = int(rng.integers(9, 15))
    row_h = s.h * .72 / (n + 1)
    pairs = c.chance(.35)
    cols = [.08, .2, .2, .2, .16] if not pairs else [.1, .17, .15, .1, .17, .15]
    cells = s.table(s.w * .08, s.h * .14, [s.w * a for a in cols], [row_h] * (n + 1))
    heads = ["序号", "单位", "姓名", "联系电话", "备注"] if not pairs else ["序号", "姓名", "签名", "序号", "姓名", "签名"]
    for cell, t in zip(cells[0], heads):
        s.cell(cell, t, f, size)
    people = c.people(n * (2 if pairs else 1))
    big = int(min(size * 1.9, row_h * .8))
    for i, row in enumerate(cells[1:]):
        for half in range(2 if pairs else 1):
            p = people[i + half * n]
            h = c.hand()
            if pairs:
                a, b, d = row[half * 3:half * 3 + 3]
                s.cell(a, str(i + 1 + half * n), f, size)
                s.cell(b, [c.tag(p)], f, size)
                if p is c.subject or c.chance(.8):
                    h.middle(d, [c.tag(p)], big)
                continue
            s.cell(row[0], str(i + 1), f, size)
            h.middle(row[1], pick(rng, [c.unit[-4:], "本单位", "水利局", "三中"]), int(big * .75))
            h.middle(row[2], [c.tag(p, "uyghur" if p.uyghur and p.transliterated and c.chance(.25) else "han")], big)
            h.middle(row[3], "1" + str(rng.integers(3 * 10**9, 9 * 10**9)), int(big * .7))
    c.over_name()


def notice(c):
    """公示"""
    s, rng = c.s, c.rng
    f, size = c.print_face(), s.u(5)
    s.text(s.w / 2, s.h * .08, pick(rng, ["公　示", f"关于拟推荐申报{c.job}人员的公示", "评审结果公示"]), s.faces["song_bold"], int(size * 1.5), align="middle")
    names = []
    for p in c.people(int(rng.integers(4, 26))):
        names += [c.tag(p), "、"]
    y = s.para(s.w * .12, s.h * .17, s.w * .76, ["根据职称评审工作有关规定，经个人申报、单位考核推荐，拟推荐"] + names[:-1] + [f"等同志申报{c.job}任职资格，现予以公示。公示期自{c.date()}起五个工作日。"], f, size, 1.9)
    s.para(s.w * .12, y, s.w * .76, ["公示期间如有异议，请与人事科联系。联系人：", c.tag(c.other()), "，电话：0990-", str(rng.integers(10**6, 10**7))], f, size, 1.9)
    s.text(s.w * .86, s.h * .83, c.org, f, size, align="right")
    s.text(s.w * .86, s.h * .87, c.long_date(), f, size, align="right")
    c.stamp(s.w * .72, s.h * .84)
    c.over_name()


def approval(c):
    """任职资格文件: names in columns"""
    s, rng = c.s, c.rng
    f, size = c.print_face(), s.u(4.8)
    s.text(s.w / 2, s.h * .06, c.place + "人力资源和社会保障局文件", s.faces["song_bold"], int(size * 1.7), ink=(205, 30, 30), align="middle")
    s.line(s.w * .1, s.h * .12, s.w * .9, s.h * .12, 3, (205, 30, 30))
    y = s.para(s.w * .12, s.h * .17, s.w * .76, f"经评审委员会评审通过，批准下列同志具备{c.job}任职资格（{c.year}年12月起）：", s.faces["fang"], size, 1.8) + size
    per = int(rng.integers(2, 6))
    n = per * int(rng.integers(4, 11))
    step = s.w * .76 / per
    for i, p in enumerate(c.people(n)):
        s.fit(s.w * .12 + (i % per) * step, y + (i // per) * size * 2, step * .94, [c.tag(p, spaced=True)], s.faces["fang"], size)
    yy = y + (n // per) * size * 2 + size
    s.text(s.w * .86, min(yy + size * 2, s.h * .88), c.long_date(), f, size, align="right")
    c.stamp(s.w * .72, min(yy + size * 2, s.h * .87))
    c.over_name()


def wages(c):
    """工资表, dot matrix"""
    s, rng = c.s, c.rng
    f, size = s.faces[pick(rng, ["thin_song", "zenhei", "song"])], s.u(3.6)
    s.text(s.w / 2, s.h * .05, f"{c.org} {c.year}年{rng.integers(1, 13)}月工资发放表", f, int(size * 1.5), align="middle")
    n = int(min(22, (s.h * .8) / (size * 2)))
    cells = s.table(s.w * .06, s.h * .11, [s.w * a for a in [.1, .16, .12, .12, .12, .13, .13]], [size * 2] * (n + 1))
    for cell, t in zip(cells[0], ["编号", "姓名", "岗位", "薪级", "绩效", "实发", "签章"]):
        s.cell(cell, t, f, size)
    people = c.people(n)
    for i, (row, p) in enumerate(zip(cells[1:], people)):
        for cell, v in zip(row, [f"{i + 101}", [c.tag(p)]] + [f"{rng.integers(400, 6000)}.{rng.integers(0, 99):02d}" for _ in range(4)]):
            s.cell(cell, v, f, size)
    if c.chance(.75):
        damage.dots(s, int(rng.integers(3, 5)))
    for row, p in zip(cells[1:], people):
        if c.chance(.35) or p is c.subject:
            x, yy, w, h = row[6]
            c.seal(x + w / 2 + rng.normal(0, 5), yy + h / 2 + rng.normal(0, 3), p, mm=float(rng.uniform(6.5, 9)), style=pick(rng, ["row", "square", "row", "rows"]), white=False)


def application(c):
    """申请表"""
    s, rng = c.s, c.rng
    f, size = c.print_face(), s.u(4.4)
    s.text(s.w / 2, s.h * .06, pick(rng, ["专业技术职务任职资格申报表", "继续教育免修申请表", "岗位聘用申请表", "入会申请表"]), f, int(size * 1.7), align="middle")
    hand = c.chance(.6)
    h = c.hand()
    x, w, hh = s.w * .09, s.w * .82, s.u(12)
    cells = s.table(x, s.h * .12, [w * .14, w * .24, w * .14, w * .24, w * .24], [hh] * 4)
    fields = [["申请人", [c.tag()], "性别", "男"], ["出生年月", f"{c.year - 40}.{rng.integers(1, 12):02d}", "民族", "汉族"], ["身份证号", c.number()[:10], "联系电话", "1" + str(rng.integers(10**9, 10**10))], ["工作单位", c.unit, "现任职务", c.job]]
    for row, items in zip(cells, fields):
        for i, (cell, v) in enumerate(zip(row, items)):
            h.middle(cell, v, int(size * 1.4)) if hand and i % 2 else s.cell(cell, v, f, size)
    portrait(s, cells[0][4][0] + 4, cells[0][4][1] + 4, w * .24 - 8, hh * 4 - 8)
    top = s.h * .12 + hh * 4
    big = s.table(x, top, [w * .14, w * .86], [s.u(70), s.u(34), s.u(34)])
    for row, t in zip(big, ["申请理由", "单位意见", "审批意见"]):
        s.cell(row[0], t, f, size)
    bx, by, bw, bh = big[0][1]
    s.para(bx + size, by + size, bw - 2 * size, ["申请人", c.tag() if c.chance(.5) else "", c.filler(180)], f, size)
    s.text(bx + bw * .4, by + bh - size * 2.4, pick(rng, ["申请人签名：", "申请人（签字）：", "申报人签字："]), f, size)
    c.sign(bx + bw * .4 + size * 6.2, by + bh - size * 3.4, int(size * rng.uniform(1.5, 2.2)))
    bx, by, bw, bh = big[1][1]
    s.text(bx + size, by + size, "情况属实，同意申报。", f, size)
    c.seal(bx + bw * .6, by + bh * .6, c.other(), mm=float(rng.uniform(9, 15)))
    c.stamp(bx + bw * .8, by + bh * .6)
    if c.chance(.3):
        c.seal(big[2][1][0] + bw * .4, big[2][1][1] + bh * .5, None, mm=float(rng.uniform(9, 14)))
    c.over_name()


def register(c):
    """学籍报告, light print from a browser"""
    s, rng = c.s, c.rng
    s.px[:] = 255
    f, size = s.faces[pick(rng, ["microhei", "screen_song", "hei"])], max(18, s.w // 52)
    top = int(s.h * .09)
    s.box(0, 0, s.w, top, 0, fill=pick(rng, [(20, 130, 120), (30, 90, 170), (60, 60, 66)]))
    s.text(s.w * .06, top * .35, pick(rng, ["学历证书电子注册备案表", "在线验证报告", "专业技术人员信息查询"]), f, int(size * 1.5), ink=(255, 255, 255))
    s.text(s.w * .94, top * .42, ["欢迎您，", c.tag()], f, int(size * .9), ink=(235, 245, 245), align="right")
    grey = (120, 124, 130) if c.chance(.5) else (172, 174, 178)
    y = s.h * .15
    for label, v in [("姓名", [c.tag()]), ("性别", pick(rng, ["男", "女"])), ("证件号码", c.number()), ("学校名称", c.place + "大学"), ("专业", c.major), ("学历类别", "普通高等教育"), ("层次", "本科"), ("毕业日期", c.date()), ("证书编号", str(rng.integers(10**12, 10**13)))]:
        s.box(s.w * .06, y, s.w * .7, y + size * 2.2, 1, (225, 225, 228))
        s.text(s.w * .08, y + size * .6, label, f, size, ink=grey)
        s.text(s.w * .28, y + size * .6, v, f, size, ink=grey if c.chance(.4) else (50, 50, 54))
        y += size * 2.2
    portrait(s, s.w * .74, s.h * .16, s.w * .16, s.w * .21)
    s.notes += ["born_digital", "light_print"] if grey[0] > 150 else ["born_digital"]


def promotion(c):
    """任免审批表: the name in a narrow column of one glyph a line"""
    s, rng = c.s, c.rng
    f, size = c.print_face(), s.u(4.6)
    s.text(s.w / 2, s.h * .06, "干 部 任 免 审 批 表", f, int(size * 1.8), align="middle")
    x, w, hh = s.w * .1, s.w * .8, s.u(14)
    cells = s.table(x, s.h * .13, [w * .12, w * .2, w * .12, w * .14, w * .16, w * .26], [hh] * 3)
    for row, items in zip(cells, [["姓 名", [c.tag(spaced=True)], "性 别", "女", "出生年月", f"{c.year - 41}.0{rng.integers(1, 9)}"], ["民 族", "汉族", "籍 贯", c.place[:2], "出生地", c.place], ["入党时间", "2004.06", "健康", "健康", "职务", c.job]]):
        for cell, v in zip(row, items):
            s.cell(cell, v, f, size)
    top = s.h * .13 + hh * 3
    n = 6
    fam = s.table(x, top + s.u(30), [w * .1, w * .12, w * .14, w * .12, w * .52], [hh * .8] * n)
    for cell, t in zip(fam[0], ["", "称谓", "姓名", "年龄", "工作单位及职务"]):
        s.cell(cell, t, f, size)
    for row in fam[1:]:
        for cell, v in zip(row, ["", pick(rng, ["妻子", "儿子", "父亲", "母亲"]), [c.tag(c.other())], str(rng.integers(8, 80)), pick(rng, ["学生", "退休", c.unit])]):
            s.cell(cell, v, f, size)
    s.column(x + w * .05, top + s.u(32) + hh * .6, "家庭成员", f, size)
    s.text(x, s.h * .88, ["填表人："], f, size)
    c.sign(x + size * 4.4, s.h * .87, int(size * 1.6), None if c.chance(.6) else c.other())
    c.over_name()
