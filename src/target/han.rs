//! Chinese characters: their glyphs in other orthographies, and where a name's family part ends.
//!
//! It knows characters only; readings live in `roman`, gaps and forms in `generate`.

use std::collections::HashMap;
use std::sync::OnceLock;

use ferrous_opencc::{OpenCC, config::BuiltinConfig};

/// True for Chinese characters, the extensions, the compatibility ideographs, 〇 and 々.
pub const fn is_han(c: char) -> bool {
    matches!(c,
        '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{20000}'..='\u{323af}' | '\u{f900}'..='\u{faff}'
        | '〇' | '々')
}

/// Printed variants that OpenCC's tables don't join: the standard glyph, then the others. Only shapes of one
/// character that print shops and old fonts exchange; 喆/哲 or 堃/坤 are different people's names.
const TWINS: &str = "\
    强彊 青靑 清淸 真眞 户戸 吴呉 德徳 惠恵 研硏 俞兪 彦彥 \
    晋晉 略畧 峰峯 群羣 秋秌 黑黒 高髙 吉𠮷 崎﨑 泽沢 广広 \
    国囯 宫宮 吕呂 温溫 恒恆 为為爲 产產産 卫衛衞 凉涼 净淨浄 齐齊斉 \
    滨濱浜 荣榮栄 樱櫻桜 龙龍竜 泷瀧滝";

struct Table {
    simplified: HashMap<char, char>,
    others: HashMap<char, Vec<char>>,
}

/// OpenCC converts one way and gives one answer, but a name needs all variants. So every ideograph of the two common
/// blocks is converted to simplified once (Taiwan, Hong Kong and plain tables) and the map is inverted.
fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut simplified = HashMap::new();
        let converters: Vec<OpenCC> = [BuiltinConfig::T2s, BuiltinConfig::Tw2s, BuiltinConfig::Hk2s]
            .into_iter()
            // The dictionaries are compiled in, so this can't fail; a test would show it.
            .filter_map(|config| OpenCC::from_config(config).ok())
            .collect();
        let mut text = String::new();
        for c in (0x3400..=0x9fff_u32).filter_map(char::from_u32) {
            text.clear();
            text.push(c);
            for converter in &converters {
                let converted = converter.convert(&text);
                let mut chars = converted.chars();
                if let (Some(s), None) = (chars.next(), chars.next())
                    && s != c
                {
                    simplified.entry(c).or_insert(s);
                }
            }
        }
        for twins in TWINS.split(' ') {
            let mut chars = twins.chars();
            if let Some(standard) = chars.next() {
                for twin in chars {
                    simplified.entry(twin).or_insert(standard);
                }
            }
        }
        let mut others: HashMap<char, Vec<char>> = HashMap::new();
        for (&c, &s) in &simplified {
            others.entry(s).or_default().push(c);
        }
        others.values_mut().for_each(|list| list.sort_unstable());
        Table { simplified, others }
    })
}

/// The simplified glyph of `c`; `c` itself when it has none or is simplified already.
pub fn simplified(c: char) -> char {
    table().simplified.get(&c).copied().unwrap_or(c)
}

/// True when `c` is not the glyph that mainland texts use: a traditional or variant form.
pub fn is_traditional(c: char) -> bool {
    table().simplified.contains_key(&c)
}

/// `c` first, then every other glyph of the same character: simplified, traditional, regional. A simplified glyph
/// that stands for several traditional ones gets them all (发: 發 髮), since the roster doesn't tell which one is meant.
pub fn variants(c: char) -> Vec<char> {
    let table = table();
    let s = simplified(c);
    let mut list = vec![c];
    // `c` itself is looked up too: 乾 is both a simplified glyph and the traditional form of 干.
    for other in std::iter::once(s)
        .chain([s, c].into_iter().flat_map(|k| table.others.get(&k).into_iter().flatten().copied()))
    {
        if !list.contains(&other) {
            list.push(other);
        }
    }
    list
}

