"""Certificates and diplomas, some in two languages."""
from docs_cards import backdrop, portrait
from people import pick

UG_TITLE = ["ئوقۇش پۈتتۈرۈش گۇۋاھنامىسى", "سالاھىيەت گۇۋاھنامىسى", "شەرەپ گۇۋاھنامىسى", "تەربىيىلەش گۇۋاھنامىسى"]
UG_LINES = ["ساۋاقداش مەكتىپىمىزدە تۆت يىللىق ئوقۇش", "پىلانىدىكى بارلىق دەرسلەرنى تاماملاپ، ئىمتىھاندا", "لاياقەتلىك بولدى، ئوقۇش پۈتتۈرۈشكە رۇخسەت قىلىندى"]


def border(c):
    """A frame, and maybe a patterned ground."""
    s, rng = c.s, c.rng
    if c.chance(.5):
        a = pick(rng, [(252, 246, 230), (238, 246, 240), (252, 240, 240)])
        backdrop(s, 0, 0, s.w, s.h, a, tuple(v - 14 for v in a))
    ink = pick(rng, [(190, 150, 70), (180, 40, 40), (60, 110, 80)])
    for m, w in ((.04, 5), (.052, 1)):
        s.box(s.w * m, s.h * m, s.w * (1 - m), s.h * (1 - m), w, ink)


def diploma(c):
    """毕业证书: Han text to the right, Uyghur script to the left, or one language alone."""
    s, rng = c.s, c.rng
    border(c)
    f, size = c.print_face(), int(s.w / 62)
    two = bool(c.subject.uyghur) and c.chance(.75)
    x = s.w * (.53 if two else .2)
    w = s.w * (.4 if two else .6)
    s.text(x + w / 2, s.h * .13, pick(rng, ["普通高等学校毕业证书", "毕 业 证 书", "成人高等教育毕业证书"]), s.face("title") if c.chance(.3) else f, int(size * 1.7), align="middle")
    form = "trad" if c.chance(.2) and not c.subject.transliterated else "han"
    if form == "trad":
        f = s.face("trad")
    if c.chance(.3):
        f = s.faces["pen_ma" if form == "han" else "trad_kai"]
    y = s.para(x, s.h * .27, w, ["学生 " if form == "han" else "學生 ", c.tag(form=form, spaced=c.chance(.3)), f" 性别{pick(rng, ['男', '女'])}，{c.year - 22}年{rng.integers(1, 12)}月生，于{c.year - 4}年九月至{c.year}年七月在本校" + c.major + "专业四年制本科学习，修完教学计划规定的全部课程，成绩合格，准予毕业。"], f, size, 1.85)
    s.text(x, y + size * 1.2, "校名：" + c.place + "大学", f, size)
    s.text(x, y + size * 3.4, ["校长：", c.tag(c.other())], f, size)
    s.text(x, s.h * .85, "证书编号：" + str(rng.integers(10**9, 10**10)), s.faces["song"], int(size * .8))
    s.text(x + w, s.h * .85, c.long_date(), f, size, align="right")
    if two:
        ug = s.face("uyghur")
        r = s.w * .47
        s.text(r - w / 2, s.h * .13, pick(rng, UG_TITLE), f, int(size * 1.5), uyghur=ug, align="middle")
        s.text(r, s.h * .27, [c.tag(form="uyghur")], f, int(size * 1.15), uyghur=ug, align="right")
        for i, t in enumerate(UG_LINES):
            s.text(r, s.h * (.34 + .065 * i), t, f, size, uyghur=ug, align="right")
        s.text(r, s.h * .66, [c.tag(c.other(), "uyghur") if c.chance(.5) else ""], f, size, uyghur=ug, align="right")
        s.text(r, s.h * .74, "مەكتەپ مۇدىرى", f, size, uyghur=ug, align="right")
    portrait(s, s.w * .09, s.h * .5, s.u(28), s.u(38)) if not two else None
    c.stamp(x + w * .7, y + size * 4)
    c.over_name()


