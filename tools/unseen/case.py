"""What a document is about: whose page it is, whom it names, invented organisations, dates and phrases."""
from people import lookalike, pick, stranger
from pen import Hand
from sheet import Tag, arabic
from stamps import OTHER_INKS, box_stamp, highlight, name_seal, round_stamp

PLACES = ["云岭市", "沙洲县", "青石区", "临泽地区", "塔河市", "北原州", "柳溪县", "金川区", "红柳市", "天池县"]
UNITS = ["第三人民医院", "农业技术推广中心", "水利勘测设计院", "第一中学", "交通工程质量监督站", "地质调查院", "广播电视台", "疾病预防控制中心", "职业技术学院", "气象局", "林业和草原工作站", "建筑设计院"]
JOBS = ["高级工程师", "副主任医师", "高级教师", "农艺师", "研究员", "副研究员", "主治医师", "工程师", "一级教师", "正高级工程师", "副教授", "兽医师"]
MAJORS = ["水利水电工程", "临床医学", "汉语言文学", "土木工程", "农学", "信息与计算科学", "环境工程", "护理学", "地质工程", "畜牧兽医"]
TOPICS = ["基于遥感数据的绿洲灌区耗水量估算", "盐渍化土壤改良中滴灌制度的试验研究", "寒旱区公路路基冻胀变形监测与分析", "县域学校阅读教学现状及改进路径", "棉田节水与施肥耦合效应研究", "老年患者术后康复护理的临床观察", "沙漠腹地油田道路防沙体系评价", "中小型水库大坝渗流监测数据的处理方法"]
FILLER = ("本年度能够认真执行各项规章制度，按时完成工作任务，积极参加业务学习和培训，遇到问题主动与同事商量，注意总结经验。在项目实施过程中负责现场勘察、数据整理和报告编写，"
          "提出的改进办法得到采用，取得了较好的效果。今后将继续努力，不断提高自身的业务水平，为本单位的发展作出新的贡献。经过多次试验和比较，确定了适合当地条件的技术方案，并在三个乡镇推广应用，"
          "受到群众的一致好评。通过查阅资料和实地调查，掌握了第一手情况，为下一步工作打下了基础。")
ENGLISH = ("The monitoring network covers twelve sections of the canal and has been running since the spring of the third year. Water levels were recorded every thirty minutes and "
           "compared with manual readings. The results show that seepage depends mainly on the grain size of the lining and on the temperature of the soil below it. A simple model with "
           "three parameters explains most of the variance, and its errors stay within the limits of the standard. ")


def digits(rng, n):
    return "".join(str(int(d)) for d in rng.integers(0, 10, n))