/// Family names of two characters that are still borne. Chosen by hand, without a measured source.
const COMPOUND: &str = "\
    欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 \
    公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 \
    长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 \
    公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐 段干 百里 呼延 东郭 \
    南门 羊舌 微生 公户 梁丘 左丘 东门 西门 第五 贺兰 完颜 纳兰 叶赫 \
    那拉 爱新 哥舒 单于 达奚 褚师 母丘 淳于 侍其 即墨 佴宿 欧侯 耶律 \
    尉缭";

/// True when the first two characters are a family name of two.
pub fn starts_with_compound(name: &[char]) -> bool {
    let [a, b, ..] = name else { return false };
    let start: String = [simplified(*a), simplified(*b)].iter().collect();
    COMPOUND.split(' ').any(|family| family == start)
}

/// Where the family part of an undotted Chinese name may end (characters counted), most likely first; empty when the
/// name can't be split: it has one character, or so many that it is a transliterated name without its dots.
pub fn family_ends(name: &[char]) -> &'static [usize] {
    let compound = name.len() > 2 && starts_with_compound(name);
    match name.len() {
        2 => &[1],
        3 if compound => &[2, 1],
        3 => &[1],
        4 if compound => &[2],
        // 陈林小芳 has two family names, 王小二毛 one; nothing in the name tells which.
        4 => &[2, 1],
        5 if compound => &[2],
        _ => &[],
    }
}

/// True when the name is long enough to be a transliterated one whose dots the roster dropped (买买提吐尔逊).
pub fn may_hide_dots(name: &[char]) -> bool {
    name.len() >= 4 && family_ends(name) != [2]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(c: char) -> Vec<char> {
        let mut list = variants(c);
        list.sort_unstable();
        list
    }

    #[test]
    fn variants_go_both_ways() {
        for class in
            ["强強彊", "后後", "干乾幹榦", "发發髮", "线線綫", "张張", "里裏裡", "峰峯", "台臺檯颱枱", "凉涼"]
        {
            let mut expected: Vec<char> = class.chars().collect();
            expected.sort_unstable();
            for c in class.chars() {
                assert_eq!(all(c), expected, "class of {c}");
                assert_eq!(variants(c).first(), Some(&c));
            }
        }
    }

    #[test]
    fn a_character_without_variants_stands_alone() {
        for c in ['玉', '喆', '坤', '豪', 'A', '·'] {
            assert_eq!(variants(c), [c]);
            assert!(!is_traditional(c));
        }
    }

    #[test]
    fn traditional_is_told_from_simplified() {
        assert!("張強劉國華陸靜諸葛輝偉麗彊".chars().filter(|&c| c != '葛').all(is_traditional));
        assert!(!"张强刘国华陆静诸葛辉伟丽后余范干".chars().any(is_traditional));
    }

    #[test]
    fn tables_are_well_formed() {
        assert!(COMPOUND.split(' ').all(|family| family.chars().count() == 2 && family.chars().all(is_han)));
        for twins in TWINS.split(' ') {
            let standard = twins.chars().next().unwrap_or_default();
            assert!(twins.chars().count() >= 2 && !is_traditional(standard), "{twins}");
            assert!(twins.chars().skip(1).all(|c| simplified(c) == standard), "{twins}");
        }
    }

    #[test]
    fn family_part() {
        let ends = |s: &str| family_ends(&s.chars().collect::<Vec<_>>());
        assert_eq!(ends("张伟"), [1]);
        assert_eq!(ends("欧阳"), [1]);
        assert_eq!(ends("欧阳娜娜"), [2]);
        assert_eq!(ends("歐陽娜娜"), [2]);
        assert_eq!(ends("上官静"), [2, 1]);
        assert_eq!(ends("陈林小芳"), [2, 1]);
        assert!(ends("买买提吐尔逊").is_empty());
        assert!(ends("伟").is_empty());
        assert!(ends("").is_empty());
    }
}
