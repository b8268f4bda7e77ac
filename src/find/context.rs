//! What stands beside a hit: a longer name that contains ours, an ordinary word, or nothing that speaks against it.
//!
//! Knows characters and words; nothing of pages. Only what a person would call obviously another's name or a word is
//! let go ([`Standing::Other`]); what stays open is covered and flagged ([`Standing::Open`]).

use std::collections::BTreeSet;
use std::sync::OnceLock;

use jieba_rs::Jieba;

use crate::target::han::{is_han, simplified};
use crate::target::{Form, Gap};

/// What the neighbours of a hit say about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nothing speaks against the applicant's own name.
    Own,
    /// It could be a part of a longer name or of a word: a person decides.
    Open,
    /// It is a part of another person's name, or of a word.
    Other,
}

/// The text around a hit: Chinese characters that touch it, without a space, a mark or a gap between.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Around {
    /// The run before it.
    pub before: Vec<char>,
    /// The name as it is written there, its dots left out.
    pub name: Vec<char>,
    /// True when it is written, or known to be written, with dots between its parts.
    pub dotted: bool,
    /// The run after it.
    pub after: Vec<char>,
}

impl Around {
    /// The text around a place where `form` stands.
    pub fn of(form: &Form, before: Vec<char>, after: Vec<char>) -> Self {
        let name = form.slots.iter().filter_map(|s| s.glyphs.first().copied()).collect();
        Around { before, name, dotted: form.slots.iter().any(|s| s.before == Gap::Dots), after }
    }
}

/// What is known besides the page: the other people of the roster, and the words of the language.
pub struct Context {
    others: BTreeSet<Vec<char>>,
    /// Loaded when the first hit touches other characters: most pages don't need it, and it costs a third of a second.
    words: OnceLock<Jieba>,
}

/// Characters that given names are made of; the one after a name makes a longer name of it only when it is one of
/// these. The list is what a reader of the language would write down, leaving out what is as common in forms
/// (年 月 日 生 长 …).
const GIVEN: &str = "\
    伟民芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂华玉萍红娥玲芬燕彩春菊凤洁梅琳素云莲真环雪荣爱妹香月莺媛瑞凡佳嘉琼勤珍\
    贞莉娣璧璐娅琦晶妍茜秋珊莎锦黛青倩婷姣婉娴瑾颖露瑶怡婵雁蓓仪荷丹蓉眉君琴蕊薇菁梦岚苑婕馨瑗琰韵融园艺咏卿聪澜纯毓悦昭冰爽\
    琬茗羽希宁欣飘育滢馥筠柔竹霭凝晓欢霄枫芸菲寒伊亚宜可姬舒影荔枝思毅俊峰保东文辉力永健世广志义兴良海山仁波贵福龙元全国胜祥\
    才发武新利清飞彬富顺信子浩亮政谦亨奇固轮翰朗伯宏言若鸣朋斌梁栋维启克伦翔旭鹏泽晨辰士以建家致树炎德泰盛雄琛钧冠策腾楠榕风\
    航弘松柏森林妮娇雯雨婧诗琪宇轩博涵子轩昊天然梓桐萱彤昕彦昱煜炜烨焕坤乾坚凯凌岩岳川帆庆康廷延建彪徽忆怀恒恩悟振捷敬斐晋景\
    晖曦晟旻睿瑛珏璋钰铎锴韬骅骐翀翊澍淳湛沁泓灏炫烽栩骞谊诚谕\
    智曼朝权柳标楷正毅江沛洲津浦淑淼渊湘源溪滨潇炳烁焱熙牧玮珂珺琨瑜瑄璇璟甜畅硕礼祎祖禹秦稳立章笑绍绮耀胤艾芝苗茂荟萌蓝蔚虹\
    蝶誉贤越跃辉达远迪逸邦郁采铁铭锋锐镇长阳霖靖韬颂馨骁骏魁麒麟黎齐\
    升峥嵘峻崇帅岭耘耕诺豪赋赫轲迅迎遥遵邈钊钢钦铄铃铖铠银闻阔隆\
    雁震霆霏霓靓韧韫韶颐飒驰骄鲲鸥鸿鹂鹃鹤鹰默龄冬夏雷雳霜霁虹岸州舟帜幸舜尧汉沧泰洪涵淇淞渝湛滔潮澄澈濠灵灿炎焰照煦熠牛玖玫珀珑瑄瑞\
    璞甫畅皓盈睦砚碧祥禄祺秉秋秦稷竣笛策筱粟纪绣绪维绮缘罡翎翠耿肖舸芊芙芮苇苒茉茵莘莹菡萁葵蓬蔓蕙蕾薪藤蘅虎蛟裕詹实";

