//! Tells names from other text.
//!
//! It gets one text without separators, brackets or remarks; `cell` removes those.

use unicode_normalization::char::is_combining_mark;

use super::refused::Refused;
use crate::target::han::{is_han, simplified, starts_with_compound};

/// Most letters of a name; longer text is a sentence. The longest names on passports have 39 places (ICAO 9303-3).
const MOST_LETTERS: usize = 48;
/// Most Chinese characters in a row. Transliterated names without their dots reach a dozen.
const MOST_HAN: usize = 15;

/// Placeholders that stand where a name should, in lower case. Written by hand, without a measured source.
const NOT_NAMES: &[&str] = &[
    "姓名",
    "名字",
    "申报人",
    "待定",
    "待补",
    "待填",
    "保密",
    "匿名",
    "测试",
    "合计",
    "小计",
    "总计",
    "同上",
    "见附件",
    "见附表",
    "无名氏",
    "本人",
    "样例",
    "示例",
    "是",
    "否",
    "true",
    "false",
    "yes",
    "no",
    "name",
    "unknown",
    "test",
    "tbd",
    "undefined",
    "todo",
];

/// Family names of one character, simplified: those of the 百家姓 that are still borne, and the most common others. The
/// choice was made by hand and has no measured source. They tell names apart in a list and a name from a remark; no
/// name is refused because its family name is missing here.
const FAMILIES: &str = "\
    赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章云苏潘葛奚范彭郎鲁韦昌马苗凤方俞任袁柳\
    鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴宋茅庞\
    熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫房裘缪解应宗丁宣邓郁单\
    杭洪包诸左石崔吉龚程邢裴陆荣翁荀羊甄封芮储靳松井段巫乌焦巴弓牧隗山谷车侯全班仰秋仲伊宫宁仇栾甘厉戎祖武符刘景詹束龙\
    叶司黎薄印白怀蒲从鄂索赖卓蔺屠蒙池乔阴能苍双闻莘党翟谭贡姬申冉宰桑桂牛寿通边燕冀尚农温庄晏柴瞿阎充慕连习艾鱼容向古\
    易慎戈廖耿满弘匡文寇广东欧利师巩聂晁勾敖融冷简饶曾沙丰关查红游权盖益岳帅缑亢况有琴商肖覃涂闫付代仝佟苟邸隋楚冼揭植\
    麦撒海铁兰展伦危鹿原丛由原滑初宿撖辜区逄阚牟";

/// Forms of address after a name. Written by hand, without a measured source.
const TITLES: &[&str] = &["老师", "先生", "女士", "小姐", "同志", "副教授", "教授", "博士", "医生", "工程师"];

/// The scripts that matter for names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Letter {
    /// Chinese characters, and kana, which stand among them.
    Han,
    Latin,
    Arabic,
    Cyrillic,
    /// Tibetan, Mongolian, Hangul, Yi and others, told apart by their block of 128 code points.
    Other(u32),
}

/// The script of a letter; `None` for marks, dots, digits and signs.
pub(super) fn letter(c: char) -> Option<Letter> {
    if is_han(c) || matches!(c, '\u{3041}'..='\u{30fa}' | 'ー') {
        return Some(Letter::Han);
    }
    if !c.is_alphabetic() || is_combining_mark(c) || is_joiner(c) {
        return None;
    }
    Some(match c {
        '\0'..='\u{2af}' | '\u{1e00}'..='\u{1eff}' => Letter::Latin,
        '\u{400}'..='\u{52f}' => Letter::Cyrillic,
        '\u{600}'..='\u{8ff}' | '\u{fb50}'..='\u{feff}' => Letter::Arabic,
        // Hangul syllables span many blocks.
        '\u{1100}'..='\u{11ff}' | '\u{ac00}'..='\u{d7ff}' => Letter::Other(0x1100),
        '\u{a000}'..='\u{a4cf}' => Letter::Other(0xa000),
        _ => Letter::Other(u32::from(c) >> 7),
    })
}

/// Middle dots that people type in transliterated names, in compatibility form.
pub(super) fn is_dot(c: char) -> bool {
    matches!(c, '·' | '•' | '・' | '.' | '‧' | '∙' | '⋅' | '˙' | '●' | '。' | '°')
}

/// Marks that may stand between the letters of one word: hyphens, apostrophes, the Tibetan tsheg, Mongolian
/// separators.
fn is_joiner(c: char) -> bool {
    matches!(
        c,
        '-' | '‐' | '‑' | '–' | '\'' | '’' | '‘' | '`' | '´' | 'ʼ' | 'ʻ' | '\u{f0b}' | '\u{180a}'
            ..='\u{180e}'
    )
}

