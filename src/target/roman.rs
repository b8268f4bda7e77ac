//! Pinyin readings of Chinese characters without tones, most likely first.
//!
//! It knows syllables only; `latin` adds case and tone marks.

use std::collections::{BTreeSet, HashSet};
use std::sync::OnceLock;

use pinyin::{ToPinyin, ToPinyinMulti};

use super::han::simplified;

/// Readings tried per character: after the third, dictionaries list archaic ones (那 has five).
const READINGS_PER_CHAR: usize = 3;

/// Family names that aren't read like the character usually is, or have several readings, most likely first. Compound
/// names are spelled with a space.
const FAMILY: &[(&str, &[&str])] = &[
    ("单", &["shan"]),
    ("仇", &["qiu"]),
    ("曾", &["zeng"]),
    ("解", &["xie"]),
    ("查", &["zha"]),
    ("朴", &["piao", "pu"]),
    ("区", &["ou", "qu"]),
    ("盖", &["ge", "gai"]),
    ("缪", &["miao", "mou"]),
    ("翟", &["zhai", "di"]),
    ("乐", &["yue", "le"]),
    ("员", &["yun", "yuan"]),
    ("黑", &["he", "hei"]),
    ("洗", &["xian"]),
    ("冼", &["xian"]),
    ("秘", &["bi", "mi"]),
    ("种", &["chong", "zhong"]),
    ("重", &["chong"]),
    ("那", &["na"]),
    ("祭", &["zhai", "ji"]),
    ("召", &["shao", "zhao"]),
    ("折", &["she", "zhe"]),
    ("盛", &["sheng"]),
    ("覃", &["qin", "tan"]),
    ("柏", &["bai", "bo"]),
    ("贾", &["jia"]),
    ("石", &["shi"]),
    ("车", &["che"]),
    ("沈", &["shen"]),
    ("晁", &["chao"]),
    ("佴", &["nai"]),
    ("句", &["gou", "ju"]),
    ("隗", &["wei", "kui"]),
    ("牟", &["mou", "mu"]),
    ("郗", &["xi", "chi"]),
    ("谌", &["chen", "shen"]),
    ("宓", &["mi", "fu"]),
    ("藏", &["zang", "cang"]),
    ("臧", &["zang"]),
    ("叶", &["ye"]),
    ("繁", &["po", "fan"]),
    ("能", &["nai", "neng"]),
    ("尉", &["wei", "yu"]),
    ("都", &["du", "dou"]),
    ("葛", &["ge"]),
    ("费", &["fei", "bi"]),
    ("莘", &["shen", "xin"]),
    ("乜", &["nie"]),
    ("谷", &["gu"]),
    ("呙", &["guo"]),
    ("炅", &["gui", "jiong"]),
    ("亢", &["kang"]),
    ("行", &["xing", "hang"]),
    ("燕", &["yan"]),
    ("应", &["ying"]),
    ("占", &["zhan"]),
    ("曲", &["qu"]),
    ("卜", &["bu"]),
    ("俞", &["yu"]),
    ("褚", &["chu"]),
    ("於", &["yu"]),
    ("过", &["guo"]),
    ("角", &["jue", "jiao"]),
    ("强", &["qiang", "jiang"]),
    ("长", &["chang", "zhang"]),
    ("适", &["kuo", "shi"]),
    ("尉迟", &["yu chi", "wei chi"]),
    ("万俟", &["mo qi"]),
    ("长孙", &["zhang sun", "chang sun"]),
    ("澹台", &["tan tai"]),
    ("单于", &["chan yu"]),
    ("乐正", &["yue zheng"]),
    ("拓跋", &["tuo ba"]),
    ("令狐", &["ling hu"]),
    ("鲜于", &["xian yu"]),
    ("亓官", &["qi guan"]),
    ("子车", &["zi ju"]),
    ("夹谷", &["jia gu"]),
    ("皇甫", &["huang fu"]),
    ("呼延", &["hu yan"]),
];