class Case:
    """One page's people and chances. `subject` is whom the document is about: the applicant, or somebody else on a page without the name."""

    def __init__(self, sheet, me, named):
        self.s, self.rng, self.me, self.named = sheet, sheet.rng, me, named
        self.alike = [lookalike(self.rng, me)[0] for _ in range(4)]
        self.subject = me if named else (pick(self.rng, self.alike) if self.rng.random() < .65 else stranger(self.rng, [me]))
        sheet.own_name = me.han
        self.place, self.unit = pick(self.rng, PLACES), pick(self.rng, UNITS)
        self.org = self.place + self.unit
        self.major, self.job = pick(self.rng, MAJORS), pick(self.rng, JOBS)
        self.year = int(self.rng.integers(2009, 2025))

    def other(self):
        """Somebody else: a quarter of them with a name like the applicant's."""
        return pick(self.rng, self.alike) if self.rng.random() < .22 else stranger(self.rng, [self.me])

    def people(self, n, where=None):
        """`n` people of a list; the subject among them."""
        out = [self.other() for _ in range(n)]
        out[int(self.rng.integers(n)) if where is None else where] = self.subject
        return out

    def tag(self, person=None, form="han", spaced=False):
        """A tagged name; `spaced` puts ideographic spaces into short names as tables do."""
        person = person or self.subject
        text = person.form(form, self.rng) or person.han
        if text == person.han:
            form = "han"
        label, script = person.label(form)
        plain = lambda t: "".join(c for c in t.lower() if c.isalnum() or arabic(c))
        if person is self.me:
            kind = "own"
        else:
            mine = {plain(self.me.han), plain(self.me.latin), plain(self.me.uyghur)} - {""}
            if self.me.syllables:
                last, first = "".join(self.me.syllables[:self.me.surname]), self.me.syllables[self.me.surname:]
                short = "".join(x[0] for x in first)
                mine |= {last + "".join(first), "".join(first) + last}
                same = plain(text) in {last + short, last + short[0]}
            else:
                same = False
            kind = "ambiguous" if same or any(m in plain(text) for m in mine) else "decoy"
        if spaced and form == "han" and len(text) == 2:
            text = text[0] + "　" * (1 if self.rng.random() < .6 else 2) + text[1]
        elif spaced and form == "han" and len(text) == 3 and "·" not in text and self.rng.random() < .4:
            text = " ".join(text)
        return Tag(text, kind, label, script)

    def date(self, year=None):
        y = year or self.year
        m, d = int(self.rng.integers(1, 13)), int(self.rng.integers(1, 29))
        return pick(self.rng, [f"{y}年{m}月{d}日", f"{y}年{m:02d}月{d:02d}日", f"{y}.{m:02d}.{d:02d}", f"{y}-{m:02d}-{d:02d}"])

    def long_date(self):
        return f"{self.year}年{int(self.rng.integers(1, 13))}月{int(self.rng.integers(1, 29))}日"

    def number(self):
        """An ID number of no region."""
        return "99" + digits(self.rng, 4) + str(int(self.rng.integers(1964, 1998))) + f"{int(self.rng.integers(1, 13)):02d}{int(self.rng.integers(1, 29)):02d}" + digits(self.rng, 4)

    def filler(self, n):
        at = int(self.rng.integers(0, 200))
        return ((FILLER * 6)[at:at + n]).lstrip("，。、")

    def phrase(self):
        """A phrase that holds a name of two characters as a word."""
        if len(self.me.han) != 2 or self.chance(.4):
            return ""
        return pick(self.rng, ["要让", "从", "走向", "关于", "我们的"]) + self.me.han + pick(self.rng, ["精神代代相传。", "出发，再创佳绩。", "的事业更加兴旺。"])

    def english(self, n):
        at = int(self.rng.integers(0, len(ENGLISH)))
        return (ENGLISH * 9)[at:].split(" ", 1)[1][:n]

    def print_face(self):
        return self.s.face("han")

    def chance(self, p):
        return self.rng.random() < p

    def hand(self, pen=None, wild=None):
        return Hand(self.s, self.chance(.1) if wild is None else wild, pen)

    def stamp(self, x, y, **k):
        """A round stamp of the organisation in red, now and then purple or blue."""
        ink = None if self.chance(.8) else OTHER_INKS["purple" if self.chance(.5) else "blue"]
        round_stamp(self.s, self.org, x, y, mm=k.pop("mm", float(self.rng.uniform(34, 44))), ink=k.pop("ink", ink), **k)

    def last_box(self, kind="own"):
        """Bounds of the last tagged name on the page (of the applicant if there is one)."""
        mine = [m for m in self.s.marks if m["tag"].kind == kind] or self.s.marks
        if not mine:
            return None
        p = pick(self.rng, mine)["pts"]
        return (*p.min(0), *p.max(0))

    def over_name(self):
        """Now and then something lies over a name: a stamp, a seal's edge, a marker."""
        b = self.last_box()
        r = self.rng.random()
        if b is None or r > .3:
            return
        cx, cy = (b[0] + b[2]) / 2, (b[1] + b[3]) / 2
        if r < .09:
            self.stamp(cx + self.rng.normal(0, 25), cy + self.s.u(self.rng.uniform(8, 15)), strength=float(self.rng.uniform(.5, .8)))
            self.s.notes.append("stamp_over_name")
        elif r < .2:
            lines = pick(self.rng, [["复印件与原件一致"], ["与原件核对无误"], ["复印件与原件相符", self.long_date()], ["此件仅供职称申报使用"]])
            box_stamp(self.s, lines, cx + self.rng.normal(0, 30), cy + self.rng.normal(0, 6), mm=float(self.rng.uniform(7, 10)), strength=float(self.rng.uniform(.5, .85)), angle=float(self.rng.normal(0, 5)))
            self.s.notes.append("stamp_over_name")
        else:
            highlight(self.s, b[0] - self.rng.uniform(2, 30), b[1] - 4, b[2] + self.rng.uniform(2, 60), b[3] + 4)

    def seal(self, x, y, person=None, **k):
        t = self.tag(person)
        name_seal(self.s, t, x, y, **k)
        return t

    def sign(self, x, y, size, person=None, date=True):
        """A signature, the subject's, and maybe a date by the same hand behind or over it."""
        h = self.hand()
        end = h.write(x, y, [self.tag(person)], size)
        if date and self.chance(.35):
            h.write(end + size * .3, y + size * .2, self.date(), int(size * .6))
        if self.chance(.12):
            self.seal(x + (end - x) * self.rng.uniform(.3, 1.1), y + size * self.rng.uniform(.9, 1.6), person, mm=float(self.rng.uniform(9, 14)))
        return end