/// Characters that foreign names are written with; what follows such a name and is made of these belongs to it.
const TRANSLITERATED: &str = "\
    阿艾巴拜班邦比毕别布才察楚达德迪丁都多尔吾恩法凡菲弗甫尕噶格古哈海汗合贺赫胡吉加江杰卡克肯库拉莱兰勒里力丽利林娄鲁路伦洛\
    玛马买曼毛梅米蜜莫木穆拿那纳娜乃奈尼努诺帕派普其齐恰茜青热仁茹萨赛桑沙山苏孙索塔台坦特提铁图吐托娃瓦维温乌西夏仙肖辛雅亚依伊\
    衣英尤玉孜则扎泽哲依";

/// What is added to such a name. Of the others most also begin words whose first character was lost.
const ENDINGS: &str = "江汗";

/// Words before a name: who it is, or what was done to whom. Compared with the end of the run before the hit.
const BEFORE: &[&str] = &[
    "姓名", "人", "者", "员", "师", "长", "任", "记", "理", "授", "士", "生", "由", "为", "是", "和", "与",
    "及", "同", "被", "对", "给", "向", "让", "请", "将", "经", "以", "叫", "名", "位", "志", "问", "工",
    "管", "组", "司", "局", "院", "校", "所", "厂", "站", "队", "部", "处", "科", "室", "章", "字", "签",
    "于", "在", "至", "到", "的", "之", "者", "家", "友", "学", "称", "号", "等", "予", "聘", "评", "定",
    "发", "认", "意", "荐", "明", "兹", "证",
];

/// Characters that go on after a name and are hardly ever part of one.
const AFTER: &str = "\
    同男女汉维回族等于在的为是与和及或自任已将担性身出籍印签字先老教授主副院科处员工程经书记硕本专学研究从因参被获曾现又并也还\
    就都对向给让使该此之所其具有无未不可以能要会应需请申报承诺负责完第共均系入党团群退职务称级档案号码编联电话手机地址单位部门\
    （）负担当前后时间期满签章盖撰著译作者、";

/// What a street or a part of a town is called: after a name they make a place of it. Without 区, 县, 市, 镇, with which the
/// next cell of a table may begin (市第一中学), and without schools (李强中学毕业).
const PLACES: &[&str] = &[
    "路", "街", "巷", "村", "大道", "大街", "社区", "街道", "新区", "小区", "广场", "公园", "花园", "大厦",
    "水库", "大桥",
];
/// After such a word it is the office of a place, and the next cell of a table may begin with that.
const OFFICE: char = '办';

