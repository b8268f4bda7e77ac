//! Looks for a form in plain text: a line as the recogniser read it, or a file name.
//!
//! There are no posteriors here; `find` aligns forms with those.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::compose;

use super::disguise::readings;
use super::every_form::Forms;
use super::footnote::is_footnote;
use super::form::{Boundary, Form, Gap, Kind, Part, Strength};
use super::han::{is_han, is_traditional};
use super::latin::is_mark;
use super::roman::is_syllable;

/// One place where a form stands in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextHit {
    /// Characters (not bytes) of the text, from the first glyph to the last.
    pub range: Range<usize>,
    /// A traditional glyph stands in at least one slot.
    pub traditional: bool,
    /// White space stands in at least one gap.
    pub spaced: bool,
}

/// `c` as forms spell it: full-width and compatibility characters in their plain form (NFKC), where that is one
/// character.
pub fn fold(c: char) -> char {
    if c.is_ascii() {
        return c;
    }
    let mut chars = std::iter::once(c).nfkc();
    match (chars.next(), chars.next()) {
        (Some(folded), None) => folded,
        _ => c,
    }
}

/// A folded character and its original position.
struct Folded {
    c: char,
    range: Range<usize>,
}

/// Folds every character; a combining mark joins the letter before it (file names from macOS hold `u` + U+0308).
fn folded(text: &str) -> Vec<Folded> {
    let mut out: Vec<Folded> = Vec::new();
    for (at, c) in text.chars().enumerate() {
        match out.last_mut() {
            Some(last) if is_mark(c) => {
                last.c = compose(last.c, c).unwrap_or(last.c);
                last.range.end = at + 1;
            }
            _ => out.push(Folded { c: fold(c), range: at..at + 1 }),
        }
    }
    out
}

/// How strictly [`Boundary::Word`] is taken.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Edges {
    /// No letter may stand beside the form, except beside a strong form where the case changes and a space may be
    /// lost (`NameZhang Wei`).
    Text,
    /// A change of case always counts as a boundary, and strong forms may stand anywhere: renaming a file costs
    /// nothing.
    FileName,
}

/// Every place where `form` stands in `text`, from left to right, without overlaps. Gaps, alternatives and word
/// boundaries are respected; full-width letters and decomposed accents are read in their plain form.
pub fn matches_in(text: &str, form: &Form) -> Vec<TextHit> {
    search(&folded(text), form, Edges::Text)
}

fn search(text: &[Folded], form: &Form, edges: Edges) -> Vec<TextHit> {
    let mut hits = Vec::new();
    let mut at = 0;
    while at < text.len() {
        match match_at(text, at, form, edges) {
            Some((hit, end)) => {
                hits.push(hit);
                at = end.max(at + 1);
            }
            None => at += 1,
        }
    }
    hits
}

/// Matches `form` at `start`. No backtracking is needed: no gap holds a glyph, so a gap always takes every separator.
fn match_at(text: &[Folded], start: usize, form: &Form, edges: Edges) -> Option<(TextHit, usize)> {
    let (mut traditional, mut spaced) = (false, false);
    let mut at = start;
    for slot in &form.slots {
        let filled = text.get(at..)?.iter().take_while(|f| slot.before.holds(f.c)).count();
        if filled > slot.before.most() || (filled == 0 && slot.before.required()) {
            return None;
        }
        spaced |= text.get(at..at + filled)?.iter().any(|f| f.c.is_whitespace());
        at += filled;
        let c = text.get(at)?.c;
        if !slot.glyphs.contains(&c) {
            return None;
        }
        traditional |= is_traditional(c);
        at += 1;
    }
    let (first, last) = (text.get(start)?, text.get(at.checked_sub(1)?)?);
    let before = start.checked_sub(1).and_then(|i| text.get(i)).map(|f| f.c);
    let after = text.get(at).map(|f| f.c);
    if form.boundary == Boundary::Word {
        let free = form.strength == Strength::Strong && edges == Edges::FileName;
        let camel = form.strength == Strength::Strong || edges == Edges::FileName;
        let open = |left: Option<char>, right: Option<char>| match (left, right) {
            (Some(l), Some(r)) => {
                !(is_letter(l) && is_letter(r)) || free || (camel && l.is_lowercase() && r.is_uppercase())
            }
            _ => true,
        };
        let marked = || is_footnote(&text.iter().map(|f| f.c).collect::<Vec<_>>(), at);
        if !open(before, Some(first.c)) || !(open(Some(last.c), after) || marked()) {
            return None;
        }
    }
    let range = first.range.start..last.range.end;
    Some((TextHit { range, traditional, spaced: spaced && form.kind == Kind::Han }, at))
}

/// A letter of an alphabet: a Latin form may not touch one. Chinese characters and kana stand beside Latin
/// words without a space.
fn is_letter(c: char) -> bool {
    c.is_alphabetic() && !is_han(c) && !matches!(c, '\u{3040}'..='\u{30ff}')
}

/// Shortest ID number, in letters and digits, that is looked for inside a file name.
const ID_NUMBER: usize = 6;

/// True when a file or folder name tells who the applicant is. It does when it holds a whole form of the name, the
/// given name with at least two characters or syllables, the initials as words of their own (`xyl_id.jpg`), the name
/// with words shortened, or the ID number, as it stands or after undoing what a tool did to it (`disguise::readings`).
/// Separators are ignored. A name of one character doesn't count.
pub fn gives_away(forms: &Forms, id_number: Option<&str>, component: &str) -> bool {
    readings(component).iter().any(|reading| tells(forms, id_number, reading))
}