/// Tells whether `text`, in compatibility form and with single spaces, is one name: Chinese characters, with dots or without;
/// words of Latin letters; words of one other script.
pub(super) fn is_name(text: &str) -> Result<(), Refused> {
    let letters: Vec<(char, Letter)> = text.chars().filter_map(|c| Some((c, letter(c)?))).collect();
    let hidden = |c: char| matches!(c, '*' | '×' | '某' | '○' | '◯' | '□' | '?' | '■' | '_' | '※' | '△');
    let strange = |c: char| {
        letter(c).is_none() && !is_dot(c) && !is_joiner(c) && !is_combining_mark(c) && !c.is_whitespace()
    };
    if text.starts_with('#') {
        return Err(Refused::ErrorValue);
    }
    if text.contains(hidden) {
        return Err(Refused::Masked);
    }
    if text.contains(':') {
        return Err(Refused::Label);
    }
    if text.contains(strange) {
        return Err(if letters.is_empty() && text.chars().any(char::is_numeric) {
            Refused::Number
        } else {
            Refused::NotLetters
        });
    }
    if NOT_NAMES.contains(&text.to_lowercase().as_str()) {
        return Err(Refused::NotAName);
    }
    let han = letters.iter().filter(|(_, kind)| *kind == Letter::Han).count();
    let broken = text.contains(|c: char| is_dot(c) || is_joiner(c) || c.is_whitespace());
    match letters.len() {
        0 => return Err(Refused::EmptyName),
        1 => return Err(Refused::OneCharacter),
        n if n > MOST_LETTERS || (han > MOST_HAN && !broken) => return Err(Refused::LongName),
        _ => {}
    }
    // 麦克·J·李: a letter between dots is an initial. A word of two scripts is two names run together.
    let words = text.split(|c: char| is_dot(c) || c.is_whitespace());
    let mixed = words.filter(|word| !word.is_empty()).any(|word| {
        let mut kinds = word.chars().filter_map(letter);
        let first = kinds.next();
        kinds.any(|kind| Some(kind) != first)
    });
    let first = letters.first().map(|(_, kind)| *kind);
    let alien = letters.iter().any(|(_, kind)| Some(*kind) != first);
    if mixed || (alien && han == 0) { Err(Refused::Mixed) } else { Ok(()) }
}

/// True when Chinese characters without a dot look like a family and a given name. This tells names in a list apart,
/// and a name from a remark. Given names have one or two characters. A family name alone (欧阳) doesn't count.
pub(crate) fn has_family(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    if !chars.iter().all(|c| is_han(*c)) {
        return false;
    }
    match (starts_with_compound(&chars), chars.len()) {
        (true, 3 | 4) => true,
        (true, _) => false,
        (false, 2 | 3) => chars.first().is_some_and(|c| FAMILIES.contains(simplified(*c))),
        (false, _) => false,
    }
}

/// A name without its form of address (谢韵兰老师), unless too few letters would be left.
pub(super) fn without_title(text: &str) -> &str {
    let title = TITLES.iter().find_map(|title| text.strip_suffix(title));
    title.map(str::trim_end).filter(|rest| rest.chars().filter_map(letter).count() > 1).unwrap_or(text)
}

/// True when `text` is a family name of two characters and nothing else.
pub(super) fn is_compound(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    chars.len() == 2 && starts_with_compound(&chars)
}

/// True when the text is a dotted name of Chinese characters: 沙·尔山.
pub(super) fn is_dotted(text: &str) -> bool {
    let mut parts = text.split(is_dot);
    text.contains(is_dot) && parts.all(|part| !part.is_empty() && part.chars().all(is_han))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_every_script_are_names() {
        for name in [
            "谢韵兰",
            "沙·尔山",
            "沙 · 尔山",
            "麦克·J·李",
            "买买提吐尔逊",
            "Memet Tursun",
            "O'Neill-Smith",
            "Xiè Yùnlán",
            "مەمەت تۇرسۇن",
            "Мемет Турсун",
            "བསོད་ནམས",
            "𠮷田",
        ] {
            assert_eq!(is_name(name), Ok(()), "{name}");
        }
    }

    #[test]
    fn what_is_no_name_says_why() {
        for (text, why) in [
            ("", Refused::EmptyName),
            ("·", Refused::EmptyName),
            ("高", Refused::OneCharacter),
            ("谢*兰", Refused::Masked),
            ("谢某", Refused::Masked),
            ("#REF!", Refused::ErrorValue),
            ("12", Refused::Number),
            ("谢韵兰2", Refused::NotLetters),
            ("true", Refused::NotAName),
            ("姓名", Refused::NotAName),
            ("填表人:谢韵兰", Refused::Label),
            ("谢韵兰Xie", Refused::Mixed),
            ("Memet مەمەت", Refused::Mixed),
        ] {
            assert_eq!(is_name(text), Err(why), "{text}");
        }
        assert_eq!(is_name(&"阿".repeat(16)), Err(Refused::LongName));
    }

    #[test]
    fn a_family_name_tells_a_name_from_a_part() {
        assert!(["谢韵兰", "李雷", "謝韻蘭", "欧阳雪琴", "上官静"].into_iter().all(has_family));
        assert!(!["欧阳", "雪琴", "买买提", "谢", "谢韵兰香", "已婚"].into_iter().any(has_family));
        assert!(
            is_compound("欧阳") && !is_compound("欧阳静") && is_dotted("沙·尔山") && !is_dotted("沙尔山")
        );
    }
}