impl Context {
    /// What is known when `names` are the people of the roster (dots and spaces don't matter).
    pub fn new<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let others = names.into_iter().map(|n| n.chars().filter(|c| is_han(*c)).map(simplified).collect());
        Context { others: others.collect(), words: OnceLock::new() }
    }

    /// The people of the roster whose names hold `name` and more: all that a result for `name` owes to the roster.
    pub fn longer(&self, name: &str) -> Vec<String> {
        let name: String = name.chars().filter(|c| is_han(*c)).map(simplified).collect();
        let others = self.others.iter().map(|o| o.iter().collect::<String>());
        others.filter(|other| !name.is_empty() && *other != name && other.contains(&name)).collect()
    }

    /// What `around` says about the hit in its middle.
    pub fn judge(&self, around: &Around) -> Standing {
        if around.before.is_empty() && around.after.is_empty() {
            return Standing::Own;
        }
        if self.on_roster(around) || self.is_place(around) {
            return Standing::Other;
        }
        match (self.after(around), self.before(around)) {
            // A longer name is recognised by its end only where it also begins with ours.
            (Standing::Other, Standing::Own) => Standing::Other,
            (Standing::Own, Standing::Own) => match self.word(around) {
                true => Standing::Open,
                false => Standing::Own,
            },
            (_, before) if self.word(around) && before != Standing::Own => Standing::Other,
            _ => Standing::Open,
        }
    }

    /// True when a longer name of the roster stands here.
    fn on_roster(&self, around: &Around) -> bool {
        let name = around.name.iter().map(|&c| simplified(c));
        let run: Vec<char> = around
            .before
            .iter()
            .map(|&c| simplified(c))
            .chain(name)
            .chain(around.after.iter().map(|&c| simplified(c)))
            .collect();
        let (from, to) = (around.before.len(), around.before.len() + around.name.len());
        (0..=from).any(|start| {
            (to..=run.len()).any(|end| {
                end - start > around.name.len()
                    && run.get(start..end).is_some_and(|part| self.others.contains(part))
            })
        })
    }

    /// True when a street or a part of a town bears the name.
    fn is_place(&self, around: &Around) -> bool {
        let text: String = around.after.iter().collect();
        // Looked at first, since the dictionary takes long to load.
        is_short(around)
            && PLACES.iter().any(|place| text.starts_with(place))
            && self.first_word(&text).is_some_and(|word| {
                let rest = text.strip_prefix(word).unwrap_or_default();
                PLACES.contains(&word) && !rest.starts_with(OFFICE)
            })
    }

    fn after(&self, around: &Around) -> Standing {
        let Some(&first) = around.after.first() else { return Standing::Own };
        let short = is_short(around);
        // 霍赟生 alone in its cell; 霍赟生于… goes on.
        if around.name.len() == 2 && around.before.is_empty() && around.after == ['生'] {
            return Standing::Other;
        }
        if short && around.after.len() == 1 && GIVEN.contains(first) && !AFTER.contains(first) {
            return Standing::Other;
        }
        if !short && around.after.len() <= 4 && around.after.iter().all(|&c| TRANSLITERATED.contains(c)) {
            return Standing::Other;
        }
        if AFTER.contains(first) || self.begins_with_word(&around.after) {
            return Standing::Own;
        }
        // 赵玉兰英 截至…, 艾山·达吾提江 的…: one character of a name, and the text goes on only after it.
        let rest = around.after.get(1..).unwrap_or_default();
        let goes_on = rest.first().is_some_and(|c| AFTER.contains(*c));
        let anothers = match short {
            true => GIVEN.contains(first) && (goes_on || self.begins_with_word(rest)),
            false => ENDINGS.contains(first) && goes_on,
        };
        if anothers { Standing::Other } else { Standing::Open }
    }

    fn before(&self, around: &Around) -> Standing {
        if around.before.is_empty() {
            return Standing::Own;
        }
        let text: String = around.before.iter().collect();
        let name: String = around.name.iter().collect();
        let role = || BEFORE.iter().any(|word| text.ends_with(word));
        // Any word may stand before a name, but before a name that is a word itself it may be its attribute.
        let word = || {
            let last = self.jieba().cut(&text, false).last().map_or(0, |t| t.word.chars().count());
            last >= 2 && !self.jieba().has_word(&name)
        };
        if role() || word() { Standing::Own } else { Standing::Open }
    }

    /// True when the text goes on with a word of at least two characters.
    fn begins_with_word(&self, after: &[char]) -> bool {
        let text: String = after.iter().collect();
        self.first_word(&text).is_some_and(|word| word.chars().count() >= 2)
    }

    fn first_word<'t>(&self, text: &'t str) -> Option<&'t str> {
        self.jieba().cut(text, false).first().map(|token| token.word)
    }

    /// True when a word of the dictionary holds the name and more.
    fn word(&self, around: &Around) -> bool {
        let run: String = around.before.iter().chain(&around.name).chain(&around.after).collect();
        let (from, to) = (around.before.len(), around.before.len() + around.name.len());
        let mut at = 0;
        self.jieba().cut(&run, false).iter().any(|token| {
            let start = at;
            at += token.word.chars().count();
            start <= from && at >= to && at - start > around.name.len()
        })
    }

    /// True when `text` is a word of the dictionary and not given there as somebody's name.
    pub(super) fn is_word(&self, text: &str) -> bool {
        let jieba = self.jieba();
        let name = |text| jieba.tag(text, false).iter().all(|t| t.tag.starts_with("nr"));
        jieba.has_word(text) && !name(text)
    }

    fn jieba(&self) -> &Jieba {
        self.words.get_or_init(Jieba::new)
    }
}