/// True when a text holds a whole form of the name or a given name of at least two characters, as it stands or after
/// undoing what a tool did to it.
pub fn holds_name(forms: &Forms, text: &str) -> bool {
    readings(text).iter().any(|reading| names(forms, &bare(reading)))
}

fn tells(forms: &Forms, id_number: Option<&str>, component: &str) -> bool {
    let plain = bare(component);
    // Digits may be tones: xie4yun4lan2.
    let toneless: String = plain.chars().filter(|c| !c.is_ascii_digit()).collect();
    names(forms, &plain)
        || names(forms, &toneless)
        || has_initials(forms, component)
        || id_number.is_some_and(|id| {
            let dense = |s: &str| {
                s.nfkc().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect::<String>()
            };
            let (id, component) = (dense(id), dense(component));
            id.chars().count() >= ID_NUMBER && component.contains(&id)
        })
}

/// The letters, digits and marks of a text in compatibility form; anything else between them becomes one space.
fn bare(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.nfkc() {
        if c.is_alphanumeric() || is_han(c) || is_mark(c) {
            plain.push(c);
        } else if !plain.ends_with(' ') {
            plain.push(' ');
        }
    }
    plain
}

/// True when `plain` (see [`bare`]) holds a form that isn't faint, or the given name.
fn names(forms: &Forms, plain: &str) -> bool {
    let text = folded(plain);
    let here = |form: &Form| !search(&text, form, Edges::FileName).is_empty();
    let mut whole = forms.whole.iter().chain(&forms.unread);
    let given = |form: &&Form| match form.kind {
        Kind::Han => form.slots.len() >= GIVEN,
        // A word of one syllable may be a family name, and a part of many words.
        Kind::Pinyin | Kind::Latin => !is_syllable(&form.letters()),
        _ => false,
    };
    let given = |form: &&Form| form.part == Part::Given && given(form);
    whole.any(|form| form.strength > Strength::Faint && !form.in_halves && here(form))
        || forms.parts.iter().filter(given).any(here)
}

/// Fewest characters of a given name that is looked for alone in a file name: one character is a part of many words.
const GIVEN: usize = 2;

/// Longest extension of a file name, in letters: `jpg` isn't 贾鹏高.
const ENDING: usize = 5;

/// Most words that the initials of a name are spread over: `x.y.l`, `Xie Y.L.`.
const SPREAD: usize = 4;
/// Fewest letters of a name with some of its words shortened (`wli` for 李伟): two letters are too common.
const SHORTENED: usize = 3;

/// True when words of a file name are the initials of the name's syllables (`xyl`, `x.y.l` for 谢韵兰, family name first
/// or last) or the name with some of its words shortened (`xieyl`, `Y.L. Xie`).
fn has_initials(forms: &Forms, component: &str) -> bool {
    let stem = match component.rsplit_once('.') {
        Some((stem, ending)) if ending.len() <= ENDING => stem,
        _ => component,
    };
    let plain = bare(stem).to_lowercase();
    let starts = |gap: Gap| matches!(gap, Gap::Syllable | Gap::Word | Gap::Break);
    let firsts = |form: &Form| -> String {
        let slots = form.slots.iter().enumerate().filter(|(i, slot)| *i == 0 || starts(slot.before));
        slots.filter_map(|(_, slot)| slot.glyphs.first()).flat_map(|c| c.to_lowercase()).collect()
    };
    let of = |kind: Kind| forms.whole.iter().filter(move |f| f.kind == kind);
    let initials: Vec<String> = of(Kind::Pinyin).map(firsts).collect();
    let shortened: Vec<String> =
        of(Kind::Initials).map(Form::letters).filter(|word| word.len() >= SHORTENED).collect();
    let words: Vec<&str> =
        plain.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| !word.is_empty()).collect();
    (0..words.len()).any(|at| {
        (1..=SPREAD).filter_map(|count| words.get(at..at + count)).any(|run| {
            let joined = run.concat();
            // Adjacent letters of longer words aren't initials.
            let apart = run.len() == 1 || run.iter().all(|word| word.len() == 1);
            joined.len() >= GIVEN && (apart && initials.contains(&joined) || shortened.contains(&joined))
        })
    })
}

/// The name as the audit shows it: its first character and one star, 张*, at any length. A name of one character is
/// shown as a star alone.
pub fn masked(name: &str) -> String {
    let mut letters = name.chars().filter(|c| !Gap::Dots.holds(*c));
    match (letters.next(), letters.next()) {
        (Some(first), Some(_)) => format!("{first}*"),
        _ => "*".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masked_hides_all_but_the_first_character() {
        for (name, shown) in
            [("张伟", "张*"), ("买买提·吐尔逊", "买*"), (" 李 强", "李*"), ("伟", "*"), ("", "*"), ("·", "*")]
        {
            assert_eq!(masked(name), shown);
        }
    }

    #[test]
    fn fold_keeps_what_has_no_single_twin() {
        for (c, folded) in
            [('Ａ', 'A'), ('　', ' '), ('．', '.'), ('…', '…'), ('张', '张'), ('\u{f92c}', '郎')]
        {
            assert_eq!(fold(c), folded);
        }
    }
}