/// Toneless readings of one character, the usual first, `ü` spelled out and, for passports (吕 LYU), as `yu`.
/// Empty when it has none.
fn readings(c: char) -> Vec<String> {
    let mut list: Vec<String> = Vec::new();
    let first = c.to_pinyin().into_iter();
    let all = c.to_pinyin_multi().into_iter().flatten();
    for reading in first.chain(all).map(|p| p.plain()) {
        // 嗯 and 呣 have readings without a vowel, which no name has.
        if reading.contains(['a', 'e', 'i', 'o', 'u', 'ü']) && !list.iter().any(|r| r == reading) {
            list.push(reading.to_owned());
        }
    }
    list.truncate(READINGS_PER_CHAR);
    list
}

/// A reading of several characters: one syllable each.
pub(super) type Reading = Vec<String>;

/// Readings of `chars`, each with one syllable per character, most likely first, at most `most`. A reading is the
/// less likely the further down its syllables stand in the characters' lists (sum of ranks). Empty when a character
/// has no reading.
pub(super) fn read(chars: &[char], most: usize) -> Vec<Reading> {
    let lists: Vec<Vec<String>> = chars.iter().map(|&c| readings(c)).collect();
    passport(combine(&lists, most), most)
}

/// Like [`read`], for a family name: its own readings come first.
pub(super) fn read_family(chars: &[char], most: usize) -> Vec<Reading> {
    let name: String = chars.iter().map(|&c| simplified(c)).collect();
    let mut list: Vec<Reading> = FAMILY
        .iter()
        .filter(|(family, _)| *family == name)
        .flat_map(|(_, readings)| readings.iter())
        .map(|reading| reading.split(' ').map(str::to_owned).collect())
        .collect();
    for reading in read(chars, most) {
        if !list.contains(&reading) {
            list.push(reading);
        }
    }
    list.truncate(most);
    list
}

/// The `most` likeliest picks of one entry per list, by sum of ranks and then by order.
pub(super) fn combine<T: Clone>(lists: &[Vec<T>], most: usize) -> Vec<Vec<T>> {
    let mut picks: Vec<(usize, Vec<T>)> = vec![(0, Vec::new())];
    for list in lists {
        let mut next: Vec<(usize, Vec<T>)> = Vec::with_capacity(picks.len() * list.len());
        for (cost, pick) in &picks {
            for (rank, entry) in list.iter().enumerate() {
                let mut pick = pick.clone();
                pick.push(entry.clone());
                next.push((cost + rank, pick));
            }
        }
        // Keeping the `most` cheapest prefixes is exact, since costs only add up.
        next.sort_by_key(|(cost, _)| *cost);
        next.truncate(most);
        picks = next;
    }
    picks.into_iter().map(|(_, pick)| pick).filter(|pick| !pick.is_empty()).collect()
}

/// Adds the passport spelling of `ü` after `l` and `n` (GB/T 28039-2011: LYU, NYU) beside each reading that
/// has one.
fn passport(list: Vec<Reading>, most: usize) -> Vec<Reading> {
    let mut out: Vec<Reading> = Vec::with_capacity(list.len());
    for reading in list {
        let spelled = reading
            .iter()
            .any(|s| s.contains('ü'))
            .then(|| reading.iter().map(|s| s.replace('ü', "yu")).collect::<Reading>());
        out.push(reading);
        out.extend(spelled);
    }
    out.truncate(most);
    out
}

/// Every toneless syllable of any character's readings, `ü` as `v` too.
fn syllables() -> &'static HashSet<String> {
    static SYLLABLES: OnceLock<HashSet<String>> = OnceLock::new();
    SYLLABLES.get_or_init(|| {
        let plain: BTreeSet<&'static str> = (0x4e00..=0x9fff_u32)
            .filter_map(char::from_u32)
            .filter_map(|c| c.to_pinyin())
            .map(|p| p.plain())
            .filter(|s| s.contains(['a', 'e', 'i', 'o', 'u', 'ü']))
            .collect();
        plain.iter().flat_map(|s| [(*s).to_owned(), s.replace('ü', "v"), s.replace('ü', "u")]).collect()
    })
}

