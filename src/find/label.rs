//! Finds labels of a form that ask for the applicant in the greedy text of a line: 姓名, 承诺人（签名）： …
//!
//! It knows characters and their steps; [`field`](super::field) finds and judges the value.

use super::lists::{LABELS_ADDED, LABELS_ANYONE, LABELS_NAME, LABELS_SIGNATURE, ROLES_OF_OTHERS};
use super::neighbours;
use crate::page::line::Glyph;
use crate::target::han::{is_han, simplified};

/// Most steps between two glyphs of one word (a glyph is six steps wide).
const TOUCH: usize = 8;
/// Most glyphs of a bracket behind a label, the closing one included: （亲笔签名并盖章）.
const BRACKET: usize = 10;
/// Glyphs of the longest name, with its dot, that stands right behind a bracket: running text goes on for longer.
const LONGEST_NAME: usize = 12;
/// Mean probability of glyphs from which they are print: a stamp or a hand may be misread below, running text has 0.98 and more.
const PRINT: f32 = 0.9;
/// The first character of what stands in brackets behind a role: （签字）, （签名）, （签章）.
const SIGN: char = '签';
/// What makes a label ask for the name of the person whom it tells.
const NAME: &str = "姓名";
/// How the role of a person ends (领证人), and the most characters that it has.
const PERSON: [char; 2] = ['人', '者'];
const LONGEST_ROLE: usize = 6;
/// Steps from a glyph's last step to the end of its ink: half a glyph, and less for a colon, which is narrow.
const HALF_GLYPH: usize = 3;
const HALF_COLON: usize = 1;

/// A label that ends at a step of its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Label {
    /// The step at which its ink ends.
    pub end: usize,
    /// What it asks for.
    pub asks: Asks,
}

/// The value that a label asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asks {
    /// The holder's name.
    Name,
    /// The holder's signature.
    Signature,
    /// A signature of the person that the text above is about.
    Anyone,
    /// Somebody in a role that isn't known to be another's: the name, or the signature.
    Role,
}

impl Asks {
    /// The same for a label that also asks for a signature.
    fn signed(self) -> Self {
        match self {
            Asks::Name | Asks::Signature | Asks::Role => Asks::Signature,
            Asks::Anyone => Asks::Anyone,
        }
    }
}

/// The last label of a line, if a colon, nothing, or, behind one for a signature at the line's beginning, something that was hardly
/// read follows it: a stamp may lie over colon and signature.
pub fn label(glyphs: &[Glyph]) -> Option<Label> {
    let dense: Vec<&Glyph> = glyphs.iter().filter(|g| !g.char.is_whitespace()).collect();
    let starts = |at: usize, word: &str| {
        let n = word.chars().count();
        (dense.len() >= at + n
            && dense.iter().skip(at).zip(word.chars()).all(|(g, c)| simplified(g.char) == c))
        .then_some(at + n)
    };
    let mut best = None;
    // The next party's label stands behind a space that is narrower than a character.
    let space = neighbours::space(glyphs, &[]);
    for at in 0..dense.len() {
        // 联系人姓名 and 负责人签字 are longer labels that aren't the applicant's.
        let touches = |a: &Glyph, b: &Glyph| {
            is_han(a.char) && b.from.saturating_sub(a.to) <= TOUCH && b.middle() - a.middle() < space
        };
        if let [.., before, first] = dense.get(..=at).unwrap_or_default()
            && touches(before, first)
        {
            continue;
        }
        let labels = [
            (&LABELS_NAME, Asks::Name),
            (&LABELS_SIGNATURE, Asks::Signature),
            (&LABELS_ANYONE, Asks::Anyone),
        ];
        let words = labels.iter().flat_map(|(list, asks)| list.iter().map(move |word| (word, *asks)));
        let hits = words.filter_map(|(word, asks)| Some((starts(at, word)?, asks)));
        let is_label = |end: usize| {
            let is_bracketed =
                matches!(dense.get(end..), Some([open, sign, ..]) if is_open(open) && sign.char == SIGN);
            let has_colon = dense.get(end).is_some_and(|g| is_colon(g.char));
            has_colon || is_bracketed || LABELS_ADDED.iter().any(|word| starts(end, word).is_some())
        };
        let role = || role(dense.get(at..)?).map(|n| at + n).filter(|end| is_label(*end));
        let known = hits.max_by_key(|h| h.0);
        let Some((mut end, mut asks)) = known.or_else(|| Some((role()?, Asks::Role))) else { continue };
        // 申请人 signs, 申请人姓名 is named.
        if let Some(after) = starts(end, NAME) {
            end = after;
            asks = Asks::Name;
        }
        let mut is_closed = false;
        if dense.get(end).is_some_and(|g| is_open(g))
            && let Some(close) =
                dense.iter().skip(end).take(BRACKET).position(|g| matches!(g.char, ')' | '）'))
        {
            end += close + 1;
            asks = asks.signed();
            is_closed = true;
        }
        if let Some(after) = LABELS_ADDED.iter().filter_map(|word| starts(end, word)).max() {
            end = after;
            asks = asks.signed();
        }
        let colon = dense.get(end).is_some_and(|g| is_colon(g.char));
        if colon {
            end += 1;
        }
        let rest = dense.get(end..).unwrap_or_default();
        let before_date = rest.iter().take_while(|g| !g.char.is_ascii_digit()).count();
        let hides_colon = !is_print(rest.iter().copied()) || is_closed && before_date <= LONGEST_NAME;
        let goes_on = || at == 0 && asks == Asks::Signature && hides_colon;
        if colon || end == dense.len() || goes_on() {
            best = dense.get(end - 1).map(|g| Label { end: reach(g), asks });
        }
    }
    best
}

