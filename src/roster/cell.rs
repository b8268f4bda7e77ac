//! Reads a cell for names: it holds names, nothing, or text that is refused.
//!
//! A cell that isn't plainly one name is split, cleaned or refused. The rules apply in this order, each to the text
//! that the rule before left:
//!
//! | rule | example | becomes |
//! |---|---|---|
//! | not a text | `true`, 12, `#REF!`, `{…}` | refused |
//! | a word for nothing | 无, —, 同上 | no name |
//! | brackets | 王建国（曾用名：谢韵兰） | a name and what the bracket says |
//! | separators, labels | 李雷、谢韵兰；又名… | a name each |
//! | remarks | （女）, 老师 | dropped |
//! | namesakes' suffix | 谢韵兰2, 谢韵兰A, ② | dropped |
//! | scripts | 谢韵兰 Xie Yunlan | a name each |
//! | spaces | 张　伟; 李雷 谢韵兰 | one; a name each |
//! | what a name consists of | 谢*兰 | refused by [`name::is_name`] |

use unicode_normalization::UnicodeNormalization;

use super::joined::{AND_SO_ON, JOINERS};
use super::name::{self, Letter, is_name, letter};
use super::notice::Doubt;
use super::piece::{SUFFIX, by_script, is_remark, read_han, single_spaced, without_suffix};
use super::reading::Reading;
use super::refused::Refused;
use super::table::{Cell, LOST};
use crate::target::han::is_han;

/// Words that say that there is no name, in lower case. Cells of punctuation alone say the same. The list was written
/// by hand from rosters and forms as they are usual; it has no measured source.
const NOTHING: &[&str] = &[
    "无",
    "没有",
    "暂无",
    "空",
    "不详",
    "未知",
    "同上",
    "同左",
    "同前",
    "同名",
    "无曾用名",
    "无别名",
    "没",
    "否",
    "缺",
    "空缺",
    "暂缺",
    "不适用",
    "不存在",
    "未填",
    "未填写",
    "未提供",
    "未使用",
    "未使用过",
    "未改名",
    "未更名",
    "未变更",
    "同姓名",
    "同现名",
    "同本名",
    "与现名相同",
    "与姓名相同",
    "none",
    "null",
    "nil",
    "n/a",
    "na",
    "nan",
];
const EMPTY_SIGNS: &str = "-‐‑–—―ー_/\\、.。·,;|〃\"~…";

/// Characters that separate names, in compatibility form: `，；｜／` become `,;|/` there.
const SEPARATORS: &[char] = &[',', ';', '、', '/', '\\', '|', '\n', '\r', '\t', '،', '؛', '+', '&', '丨'];

/// Opening brackets and their closing ones.
const BRACKETS: &[(char, char)] =
    &[('(', ')'), ('[', ']'), ('{', '}'), ('【', '】'), ('〔', '〕'), ('<', '>'), ('〈', '〉')];

/// Labels before another name, written by hand without a measured source. The first ones stand in no name and count
/// anywhere in a text, the others only at its start.
const LABELS_ANYWHERE: &[&str] = &["曾用名", "又名", "别名", "原名", "笔名", "艺名"];
const LABELS_AT_START: &[&str] = &[
    "汉语拼音",
    "姓名拼音",
    "拼音",
    "英文名",
    "外文名",
    "中文名",
    "汉文名",
    "民族文字",
    "维吾尔文",
    "维文",
    "哈萨克文",
    "哈文",
    "蒙文",
    "藏文",
    "本名",
    "化名",
    "现名",
    "学名",
    "乳名",
    "小名",
    "法名",
    "旧名",
    "原姓名",
    "曾用",
    "即",
    "原",
    "aliases",
    "alias",
    "aka",
    "a.k.a.",
    "formerly",
    "pinyin",
];