/// The longest syllable (`zhuang`) in letters.
const LONGEST: usize = 6;

/// True when `letters` (lower case) is one pinyin syllable.
pub(super) fn is_syllable(letters: &str) -> bool {
    syllables().contains(letters)
}

/// The fewest pinyin syllables that spell `letters` (lower case ASCII or `ü`), and every place, in letters
/// from the start, where a syllable may begin in any such reading. `None` when it isn't pinyin.
pub(super) fn parse(letters: &[char]) -> Option<(usize, BTreeSet<usize>)> {
    let n = letters.len();
    // fewest[i]: syllables needed for letters[i..].
    let mut fewest: Vec<Option<usize>> = vec![None; n + 1];
    fewest[n] = Some(0);
    let word = |from: usize, to: usize| letters[from..to].iter().collect::<String>();
    for from in (0..n).rev() {
        fewest[from] = (from + 1..=(from + LONGEST).min(n))
            .filter(|&to| is_syllable(&word(from, to)))
            .filter_map(|to| fewest[to].map(|rest| rest + 1))
            .min();
    }
    let total = fewest[0]?;
    let mut reached = BTreeSet::from([0]);
    let mut starts = BTreeSet::new();
    while let Some(from) = reached.pop_first() {
        let ends = (from + 1..n.min(from + LONGEST + 1)).filter(|&to| fewest[to].is_some());
        for to in ends.filter(|&to| is_syllable(&word(from, to))) {
            starts.insert(to);
            reached.insert(to);
        }
    }
    Some((total, starts))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn family(name: &str) -> Vec<String> {
        let chars: Vec<char> = name.chars().collect();
        read_family(&chars, 8).into_iter().map(|r| r.join(" ")).collect()
    }

    #[test]
    fn family_names_are_read_as_family_names_first() {
        for (name, reading) in [
            ("单", "shan"),
            ("單", "shan"),
            ("仇", "qiu"),
            ("曾", "zeng"),
            ("解", "xie"),
            ("查", "zha"),
            ("朴", "piao"),
            ("区", "ou"),
            ("任", "ren"),
            ("盖", "ge"),
            ("华", "hua"),
            ("尉迟", "yu chi"),
            ("万俟", "mo qi"),
            ("长孙", "zhang sun"),
            ("欧阳", "ou yang"),
            ("張", "zhang"),
            ("翟", "zhai"),
        ] {
            assert_eq!(family(name).first().map(String::as_str), Some(reading), "{name}");
        }
        assert!(family("单").contains(&"dan".to_owned()));
    }

    #[test]
    fn u_umlaut_has_a_passport_spelling() {
        assert_eq!(family("吕"), ["lü", "lyu"]);
    }

    #[test]
    fn every_family_reading_is_made_of_syllables() {
        for (_, readings) in FAMILY {
            assert!(readings.iter().flat_map(|r| r.split(' ')).all(is_syllable), "{readings:?}");
        }
    }

    #[test]
    fn combinations_come_by_rank_and_stay_bounded() {
        let lists = vec![vec!['a', 'b', 'c']; 12];
        let picks = combine(&lists, 16);
        assert_eq!(picks.len(), 16);
        let changed = |pick: &Vec<char>| pick.iter().map(|&c| c as usize - 'a' as usize).sum::<usize>();
        assert!(picks.windows(2).all(|pair| changed(&pair[0]) <= changed(&pair[1])));
        assert_eq!(changed(&picks[0]), 0);
        assert!(combine(&[vec!['a'], vec![]], 4).is_empty());
        assert!(combine::<char>(&[], 4).is_empty());
    }

    #[test]
    fn words_are_parsed_into_syllables() {
        let parse = |s: &str| parse(&s.chars().collect::<Vec<_>>());
        assert_eq!(parse("liang").map(|p| p.0), Some(1));
        assert_eq!(parse("xiaoming").map(|(n, s)| (n, s.contains(&4))), Some((2, true)));
        assert_eq!(parse("wzhang"), None);
        assert_eq!(parse("").map(|p| p.0), Some(0));
    }
}