/// The label of which `first` is the first of two characters that are set wide, where `glyphs` begin with the second.
pub fn set_wide(first: &str, glyphs: &[Glyph]) -> Option<Label> {
    let mut dense = glyphs.iter().filter(|g| !g.char.is_whitespace());
    let second = dense.next()?;
    let whole = format!("{}{}", first.trim(), simplified(second.char));
    let colon = dense.next().filter(|g| is_colon(g.char));
    let label = Label { end: reach(colon.unwrap_or(second)), asks: Asks::Name };
    (whole.chars().count() == 2 && LABELS_NAME.has_word(&whole)).then_some(label)
}

/// Characters of the role in which somebody signs, where `glyphs` begin with one that isn't known to be another's: forms have too many to list
/// (领证人, 报销人), but few for those who sign for an office.
fn role(glyphs: &[&Glyph]) -> Option<usize> {
    let chars: Vec<char> = glyphs.iter().take(LONGEST_ROLE).map(|g| simplified(g.char)).collect();
    let length = 1 + chars.iter().position(|c| PERSON.contains(c))?;
    let role: String = chars.iter().take(length).collect();
    (length > 1 && role.chars().all(is_han) && !ROLES_OF_OTHERS.ends(&role)).then_some(length)
}

fn is_open(glyph: &Glyph) -> bool {
    matches!(glyph.char, '(' | '（')
}

fn is_colon(c: char) -> bool {
    matches!(c, ':' | '：' | ';' | '；')
}

/// True for a reading as sure as that of print; others may be anything.
pub(super) fn is_print<'a>(glyphs: impl IntoIterator<Item = &'a Glyph>) -> bool {
    let (sum, count) = glyphs.into_iter().fold((0.0, 0), |(sum, count), g| (sum + g.p, count + 1));
    sum >= PRINT * count as f32
}

/// The step at which a glyph's own ink ends: the recogniser fires in its middle.
fn reach(last: &Glyph) -> usize {
    if is_han(last.char) { last.to + HALF_GLYPH } else { last.to + HALF_COLON }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glyphs(text: &str) -> Vec<Glyph> {
        text.chars()
            .enumerate()
            .map(|(i, char)| Glyph { char, from: 6 * i + 2, to: 6 * i + 3, p: 0.99 })
            .collect()
    }

    #[test]
    fn labels_end_with_a_colon_or_with_the_line() {
        for (text, end, asks) in [
            ("姓名", 2, Asks::Name),
            ("姓 名：", 4, Asks::Name),
            ("承诺人（签名）：", 8, Asks::Signature),
            ("承诺人(签名）：宋昱", 8, Asks::Signature),
            ("单位意见 申报人签字：", 11, Asks::Signature),
            ("签字：", 3, Asks::Anyone),
            ("姓名：张伟", 3, Asks::Name),
            ("申请人姓名：", 6, Asks::Name),
            ("本人签：", 4, Asks::Signature),
            ("领证人签字：", 6, Asks::Signature),
            ("报销人（签字）：", 8, Asks::Signature),
            ("领证人：", 4, Asks::Role),
        ] {
            let found = label(&glyphs(text));
            assert_eq!(found.map(|l| ((l.end - 1) / 6 + 1, l.asks)), Some((end, asks)), "{text}");
        }
    }

    #[test]
    fn the_label_of_the_second_party_stands_behind_a_space() {
        let both = |space: usize| {
            let mut line = glyphs("甲方青石监督站乙方（签字）：");
            line.iter_mut().skip(7).for_each(|g| (g.from, g.to) = (g.from + space, g.to + space));
            label(&line).map(|l| l.asks)
        };
        assert_eq!((both(0), both(4)), (None, Some(Asks::Signature)));
    }

    #[test]
    fn a_stamp_behind_a_label_hides_its_colon() {
        let read = |p: f32| {
            let mut line = glyphs("承诺人签名原件核对无误");
            line.iter_mut().skip(5).for_each(|g| g.p = p);
            label(&line)
        };
        assert!(read(0.7).is_some_and(|l| l.asks == Asks::Signature) && read(0.99).is_none());
    }

    #[test]
    fn a_closed_bracket_ends_a_label_whose_colon_is_hidden() {
        assert!(label(&glyphs("申请人（签字)古丽巴")).is_some_and(|l| l.asks == Asks::Signature));
        assert!(label(&glyphs("申请人（签名)夜度开明2013409.020")).is_some(), "a date follows");
        assert_eq!(label(&glyphs("申请人（签字）后由单位在五个工作日内报送全部材料")), None, "a sentence");
        assert_eq!(label(&glyphs("申请人古丽巴")), None);
    }

    #[test]
    fn a_label_set_wide_ends_in_the_line_after_its_first_character() {
        let end = |first: &str, rest: &str| set_wide(first, &glyphs(rest)).map(|l| (l.end - 1) / 6 + 1);
        assert_eq!(end("姓 ", "名：程朗"), Some(2));
        assert_eq!(end("姓", "名件仅供使用"), Some(1));
        assert_eq!((end("性", "名程朗"), end("", "名程朗"), end("姓名", "程朗")), (None, None, None));
    }

    #[test]
    fn other_peoples_labels_and_sentences_are_no_fields() {
        for text in [
            "负责人签字：",
            "联系人姓名：",
            "学生张伟，男",
            "经办：",
            "我承诺人人有责",
            "",
            "部门审核人（签字）：",
            "领证人须本人领取：",
            "审核人：",
        ] {
            assert_eq!(label(&glyphs(text)), None, "{text}");
        }
    }
}