def degree(c):
    """学位证书: Han and English."""
    s, rng = c.s, c.rng
    border(c)
    f, size = c.print_face(), int(s.h / 44)
    s.text(s.w / 2, s.h * .1, pick(rng, ["学 士 学 位 证 书", "硕士学位证书", "博士学位证书"]), f, int(size * 1.9), align="middle")
    y = s.para(s.w * .14, s.h * .2, s.w * .72, [c.tag(), f"，{pick(rng, ['男', '女'])}，{c.year - 23}年生。在{c.place}大学" + c.major + "专业完成了本科学习计划，业已毕业，经审核符合《中华人民共和国学位条例》的规定，授予学士学位。"], f, size, 1.9)
    lat = s.face("latin")
    form = "latin"
    y = s.para(s.w * .14, y + size * 2, s.w * .72, ["This is to certify that ", c.tag(form=form), f" has completed the programme of four years and passed all the examinations required, and is awarded the Degree of Bachelor in {c.year}."], f, int(size * .95), 1.6, latin=lat)
    if c.subject.uyghur and c.chance(.5):
        s.text(s.w * .86, y + size, [c.tag(form="uyghur"), " ئەپەندىگە ئۇنۋان بېرىلدى"], f, size, uyghur=s.face("uyghur"), align="right")
    s.text(s.w * .16, s.h * .78, ["校　　长　", c.tag(c.other())], f, size)
    s.text(s.w * .16, s.h * .83, ["学位评定委员会主席　", c.tag(c.other())], f, size)
    c.stamp(s.w * .66, s.h * .78)
    s.text(s.w * .6, s.h * .87, c.long_date(), f, size)
    c.over_name()


def title(c):
    """职称证书"""
    s, rng = c.s, c.rng
    border(c)
    f, size = c.print_face(), int(s.h / 34)
    s.text(s.w / 2, s.h * .09, pick(rng, ["专业技术职务任职资格证书", "职 称 证 书", "资格证书"]), f, int(size * 1.5), align="middle")
    portrait(s, s.w * .1, s.h * .24, s.u(26), s.u(36))
    x, y = s.w * .38, s.h * .24
    rows = [("姓　　名", [c.tag(spaced=True)]), ("性　　别", pick(rng, ["男", "女"])), ("身份证号", c.number()), ("专业名称", c.major), ("资格名称", c.job), ("授予时间", c.date()), ("评审组织", c.place + "职称评审委员会")]
    if c.subject.uyghur and c.chance(.7):
        rows.insert(1, ("ئىسمى", [c.tag(form="uyghur")]))
    faded = (150, 146, 140) if c.chance(.2) else None
    value = s.faces[pick(rng, ["kai", "fang", "song", "hei", "old_kai"])]
    ug = s.face("uyghur")
    for label, v in rows:
        s.text(x, y, label + "：", f, size, uyghur=ug)
        s.text(x + size * 5.4, y, v, value, size, ink=faded, uyghur=ug)
        if c.chance(.6):
            s.line(x + size * 5.2, y + size * 1.12, s.w * .9, y + size * 1.12, 1)
        y += size * 2
    if faded:
        s.notes.append("light_print")
    c.stamp(s.w * .74, s.h * .78)
    s.text(s.w * .12, s.h * .86, "编号：" + str(rng.integers(10**7, 10**8)), f, int(size * .8))
    c.over_name()


def letter(c):
    """聘书; now and then in vertical lines"""
    s, rng = c.s, c.rng
    border(c)
    f = s.faces[pick(rng, ["kai", "pen_ma", "song", "wenkai", "fang", "pen_plain"])]
    size = int(s.h / 22)
    if c.chance(.4):
        s.column(s.w * .86, s.h * .2, "聘书", s.faces["pen_ma"], int(size * 1.7))
        s.column(s.w * .7, s.h * .14, ["兹聘请", c.tag(), pick(rng, ["先生", "女士", "同志"])], f, size)
        s.column(s.w * .58, s.h * .14, "为本单位" + c.job, f, size)
        s.column(s.w * .46, s.h * .14, "聘期三年", f, size)
        s.column(s.w * .26, s.h * .3, c.org, f, int(size * .8))
        c.stamp(s.w * .26, s.h * .7)
        return
    s.text(s.w / 2, s.h * .12, pick(rng, ["聘　书", "聘 任 书", "特聘专家证书"]), s.faces["pen_ma"], int(size * 1.8), align="middle", ink=(190, 40, 40))
    y = s.para(s.w * .14, s.h * .34, s.w * .72, ["兹聘任", c.tag(spaced=c.chance(.3)), "同志为我单位" + c.major + "专业" + c.job + f"，聘期自{c.year}年一月至{c.year + 3}年十二月。"], f, size, 1.8)
    c.stamp(s.w * .72, s.h * .78)
    s.text(s.w * .85, s.h * .74, c.org, f, int(size * .8), align="right")
    s.text(s.w * .85, s.h * .83, c.long_date(), f, int(size * .8), align="right")
    c.over_name()


