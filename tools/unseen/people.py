"""Made-up people: their names in every form, and people whose names resemble theirs."""
import re

SURNAMES = ("高 gao 潘 pan 韩 han 贺 he 曹 cao 彭 peng 江 jiang 于 yu 石 shi 龙 long 白 bai 黎 li 邱 qiu 覃 qin 雷 lei 方 fang 夏 xia 程 cheng 蒋 jiang 薛 xue "
            "严 yan 阎 yan 段 duan 汤 tang 尹 yin 武 wu 莫 mo 贾 jia 顾 gu 毛 mao 郝 hao 龚 gong 邵 shao 万 wan 钱 qian 覃 qin 孔 kong 向 xiang 温 wen "
            "关 guan 鲁 lu 葛 ge 伍 wu 游 you 牛 niu 王 wang 张 zhang 刘 liu 陈 chen 杨 yang 黄 huang 周 zhou 吴 wu 徐 xu 孙 sun 马 ma 朱 zhu 胡 hu 郭 guo 何 he 林 lin 罗 luo")
COMPOUND = "司马 sima 上官 shangguan 皇甫 huangfu 尉迟 yuchi 令狐 linghu 东方 dongfang 慕容 murong 夏侯 xiahou 端木 duanmu 公孙 gongsun"
GIVEN = ("文 wen 博 bo 雅 ya 倩 qian 涛 tao 磊 lei 静 jing 敏 min 勇 yong 军 jun 洋 yang 艳 yan 杰 jie 娟 juan 超 chao 霞 xia 平 ping 刚 gang 桂 gui 英 ying "
         "玲 ling 辉 hui 鑫 xin 宇 yu 婷 ting 雪 xue 梅 mei 晨 chen 浩 hao 欣 xin 怡 yi 嘉 jia 琪 qi 思 si 远 yuan 志 zhi 强 qiang 凯 kai 翔 xiang 蕾 lei "
         "薇 wei 丹 dan 岚 lan 钧 jun 霖 lin 睿 rui 森 sen 柏 bai 竹 zhu 菊 ju 秋 qiu 春 chun 冬 dong 山 shan 川 chuan 舟 zhou 帆 fan 瑞 rui 祥 xiang 福 fu 贵 gui "
         "荣 rong 华 hua 国 guo 建 jian 新 xin 民 min 卫 wei 东 dong 红 hong 云 yun 月 yue 星 xing 明 ming 亮 liang 光 guang 一 yi 丁 ding 乙 yi 瑜 yu 璇 xuan 懿 yi 赟 yun")
# Given names that are also words, alone or with the surname before them.
WORDS = ("海洋 hai yang 常青 chang qing 黎明 li ming 高峰 gao feng 白云 bai yun 江山 jiang shan 高原 gao yuan 方正 fang zheng 高兴 gao xing 石林 shi lin 温暖 wen nuan 程序 cheng xu "
         "向阳 xiang yang 万里 wan li 林海 lin hai 马达 ma da 周到 zhou dao 关键 guan jian 于是 yu shi 龙江 long jiang")