/// True when a text that isn't searched mentions another name of the applicant: 曾用名谢韵兰 among remarks.
pub(super) fn speaks_of_a_name(text: &str) -> bool {
    let text = clean(text);
    let said = LABELS_ANYWHERE.iter().filter_map(|label| text.split_once(label));
    said.into_iter().any(|(before, after)| {
        let after = after.trim_start_matches([':', ' ', '是', '为']);
        !before.ends_with(['无', '没', '有'])
            && !is_nothing(after)
            && after.starts_with(|c| letter(c).is_some())
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    Plain,
    Bracket,
    /// A label marks it as a name.
    Label,
}

/// Reads a cell of a column of names.
pub(super) fn read(cell: &Cell) -> Result<Reading, Refused> {
    let mut reading = Reading::default();
    match cell {
        Cell::Empty => {}
        Cell::Text(text) => read_text(text, &mut reading)?,
        Cell::List(list) => {
            for item in list {
                let Reading { names, plain, doubts } = match item {
                    Cell::List(_) => return Err(Refused::Object),
                    item => read(item)?,
                };
                names.iter().for_each(|n| reading.name(n));
                reading.plain += plain;
                doubts.into_iter().for_each(|d| reading.doubt(d));
            }
        }
        Cell::Number(number) if number.contains(LOST) => return Err(Refused::DigitsLost),
        Cell::Number(_) => return Err(Refused::Number),
        Cell::Fault(why) => return Err(*why),
    }
    Ok(reading)
}

/// A cell's text in compatibility form, without invisible characters and without space around it.
pub(super) fn clean(cell: &str) -> String {
    let text: String = cell.nfkc().filter(|c| !is_invisible(*c)).collect();
    text.trim().to_owned()
}

fn read_text(cell: &str, reading: &mut Reading) -> Result<(), Refused> {
    let text = clean(cell);
    if text.contains(LOST) || is_garbled(cell) {
        return Err(Refused::Undecodable);
    }
    if is_nothing(&text) {
        return Ok(());
    }
    if let Some(name) = family_first(&text) {
        reading.doubt(Doubt::Comma);
        reading.name(&name);
        return Ok(());
    }
    let parts = unbracketed(&text)?;
    let pieces: Vec<(Origin, &str)> = parts.iter().flat_map(|(origin, part)| pieces(*origin, part)).collect();
    let is_number = |piece: &str| piece.len() < SUFFIX && piece.chars().all(|c| c.is_ascii_digit());
    let any_else = pieces.iter().any(|(_, piece)| !is_number(piece) && !is_nothing(piece));
    for (origin, piece) in pieces {
        // 1、谢韵兰 is a numbered list.
        let numbered = any_else && is_number(piece);
        if !is_nothing(piece) && !numbered {
            read_piece(origin, piece, reading)?;
        }
    }
    add_without_joiners(reading);
    Ok(())
}

/// In 李雷和原名谢韵兰 the joining word belongs to neither name, but 张永和 is a name too, so both readings are searched.
fn add_without_joiners(reading: &mut Reading) {
    if reading.names.len() < 2 {
        return;
    }
    for name in reading.names.clone() {
        let alone = name.trim_matches(|c| c == AND_SO_ON || JOINERS.contains(&c));
        if alone != name && name::has_family(alone) {
            reading.doubt(Doubt::Joined);
            reading.name(alone);
        }
    }
}

/// True for text that was read in a wrong encoding: 鐜嬪缓鍥藉己 is UTF-8 read as GBK, 锟斤拷 stands for characters that were
/// lost on the way.
fn is_garbled(cell: &str) -> bool {
    let (bytes, _, lost) = encoding_rs::GB18030.encode(cell);
    let all_han = |text: &str| text.chars().count() > 1 && text.chars().all(is_han);
    cell.contains("锟斤拷") || (!lost && !cell.is_ascii() && std::str::from_utf8(&bytes).is_ok_and(all_han))
}

/// `Zhang, Wei` as `Zhang Wei`: two words of Latin letters with a comma and a space between them. Two names would
/// usually have more words, or no space.
fn family_first(text: &str) -> Option<String> {
    let (family, given) = text.split_once(", ")?;
    let word = |w: &str| w.chars().count() > 1 && w.chars().all(|c| letter(c) == Some(Letter::Latin));
    (word(family) && word(given.trim_start())).then(|| format!("{family} {}", given.trim_start()))
}

fn is_nothing(text: &str) -> bool {
    let word = text.trim_matches(|c: char| EMPTY_SIGNS.contains(c) || c.is_whitespace()).to_lowercase();
    // 同 上 is 同上 set wide; Latin words keep their spaces.
    let word = if word.is_ascii() { word } else { word.split_whitespace().collect() };
    word.is_empty() || NOTHING.contains(&word.as_str())
}

/// The text outside of brackets and the texts inside, in their order.
fn unbracketed(text: &str) -> Result<Vec<(Origin, String)>, Refused> {
    let mut parts = vec![(Origin::Plain, String::new())];
    let mut closing: Vec<char> = Vec::new();
    for c in text.chars() {
        let opened = BRACKETS.iter().find(|(open, _)| *open == c);
        if let Some((_, close)) = opened {
            closing.push(*close);
        } else if BRACKETS.iter().any(|(_, close)| *close == c) {
            if closing.pop() != Some(c) {
                return Err(Refused::Bracket);
            }
        } else {
            if let Some((_, part)) = parts.last_mut() {
                part.push(c);
            }
            continue;
        }
        let origin = if closing.is_empty() { Origin::Plain } else { Origin::Bracket };
        parts.push((origin, String::new()));
    }
    if closing.is_empty() { Ok(parts) } else { Err(Refused::Bracket) }
}

/// Splits a part between separators at labels; everything after a label is a name until the part ends.
fn pieces(origin: Origin, part: &str) -> Vec<(Origin, &str)> {
    let mut found = Vec::new();
    let mut origin = origin;
    for piece in part.split(SEPARATORS) {
        let mut rest = piece;
        loop {
            let label = label(rest);
            let before = label.as_ref().map_or(rest, |at| rest.get(..at.start).unwrap_or_default());
            if !before.trim().is_empty() {
                found.push((origin, before.trim()));
            }
            let Some(at) = label else { break };
            origin = Origin::Label;
            rest = rest.get(at.end..).unwrap_or_default().trim_start_matches([':', ' ', '是', '为']);
        }
    }
    found
}

/// The byte range of the first label.
fn label(text: &str) -> Option<std::ops::Range<usize>> {
    let anywhere = LABELS_ANYWHERE.iter().filter_map(|l| text.find(l).map(|at| at..at + l.len()));
    let start = text.len() - text.trim_start().len();
    let lower = text.to_lowercase();
    let at_start = LABELS_AT_START.iter().filter_map(|l| {
        let rest = lower.get(start..)?.strip_prefix(l)?;
        // 原野 and Alia are names, so a label of one character or of letters must end with a colon or a space, and 原 野
        // is 原野 set wide.
        let single = l.chars().count() == 1;
        let spaced = rest.starts_with(' ') && (!single || rest.trim_start().chars().nth(1).is_some());
        let ends = rest.starts_with(':') || spaced || !(single || l.is_ascii());
        ends.then(|| start..start + l.len())
    });
    anywhere.chain(at_start).min_by_key(|range| (range.start, usize::MAX - range.end))
}

fn read_piece(origin: Origin, piece: &str, reading: &mut Reading) -> Result<(), Refused> {
    let unlabelled = origin == Origin::Bracket;
    if unlabelled && is_remark(piece) {
        return Ok(());
    }
    let bare = without_suffix(
        piece.trim_matches(['"', '“', '”', '「', '」', '《', '》', '\'', '‘', '’', ' ', '.', '。']),
    );
    let mut own = Reading::default();
    for part in by_script(bare) {
        let result = match part.chars().any(is_han) {
            true => read_han(part, &mut own),
            false => is_name(&single_spaced(part)).map(|()| own.name(&single_spaced(part))),
        };
        match result {
            Err(_) if unlabelled => own.doubt(Doubt::BracketIgnored),
            result => result?,
        }
    }
    if own.names.is_empty() && own.doubts.is_empty() {
        // Digits and signs without a letter.
        return if unlabelled { Ok(()) } else { Err(is_name(bare).err().unwrap_or(Refused::EmptyName)) };
    }
    for name in own.names {
        let han = name.chars().all(is_han);
        let short = name.len() <= ABBREVIATION && !name.contains(' ');
        let may_be = !unlabelled || if han { name::has_family(&name) } else { !short };
        if !may_be {
            reading.doubt(Doubt::BracketIgnored);
        } else if unlabelled && (han || name::is_dotted(&name)) {
            reading.doubt(Doubt::BracketAsName);
        }
        if may_be {
            reading.name(&name);
        }
        if origin == Origin::Plain && name.chars().any(is_han) {
            reading.plain += 1;
        }
    }
    own.doubts.into_iter().for_each(|d| reading.doubt(d));
    Ok(())
}

/// A word of at most so many letters is an abbreviation: (HR).
const ABBREVIATION: usize = 3;

/// Zero-width and direction marks, which arrive by copy and paste.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}')
}
