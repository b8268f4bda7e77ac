//! Interprets a piece of a cell between separators: remarks, suffixes, scripts and spaces.
//!
//! `cell` calls these rules in order; brackets and labels are gone by then.

use super::joined;
use super::name::{self, Letter, is_dot, is_name, letter, without_title};
use super::notice::Doubt;
use super::reading::Reading;
use super::refused::Refused;
use crate::target::han::is_han;

/// Remarks that brackets hold beside names, in lower case; nationalities end with 族. Written by hand, without a
/// measured source.
const REMARKS: &[&str] = &[
    "男",
    "女",
    "male",
    "female",
    "m",
    "f",
    "已婚",
    "未婚",
    "退休",
    "离休",
    "返聘",
    "在职",
    "在编",
    "离职",
    "已故",
    "去世",
    "党员",
    "中共党员",
    "团员",
    "群众",
    "组长",
    "副组长",
    "主任",
    "副主任",
    "高工",
    "高级",
    "正高",
    "副高",
    "中级",
    "初级",
    "教授",
    "副教授",
    "讲师",
    "工程师",
    "本科",
    "硕士",
    "博士",
    "研究生",
    "博士后",
    "破格",
    "转评",
    "补报",
    "新",
    "旧",
    "大",
    "小",
    "老",
    "本人",
    "汉",
    "回",
    "维",
    "哈",
    "蒙",
    "phd",
    "dr",
    "mr",
    "ms",
    "mrs",
    "prof",
];

/// Beginnings of sentences that say that there is no name. Written by hand, without a measured source.
const NO: [char; 5] = ['无', '没', '未', '不', '暂'];

/// Longest number, in digits, that distinguishes namesakes; a longer one has another meaning.
pub(super) const SUFFIX: usize = 3;
/// Most letters of a Roman number behind a name (谢韵兰VIII): a longer one tells no namesakes apart.
const ROMAN: usize = 4;

pub(super) fn is_remark(text: &str) -> bool {
    let text = text.trim().to_lowercase();
    let nationality = text.chars().count() > 1 && text.ends_with('族') && text.chars().all(is_han);
    let number = text.chars().all(|c| c.is_ascii_digit()) && text.len() <= SUFFIX;
    let letter = text.chars().count() == 1 && text.is_ascii();
    REMARKS.contains(&text.as_str()) || nationality || number || letter
}

/// A name without its namesake's suffix (2, -2, A, II), its number in a list (1.谢韵兰) and its form of address. Letters
/// are removed only after Chinese characters, and nothing is removed that would leave fewer than two letters.
pub(super) fn without_suffix(text: &str) -> &str {
    let enough = |rest: &&str| rest.chars().filter_map(letter).count() > 1;
    let digit = |c: char| c.is_ascii_digit();
    let listed = text.trim_start_matches(digit);
    let mut text = match listed.strip_prefix(['.', ' ']).unwrap_or(listed) {
        rest if text.len() - listed.len() < SUFFIX && enough(&rest) => rest.trim_start(),
        _ => text,
    };
    let tail = |c: char| matches!(c, ' ' | '-' | '_' | '#' | '—' | '–');
    let numbered = text.trim_end_matches(digit);
    if (1..=SUFFIX).contains(&(text.len() - numbered.len())) {
        text = Some(numbered.trim_end_matches(tail)).filter(enough).unwrap_or(text);
    }
    let lettered = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let letters = text.get(lettered.len()..).unwrap_or_default();
    let roman = letters.len() <= ROMAN && letters.chars().all(|c| matches!(c, 'I' | 'V' | 'X'));
    let after = lettered.trim_end_matches(tail);
    if (letters.len() == 1 || roman) && !letters.is_empty() && after.chars().last().is_some_and(is_han) {
        text = Some(after).filter(enough).unwrap_or(text);
    }
    without_title(text)
}

/// Splits text into runs of one script. A Latin initial between dots (麦克·J·李) belongs to the name around it.
pub(super) fn by_script(text: &str) -> Vec<&str> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let initial = |i: usize| {
        let at = |i: Option<usize>| i.and_then(|i| chars.get(i)).map(|(_, c)| *c);
        let (before, after) = (at(i.checked_sub(1)), at(Some(i + 1)));
        at(Some(i)).and_then(letter) == Some(Letter::Latin)
            && before.is_some_and(is_dot)
            && after.is_none_or(is_dot)
    };
    let mut parts = Vec::new();
    let (mut start, mut kind) = (0, None);
    for (i, (at, c)) in chars.iter().enumerate() {
        let Some(next) = letter(*c).filter(|_| !initial(i)) else { continue };
        if kind.is_some_and(|kind| kind != next) {
            parts.push(text.get(start..*at).unwrap_or_default());
            start = *at;
        }
        kind = Some(next);
    }
    parts.push(text.get(start..).unwrap_or_default());
    let edge = |c: char| c.is_whitespace() || is_dot(c) || matches!(c, '-' | '—');
    parts.into_iter().map(|p| without_title(p.trim_matches(edge))).filter(|p| !p.is_empty()).collect()
}

pub(super) fn single_spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Reads one text of Chinese characters: the name, and names that may be in it.
fn read_word(word: &str, reading: &mut Reading) -> Result<(), Refused> {
    is_name(word)?;
    reading.name(word);
    if let Some(names) = joined::names_in(word) {
        reading.doubt(Doubt::Joined);
        names.iter().for_each(|name| reading.name(name));
    }
    if word.starts_with(NO) && !name::has_family(word) {
        reading.doubt(Doubt::MaybeNone);
    }
    Ok(())
}

/// Reads Chinese characters with spaces among them: one name set wide (张　伟), or several.
pub(super) fn read_han(text: &str, reading: &mut Reading) -> Result<(), Refused> {
    let spaced = single_spaced(text);
    // Spaces round a dot separate nothing.
    let mut tokens: Vec<String> = Vec::new();
    for word in spaced.split(' ') {
        match tokens.last_mut() {
            Some(last) if last.ends_with(is_dot) || word.starts_with(is_dot) => last.push_str(word),
            _ => tokens.push(word.to_owned()),
        }
    }
    if let [_] = tokens.as_slice() {
        return read_word(&spaced, reading);
    }
    let joined = tokens.concat();
    if let Some(name) = joined::beside_remark(&tokens) {
        reading.doubt(Doubt::Joined);
        reading.name(name);
        reading.name(&joined);
        return Ok(());
    }
    let length = |t: &String| t.chars().count();
    let singles = tokens.iter().filter(|t| length(t) == 1).count();
    let may_be_name = |t: &&String| name::has_family(t) || name::is_dotted(t);
    let aligned = match (tokens.len(), singles) {
        // One character beside three or more, without a known family name in front, isn't a name set wide.
        (2, 1) if tokens.iter().any(|t| length(t) > 2) && !name::has_family(&joined) => {
            return Err(Refused::Spaces);
        }
        (2, 1 | 2) | (3, 3) => true,
        (4, 4) if name::has_family(&joined) => true,
        (4, 4) => {
            reading.doubt(Doubt::Spaces);
            true
        }
        (_, 1..) => return Err(Refused::Spaces),
        (2, 0) => tokens.first().is_some_and(|first| name::is_compound(first)),
        _ => false,
    };
    if !aligned && tokens.iter().all(|t| may_be_name(&t)) {
        return tokens.iter().try_for_each(|token| read_word(token, reading));
    }
    read_word(&joined, reading)?;
    for token in tokens.iter().filter(|t| !aligned && may_be_name(t)) {
        is_name(token)?;
        reading.doubt(Doubt::Spaces);
        reading.name(token);
    }
    Ok(())
}
