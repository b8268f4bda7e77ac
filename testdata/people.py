"""The made-up applicants, and the made-up names around them.

The ID numbers can't exist: no region begins with 99, and the check digits are wrong.
"""
import re


def spaced(name):
    """Matches `name` with any white space between its characters."""
    return r"\s*".join(re.escape(c) for c in name)


# id, name, aliases, pinyin, ID number, and the written forms besides the name itself: (pattern, script, form)
APPLICANTS = [
    dict(id="T001", name="田野", aliases=[], pinyin="TIAN Ye", id_number="990102198507143610", forms=[]),
    dict(id="T002", name="谢韵兰", aliases=[], pinyin="XIE Yunlan", id_number="990304199011056229",
         forms=[("謝韻蘭", "han", "trad"), ("XIE Yunlan", "latin", "pinyin"), (r"Xie Y\. ?L\.", "latin", "pinyin_initial")]),
    dict(id="T003", name="欧阳若谷", aliases=[], pinyin="OUYANG Ruogu", id_number="990201197904226514", forms=[]),
    dict(id="T004", name="热依汗·买提尼亚孜", aliases=["Reyhan Metniyaz"], pinyin="REYIHAN Maitiniyazi", id_number="990105198803297327",
         forms=[("Reyhan Metniyaz", "latin", "latin_alias"), ("热依汗•买提尼亚孜", "han", "han")]),
]

# Applicant -> longer names that contain the name (`ambiguous`), and phrases that do (`word`).
LONGER = {
    "T001": [("田野秋", "ambiguous"), ("田野调查", "word")],
    "T002": [],
    # Only the given part; a search for it must not cut the phrase.
    "T003": [("虚怀若谷", "word")],
    "T004": [],
}

OTHERS = """邹博闻 任晓蔓 柯建平 祝小荷 鲍启明 蒋雪莹 魏承志 费东升 殷秀芬 汤婉清 萧远 苗青禾 詹立新 屠国梁 纪文彬 沙迎春 向北辰 倪可欣
田雨 田一野 谢韵岚 谢兰 欧阳若 欧阳谷 欧若谷 热依汗古丽·买提尼亚孜 热依汗·买提库尔 买提尼亚孜·热依汗 阿孜古丽·喀迪尔 艾山江·肉孜
麦合木提·赛丁 温如海""".split()
OTHERS_LATIN = ["BAO Qiming", "JIANG Xueying", "XIE Yunlong"]


def needles(person):
    """(pattern, record) pairs for a page of `person`, the longer names first so that they win over what they contain."""
    out = [(re.escape(t), dict(kind=k, ambiguous=True)) for t, k in LONGER[person["id"]]]
    others = sorted({n for n in OTHERS if n != person["name"]} | {p["name"] for p in APPLICANTS if p is not person}, key=lambda n: (-len(n), n))
    own = [(spaced(person["name"]), dict(script="han", form="han", ambiguous=False))]
    own += [(p, dict(script=s, form=f, ambiguous=False)) for p, s, f in person["forms"]]
    longer = [n for n in others if person["name"] in n]
    assert not longer, "a name that holds the applicant's belongs in LONGER"
    return out + own + [(spaced(n), dict(kind="decoy", ambiguous=False)) for n in others] + [(re.escape(n), dict(kind="decoy", ambiguous=False)) for n in OTHERS_LATIN]