GIVEN_WORDS = "建设 jian she 光明 guang ming 和平 he ping 春雨 chun yu 胜利 sheng li 海洋 hai yang 长江 chang jiang 团结 tuan jie 晓光 xiao guang 文化 wen hua"
# Transliterated names: Han, Uyghur script, Latin; given names of men and of women, and names that also serve as father's names.
MEN = """吐尔逊江 تۇرسۇنجان Tursunjan|艾尔肯 ئەركىن Erkin|麦麦提明 مەمەتئىمىن Memetimin|阿卜杜拉 ئابدۇللا Abdulla|玉苏普 يۈسۈپ Yusup|居来提 جۈرئەت Jur'et|帕尔哈提 پەرھات Perhat
艾合买提 ئەھمەت Exmet|库尔班 قۇربان Qurban|亚森 ياسىن Yasin|萨迪克 سادىق Sadiq|伊力哈木 ئىلھام Ilham|赛买提 سەمەت Semet|热合曼 راخمان Raxman|依明 ئىمىن Imin
托乎提 توختى Toxti|卡哈尔 قاھار Qahar|沙吾提 ساۋۇت Sawut|巴拉提 بارات Barat|尼亚孜 نىياز Niyaz|奥斯曼 ئوسمان Osman|木沙 مۇسا Musa|祖农 زۇنۇن Zunun|西尔艾力 شىرئەلى Shir'eli"""
WOMEN = """热孜万古丽 رىزۋانگۈل Rizwangul|阿依努尔 ئاينۇر Aynur|茹仙古丽 رۇشەنگۈل Rushengul|古丽巴哈尔 گۈلباھار Gulbahar|米热班 مېھرىبان Mehriban|祖丽皮亚 زۇلپىيە Zulpiye|迪丽努尔 دىلنۇر Dilnur
玛依努尔 ماينۇر Maynur|海热古丽 خەيرىگۈل Xeyrigul|再娜甫 زەينەپ Zeynep|阿米娜 ئامىنە Amine|吾尔古丽 ھۆرگۈل Horgul"""
OTHERS = """努尔江·叶尔兰 Nurzhan Yerlan|加娜尔·巴合提江 Zhanar Bakhytzhan|叶尔肯别克 Yerkenbek|乌云其木格 Oyunchimeg|巴特尔·宝音 Bat Buyan|萨仁高娃 Sarangowa|阿斯卡尔·江布尔 Askar Zhambyl"""
# Letters of the Uyghur script for the initials and finals of pinyin, as Chinese names are written in it.
INITIALS = dict(zh="ج", ch="چ", sh="ش", b="ب", p="پ", m="م", f="ف", d="د", t="ت", n="ن", l="ل", g="گ", k="ك", h="خ", j="ج", q="چ", x="ش", r="ر", z="ز", c="س", s="س", y="ي", w="ۋ")
FINALS = {"iang": "ياڭ", "uang": "ۇاڭ", "iong": "يوڭ", "ang": "اڭ", "eng": "ېڭ", "ong": "وڭ", "ing": "ىڭ", "ian": "يەن", "iao": "ياۋ", "uai": "ۇەي", "uan": "ۈەن", "ai": "ەي", "ei": "ېي",
          "ao": "اۋ", "ou": "وۇ", "an": "ەن", "en": "ېن", "ia": "يا", "ie": "يې", "iu": "يۇ", "in": "ىن", "ua": "ۇا", "uo": "و", "ui": "ۇي", "un": "ۇن", "ue": "ۈې", "a": "ا", "o": "و",
          "e": "ې", "i": "ى", "u": "ۇ"}
TRADITIONAL = dict(zip("韩贺龙严阎汤贾顾龚钱关鲁马刘陈杨黄吴孙张罗静军艳杰娟霞刚辉凯钧荣华国建东红云涛远志强岚蕾祥贵卫蒋阳长团结设胜万于伟丽", "韓賀龍嚴閻湯賈顧龔錢關魯馬劉陳楊黃吳孫張羅靜軍艷傑娟霞剛輝凱鈞榮華國建東紅雲濤遠志強嵐蕾祥貴衛蔣陽長團結設勝萬于偉麗"))
DOTS = ["·", "•", "・", ""]


def pairs(text, n=1):
    words = text.split()
    return [(words[i], " ".join(words[i + 1:i + 1 + n])) for i in range(0, len(words), n + 1)]


def uyghur_syllable(s):
    head = next((i for i in ("zh", "ch", "sh") if s.startswith(i)), s[0] if s[0] in INITIALS else "")
    tail = s[len(head):]
    letters = FINALS.get(tail, "ې")
    if not head:
        return "ئ" + letters
    return INITIALS[head] + letters


class Person:
    """One person. `form(kind)` gives the name as it is written in a form of the truth, or None."""

    def __init__(self, han, syllables=(), surname=1, latin="", uyghur=""):
        self.han, self.syllables, self.surname, self.latin, self.uyghur = han, list(syllables), surname, latin, uyghur
        self.id = ""
        self.transliterated = not syllables
        if syllables:
            k = surname
            self.uyghur = "".join(map(uyghur_syllable, syllables[:k])) + " " + "".join(map(uyghur_syllable, syllables[k:]))

    @property
    def aliases(self):
        return [a for a in (self.uyghur, self.latin) if a] if self.transliterated else []

    @property
    def pinyin(self):
        if self.transliterated:
            return self.latin
        return "".join(self.syllables[:self.surname]).upper() + " " + "".join(self.syllables[self.surname:]).capitalize()

    def form(self, kind, rng):
        last, first = "".join(self.syllables[:self.surname]), self.syllables[self.surname:]
        if kind == "han":
            return self.han if "·" not in self.han else self.han.replace("·", DOTS[int(rng.choice(4, p=[.6, .15, .1, .15]))])
        if kind == "trad":
            return "".join(TRADITIONAL.get(c, c) for c in self.han)
        if kind == "uyghur":
            return self.uyghur or None
        if kind == "latin":
            if self.transliterated:
                return self.latin
            given = "".join(first)
            dashed = first[0].capitalize() + "-" + first[1].capitalize() if len(first) == 2 else given.capitalize()
            return [f"{last.upper()} {given.capitalize()}", f"{last.capitalize()} {given.capitalize()}", f"{given.capitalize()} {last.capitalize()}", f"{last.capitalize()} {dashed}"][rng.integers(4)]
        if kind == "initial":
            if self.transliterated:
                a, *b = self.latin.split()
                return f"{a[0]}. {b[0]}" if b else None
            short = "".join(s[0].upper() for s in first)
            return [f"{last.capitalize()} {short}", f"{last.capitalize()} {short[0]}." if len(short) == 1 else f"{last.capitalize()} {short[0]}. {short[1]}.", f"{last.upper()} {short}"][rng.integers(3)]
        raise KeyError(kind)

    def label(self, kind):
        """The truth's word for a form, and its script."""
        own = "latin_alias" if self.transliterated else "pinyin"
        small = "latin_initial" if self.transliterated else "pinyin_initial"
        return {"han": ("han", "han"), "trad": ("trad", "han"), "uyghur": ("uyghur", "uyghur"), "latin": (own, "latin"), "initial": (small, "latin")}[kind]