def award(c):
    """荣誉证书"""
    s, rng = c.s, c.rng
    border(c)
    f = s.faces[pick(rng, ["kai", "song", "hei", "pen_ma", "fang", "wenkai", "xiaowei"])]
    size = int(s.h / 24)
    s.text(s.w / 2, s.h * .12, pick(rng, ["荣誉证书", "获奖证书", "奖　状"]), s.face("title"), int(size * 2), ink=(196, 30, 30), align="middle")
    several = c.chance(.35)
    if several:
        names = []
        for p in c.people(int(rng.integers(3, 6))):
            names += [c.tag(p), pick(rng, ["　", "、", "，", " "])]
        y = s.para(s.w * .12, s.h * .32, s.w * .76, names[:-1] + ["："], f, size, 1.6, indent=0)
    else:
        s.text(s.w * .13, s.h * .32, [c.tag(), pick(rng, [" 同志：", " 老师：", "：", "　同志"])], f, size)
        y = s.h * .42
    s.para(s.w * .12, y, s.w * .76, f"在{c.year}年度“{pick(rng, ['科技进步', '教学能手', '先进工作者', '优质课'])}”评选中，荣获{pick(rng, ['一', '二', '三'])}等奖。特发此证，以资鼓励。", f, size, 1.7)
    c.stamp(s.w * .72, s.h * .8)
    s.text(s.w * .85, s.h * .78, c.org, f, int(size * .8), align="right")
    s.text(s.w * .85, s.h * .86, c.long_date(), f, int(size * .8), align="right")
    c.over_name()


def patent(c):
    """专利证书"""
    s, rng = c.s, c.rng
    border(c)
    f, size = c.print_face(), int(s.w / 48)
    s.text(s.w * .1, s.h * .08, f"证书号第{rng.integers(10**6, 10**7)}号", f, size)
    s.text(s.w / 2, s.h * .17, pick(rng, ["发 明 专 利 证 书", "实用新型专利证书"]), s.faces["song_bold"], int(size * 2), align="middle")
    y = s.h * .28
    who = c.people(int(rng.integers(3, 8)))
    sep = pick(rng, [";", "；", "、", " "])
    names = []
    for p in who:
        names += [c.tag(p), sep]
    for label, v in [("发明名称：", pick(rng, ["一种防堵塞滴灌带", "一种便携式土样采集器", "一种可调式护理床"])), ("发 明 人：", names[:-1]), ("专 利 号：", "ZL " + str(rng.integers(10**12, 10**13)) + ".5"), ("专利申请日：", c.long_date()), ("专利权人：", c.org)]:
        s.text(s.w * .12, y, label, f, size)
        y = s.para(s.w * .12 + size * 6, y, s.w * .76 - size * 6, v, f, size, 1.5, indent=0) + size * .7
    s.para(s.w * .12, y + size, s.w * .76, "本专利经过审查，依照《中华人民共和国专利法》授予专利权，颁发本证书并在专利登记簿上予以登记。专利权自授权公告之日起生效。", f, int(size * .9))
    s.text(s.w * .14, s.h * .82, "局长", f, size)
    c.hand("black").write(s.w * .22, s.h * .81, [c.tag(c.other())], int(size * 2))
    c.stamp(s.w * .7, s.h * .82)
    c.over_name()


