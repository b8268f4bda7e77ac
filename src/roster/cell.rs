//! What a cell for names means: names, nothing, or a reason to refuse it.
//!
//! A cell that isn't plainly one name is split, cleaned or refused. The rules apply in this order, each to what the one
//! before it left:
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

use super::name::{self, Letter, is_dot, is_name, letter};
use super::notice::Doubt;
use super::refused::Refused;
use super::table::{Cell, LOST};
use crate::target::han::is_han;

/// What a cell says: its names in their order, and what is doubtful about them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Reading {
    pub names: Vec<String>,
    /// How many of the names are Chinese characters that neither a bracket nor a label explains.
    pub plain: usize,
    pub doubts: Vec<Doubt>,
}

impl Reading {
    fn name(&mut self, name: &str) {
        if !self.names.iter().any(|n| n == name) {
            self.names.push(name.to_owned());
        }
    }

    fn doubt(&mut self, doubt: Doubt) {
        if !self.doubts.contains(&doubt) {
            self.doubts.push(doubt);
        }
    }
}

/// Words that say that there is no name, in lower case; signs alone say the same.
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
    "none",
    "null",
    "nil",
    "n/a",
    "na",
    "nan",
];
const EMPTY_SIGNS: &str = "-‐‑–—―ー_/\\、.。·,;|〃\"~…";

/// Separates names in compatibility form: `，；｜／` are `,;|/` there.
const SEPARATORS: &[char] = &[',', ';', '、', '/', '\\', '|', '\n', '\r', '\t', '،', '؛', '+', '&', '丨'];

/// Opening brackets and their closing ones.
const BRACKETS: &[(char, char)] =
    &[('(', ')'), ('[', ']'), ('{', '}'), ('【', '】'), ('〔', '〕'), ('<', '>'), ('〈', '〉')];

/// Words before another name. The first ones stand in no name and count anywhere in a text, the others at its start.
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

/// What brackets hold beside names, in lower case. Nationalities end with 族.
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

/// Forms of address after a name.
const TITLES: &[&str] = &["老师", "先生", "女士", "小姐", "同志", "副教授", "教授", "博士", "医生", "工程师"];

/// Longest number, in digits, that tells namesakes apart; longer ones are something else.
const SUFFIX: usize = 3;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    Plain,
    Bracket,
    /// A label says that it is a name.
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

/// A cell's text in compatibility form, without what can't be seen and without space around it.
pub(super) fn clean(cell: &str) -> String {
    let text: String = cell.nfkc().filter(|c| !is_invisible(*c)).collect();
    text.trim().to_owned()
}

fn read_text(cell: &str, reading: &mut Reading) -> Result<(), Refused> {
    let text = clean(cell);
    if text.contains(LOST) {
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
    let alone = pieces.len() == 1;
    for (origin, piece) in pieces {
        // 1、谢韵兰 is a numbered list.
        let numbered = !alone && piece.len() < SUFFIX && piece.chars().all(|c| c.is_ascii_digit());
        if !is_nothing(piece) && !numbered {
            read_piece(origin, piece, reading)?;
        }
    }
    Ok(())
}

/// `Zhang, Wei` as `Zhang Wei`: two words of Latin letters with a comma and a space between them. Two names would as a rule
/// have more words, or no space.
fn family_first(text: &str) -> Option<String> {
    let (family, given) = text.split_once(", ")?;
    let word = |w: &str| w.chars().count() > 1 && w.chars().all(|c| letter(c) == Some(Letter::Latin));
    (word(family) && word(given.trim_start())).then(|| format!("{family} {}", given.trim_start()))
}

fn is_nothing(text: &str) -> bool {
    let text = text.trim();
    text.chars().all(|c| EMPTY_SIGNS.contains(c) || c.is_whitespace())
        || NOTHING.contains(&text.to_lowercase().as_str())
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

/// A part between separators and labels; after a label everything is a name until the part ends.
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

/// The bytes of the first label.
fn label(text: &str) -> Option<std::ops::Range<usize>> {
    let anywhere = LABELS_ANYWHERE.iter().filter_map(|l| text.find(l).map(|at| at..at + l.len()));
    let start = text.len() - text.trim_start().len();
    let lower = text.to_lowercase();
    let at_start = LABELS_AT_START.iter().filter_map(|l| {
        let rest = lower.get(start..)?.strip_prefix(l)?;
        // 原野 and Alia are names: a label of one character or of letters ends with a colon or a space.
        let ends = rest.starts_with([':', ' ']) || (l.chars().count() > 1 && !l.is_ascii());
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
        // A word of three letters is an abbreviation: (HR).
        let short = name.len() < 4 && !name.contains(' ');
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

fn is_remark(text: &str) -> bool {
    let text = text.trim().to_lowercase();
    let nationality = text.chars().count() > 1 && text.ends_with('族') && text.chars().all(is_han);
    let number = text.chars().all(|c| c.is_ascii_digit()) && text.len() <= SUFFIX;
    let letter = text.chars().count() == 1 && text.is_ascii();
    REMARKS.contains(&text.as_str()) || nationality || number || letter
}

/// A name without what tells namesakes apart (2, -2, A, II), its number in a list (1.谢韵兰) and its form of address. Letters go
/// only after Chinese characters, and nothing goes that would leave fewer than two letters.
fn without_suffix(text: &str) -> &str {
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
    let roman = letters.len() < 5 && letters.chars().all(|c| matches!(c, 'I' | 'V' | 'X'));
    let after = lettered.trim_end_matches(tail);
    if (letters.len() == 1 || roman) && !letters.is_empty() && after.chars().last().is_some_and(is_han) {
        text = Some(after).filter(enough).unwrap_or(text);
    }
    let title = TITLES.iter().find_map(|title| text.strip_suffix(title));
    title.map(str::trim_end).filter(enough).unwrap_or(text)
}

/// Runs of letters of one script. An initial between dots (麦克·J·李) belongs to the name around it.
fn by_script(text: &str) -> Vec<&str> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let initial = |i: usize| {
        let at = |i: Option<usize>| i.and_then(|i| chars.get(i)).map(|(_, c)| *c);
        let (before, after) = (at(i.checked_sub(1)), at(Some(i + 1)));
        before.is_some_and(is_dot) && after.is_none_or(is_dot)
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
    parts.into_iter().map(|p| p.trim_matches(edge)).filter(|p| !p.is_empty()).collect()
}

fn single_spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Chinese characters with spaces among them: one name set wide (张　伟), or several.
fn read_han(text: &str, reading: &mut Reading) -> Result<(), Refused> {
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
        is_name(&spaced)?;
        reading.name(&spaced);
        return Ok(());
    }
    let joined = tokens.concat();
    let length = |t: &String| t.chars().count();
    let singles = tokens.iter().filter(|t| length(t) == 1).count();
    let may_be_name = |t: &&String| name::has_family(t) || name::is_dotted(t);
    let aligned = match (tokens.len(), singles) {
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
        for token in &tokens {
            is_name(token)?;
            reading.name(token);
        }
        return Ok(());
    }
    is_name(&joined)?;
    reading.name(&joined);
    for token in tokens.iter().filter(|t| !aligned && may_be_name(t)) {
        is_name(token)?;
        reading.doubt(Doubt::Spaces);
        reading.name(token);
    }
    Ok(())
}

/// Zero-width and direction marks, which arrive by copy and paste.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}')
}