def pick(rng, seq):
    return seq[int(rng.integers(len(seq)))]


def han_person(rng, kind):
    if kind == "word":
        han, say = pick(rng, pairs(WORDS, 2))
        return Person(han, say.split())
    sur, say = pick(rng, pairs(COMPOUND if kind == "compound" else SURNAMES))
    if kind == "compound":
        cut = {"sima": "si ma", "shangguan": "shang guan", "huangfu": "huang fu", "yuchi": "yu chi", "linghu": "ling hu", "dongfang": "dong fang", "murong": "mu rong", "xiahou": "xia hou", "duanmu": "duan mu", "gongsun": "gong sun"}
        say = cut[say]
    if kind == "given_word":
        given, more = pick(rng, pairs(GIVEN_WORDS, 2))
        return Person(sur + given, say.split() + more.split())
    n = {"two": 1, "three": 2, "four": 3}.get(kind, int(rng.integers(1, 3)))
    chosen = [pick(rng, pairs(GIVEN)) for _ in range(n)]
    return Person(sur + "".join(c for c, _ in chosen), say.split() + [s for _, s in chosen], len(sur))


def transliterated(rng, dotted=True):
    triples = lambda text: [t.rsplit(" ", 2) for t in re.split(r"[|\n]", text)]
    first, father = pick(rng, triples(MEN if rng.random() < .5 else WOMEN)), pick(rng, triples(MEN))
    if not dotted:
        return Person(first[0], latin=first[2], uyghur=first[1])
    return Person(first[0] + "·" + father[0], latin=first[2] + " " + father[2], uyghur=first[1] + " " + father[1])


def other_script(rng):
    han, *latin = pick(rng, OTHERS.split("|")).split(" ")
    return Person(han, latin=" ".join(latin))


KINDS = ["two", "three", "three", "three", "compound", "word", "given_word", "four", "ug", "ug", "ug", "ug_plain", "other", "two", "three", "word"]


def applicants(rng, count=16):
    """People for a run: no name holds another's."""
    out = []
    while len(out) < count:
        kind = KINDS[len(out) % len(KINDS)]
        p = transliterated(rng, kind == "ug") if kind.startswith("ug") else other_script(rng) if kind == "other" else han_person(rng, kind)
        if any(p.han in q.han or q.han in p.han for q in out):
            continue
        p.id = f"U{len(out) + 1:03d}"
        out.append(p)
    return out


def stranger(rng, avoid):
    """Somebody whose name neither holds nor is held by those to avoid."""
    while True:
        r = rng.random()
        p = transliterated(rng, rng.random() < .8) if r < .2 else other_script(rng) if r < .24 else han_person(rng, ["two", "three", "three", "three", "compound", "given_word"][rng.integers(6)])
        if not any(a.han in p.han or p.han in a.han or (p.latin and p.latin == a.latin) or p.syllables == a.syllables != [] for a in avoid):
            return p


def lookalike(rng, person, longer=.25):
    """Somebody with a similar name; with `longer` chance one whose name holds the applicant's. Gives (person, holds)."""
    triples = [t.rsplit(" ", 2) for t in re.split(r"[|\n]", MEN)]
    while True:
        if person.transliterated:
            given, _, father = person.han.partition("·")
            other = pick(rng, triples)
            if other[0] in person.han or not person.uyghur:
                return stranger(rng, [person]), False
            first = (person.latin.split()[0], person.uyghur.split()[0])
            return Person(given + "·" + other[0], latin=first[0] + " " + other[2], uyghur=first[1] + " " + other[1]), not father
        ch, say = pick(rng, pairs(GIVEN))
        if rng.random() < longer:
            return Person(person.han + ch, person.syllables + [say], person.surname), True
        at = int(rng.integers(person.surname, len(person.han)))
        if say == person.syllables[at] or ch == person.han[at]:
            continue
        return Person(person.han[:at] + ch + person.han[at + 1:], person.syllables[:at] + [say] + person.syllables[at + 1:], person.surname), False