def training(c):
    """培训证书"""
    s, rng = c.s, c.rng
    border(c)
    f, size = c.print_face(), int(s.h / 30)
    s.text(s.w / 2, s.h * .1, pick(rng, ["继续教育合格证书", "培训结业证书", "岗位培训合格证"]), f, int(size * 1.6), align="middle")
    y = s.h * .28
    if c.chance(.5):
        s.text(s.w * .14, y, "学员", f, size)
        h = c.hand()
        end = h.write(s.w * .14 + size * 2.4, y - size * .3, [c.tag()], int(size * 1.3))
        s.line(s.w * .14 + size * 2.2, y + size * 1.1, max(end, s.w * .34), y + size * 1.1)
        s.text(max(end, s.w * .34) + size * .3, y, "参加我单位举办的", f, size)
        y = s.para(s.w * .14, y + size * 1.9, s.w * .72, f"{c.major}专业技术人员继续教育培训班，共{rng.integers(24, 90)}学时，考核合格，特发此证。", f, size, indent=0)
    else:
        y = s.para(s.w * .14, y, s.w * .72, ["　", c.tag(), f"同志于{c.date()}至{c.date()}参加{c.major}专业技术人员高级研修班学习，修满{rng.integers(24, 90)}学时，经考核成绩合格，准予结业。"], f, size)
    if c.subject.uyghur and c.chance(.5):
        s.text(s.w * .86, y + size, [c.tag(form="uyghur"), " تەربىيىلەشتىن ئۆتتى"], f, size, uyghur=s.face("uyghur"), align="right")
    c.stamp(s.w * .7, s.h * .78)
    s.text(s.w * .16, s.h * .82, f"证书编号 JX{rng.integers(10**5, 10**6)}", f, int(size * .8))
    c.over_name()


def proof(c):
    """工作证明"""
    s, rng = c.s, c.rng
    f, size = c.print_face(), s.u(5.2)
    s.text(s.w / 2, s.h * .1, pick(rng, ["证　明", "工作经历证明", "在职证明"]), f, int(size * 1.9), align="middle")
    y = s.para(s.w * .12, s.h * .2, s.w * .76, ["兹证明我单位", c.tag(), f"同志，身份证号{c.number()}，于{c.year - 9}年{rng.integers(1, 12)}月参加工作，现从事{c.major}专业技术工作，职务为{c.job}。", c.tag(), "同志" + c.filler(60) + "。" + c.phrase() + "特此证明。"], f, size, 2)
    if c.chance(.6):
        s.text(s.w * .12, y + size * 2, ["经办人："], f, size)
        c.sign(s.w * .12 + size * 4.2, y + size * 1.4, int(size * 1.5), c.other())
    s.text(s.w * .86, s.h * .7, c.org + "（盖章）", f, size, align="right")
    s.text(s.w * .86, s.h * .74, c.long_date(), f, size, align="right")
    c.stamp(s.w * .7, s.h * .71)
    if c.chance(.35):
        c.seal(s.w * .3, s.h * .72, mm=float(rng.uniform(9, 16)))
    c.over_name()


def scores(c):
    """成绩单"""
    s, rng = c.s, c.rng
    f, size = c.print_face(), s.u(4.2)
    s.text(s.w / 2, s.h * .07, pick(rng, ["全国职称外语等级考试成绩通知单", "水平能力测试成绩单", "计算机应用能力考试合格证明"]), f, int(size * 1.6), align="middle")
    rows = [("姓名", [c.tag(spaced=True)]), ("准考证号", str(rng.integers(10**9, 10**10))), ("证件号码", c.number()), ("报考级别", "综合A"), ("成绩", str(rng.integers(40, 99))), ("合格标准", "60")]
    cells = s.table(s.w * .14, s.h * .16, [s.w * .22, s.w * .5], [size * 2.4] * len(rows))
    for (a, b), (label, v) in zip(cells, rows):
        s.cell(a, label, f, size)
        s.cell(b, v, f, size)
    y = s.h * .16 + size * 2.4 * len(rows) + size * 2
    if not c.subject.transliterated and c.chance(.6):
        s.text(s.w * .14, y, ["Name: ", c.tag(form="latin")], f, size, latin=s.face("latin"))
    c.stamp(s.w * .68, y + s.u(14))
    c.over_name()