/// True for names such as Han people bear, of which a longer one may be another's.
fn is_short(around: &Around) -> bool {
    around.name.len() <= 3 && !around.dotted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(before: &str, name: &str, after: &str) -> Standing {
        let chars = |s: &str| s.chars().filter(|c| *c != '·').collect();
        let context = Context::new(["李强", "张海燕", "李强生"]);
        context.judge(&Around {
            before: chars(before),
            name: chars(name),
            dotted: name.contains('·'),
            after: chars(after),
        })
    }

    #[test]
    fn a_name_alone_or_among_the_words_of_a_form_is_our_own() {
        for (before, after) in [
            ("", ""),
            ("申报人", ""),
            ("姓名", "性别"),
            ("经审查", "同志符合条件"),
            ("由", "负责"),
            ("", "男"),
        ] {
            assert_eq!(judge(before, "张伟", after), Standing::Own, "{before}|{after}");
        }
    }

    #[test]
    fn a_longer_name_is_anothers() {
        assert_eq!(judge("", "张伟", "囗"), Standing::Open, "hardly a character of a name");
        assert_eq!(judge("", "张伟", "民"), Standing::Other);
        assert_eq!(judge("申报人", "张伟", "明"), Standing::Other);
        assert_eq!(judge("", "买买提·吐尔逊", "江"), Standing::Other);
        assert_eq!(judge("", "李强", "生"), Standing::Other, "on the roster");
        assert_eq!(judge("参保人", "赵玉兰", "英截至打印之日"), Standing::Other, "the text goes on after 英");
        assert_eq!(judge("", "买买提·吐尔逊", "江的记录"), Standing::Other, "the text goes on after 江");
        assert_eq!(judge("推荐", "买买提·吐尔逊", "加评审"), Standing::Open, "参 was lost");
        assert_eq!(judge("", "买买提·吐尔逊", "依法申报"), Standing::Own, "依法 is a word");
        assert_eq!(judge("参保人", "赵玉兰", "明确表示"), Standing::Own, "明确 is a word");
    }

    #[test]
    fn what_could_be_either_stays_open() {
        assert_eq!(judge("", "张伟", "负责"), Standing::Own, "a word follows");
        assert_eq!(judge("小", "张伟", ""), Standing::Open);
    }

    #[test]
    fn only_longer_names_of_the_roster_matter_to_a_name() {
        let context = Context::new(["李强", "李强生", "小李强", "张海燕"]);
        assert_eq!(context.longer("李强"), ["小李强", "李强生"]);
        assert!(context.longer("张海燕").is_empty() && context.longer("Li Qiang").is_empty());
    }

    #[test]
    fn places_that_bear_the_name_are_places() {
        for (before, after) in [("", "新区"), ("在", "新区活动中"), ("", "路主题活动"), ("住", "社区")]
        {
            assert_eq!(judge(before, "卫东", after), Standing::Other, "{before}|{after}");
        }
        for after in ["街道办事处", "市第一中学", "路过", "同志"] {
            assert_ne!(judge("", "卫东", after), Standing::Other, "{after}");
        }
        assert_eq!(judge("", "卫东", "生"), Standing::Other, "a cell of its own");
        assert_ne!(judge("", "卫东", "生于"), Standing::Other);
    }

    #[test]
    fn words_that_contain_the_name_are_words() {
        assert_eq!(judge("四季", "常青", ""), Standing::Other);
    }
}
