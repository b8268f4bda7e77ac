//! Takes the text around a hit from the greedy reading of its line.

use std::ops::Range;

use crate::geometry::middle;
use crate::nets::engine::{CROP_HEIGHT, STEP};
use crate::page::line::{Glyph, Line};
use crate::target::footnote::is_footnote;
use crate::target::han::is_han;
use crate::target::{Form, Kind};

/// Steps without ink that separate two runs of text: more than one glyph's width (six steps).
const GAP: usize = 8;
/// Distance from the middle of one character to that of the next, in the usual distances of their line, from which a space lies
/// between: the spaces of a list of names are half a character wide, and the middles are known to a step or two of six.
const SPACE: f32 = 1.4;
/// Pairs of characters that tell what is usual in a line; in shorter lines a character counts as wide as the line is high.
const ENOUGH: usize = 4;
const EM: f32 = CROP_HEIGHT as f32 / STEP as f32;
/// Probability below which a neighbour proves nothing: noise beside a name reads as rare characters.
const SURE: f32 = 0.6;
/// Steps between two letters of one word, at most: letters stand two to four steps apart from middle to middle, and a space
/// is read as a glyph of its own or leaves a wider gap.
const LETTERS_APART: usize = 3;
/// Most characters taken on either side.
pub const RUN: usize = 8;

/// Longest name of Han people without a compound family name and a given name of two characters.
const SHORT: usize = 3;

/// The text around a hit: Chinese characters that touch it, without a space, a mark or a gap between.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Neighbours {
    /// The run before it.
    pub before: Vec<char>,
    /// The name as it is written there, without its dots.
    pub name: Vec<char>,
    /// True when it is written, or known to be written, with dots between its parts.
    pub dotted: bool,
    /// The run after it.
    pub after: Vec<char>,
    /// True when a dot between the parts of a name stands behind that run, which then begins the name of the next person of a list.
    pub before_dot: bool,
    /// True when all of it stands in one line of print. Elsewhere a stroke beside the name reads as a character, and surely: a stamp
    /// at the end of a row as 牛 before the first half of a name, the edge of a seal as well.
    pub in_line: bool,
}

impl Neighbours {
    /// The text around a place where `form` stands, be it no line of print.
    pub fn of(form: &Form, before: Vec<char>, after: Vec<char>) -> Self {
        let name = form.slots.iter().filter_map(|s| s.glyphs.first().copied()).collect();
        Neighbours { before, name, dotted: form.is_dotted(), after, before_dot: false, in_line: false }
    }

    /// The whole run of characters: before, name, after.
    pub fn run(&self) -> impl Iterator<Item = char> {
        self.before.iter().chain(&self.name).chain(&self.after).copied()
    }

    /// Where in the run the name stands.
    pub fn own(&self) -> Range<usize> {
        self.before.len()..self.before.len() + self.name.len()
    }

    /// True for names of the usual length of Han people, since a longer one may be another person's.
    pub fn is_short(&self) -> bool {
        self.name.len() <= SHORT && !self.dotted
    }
}

/// The text beside `steps` of a line, where `form` stands; `None` for forms in letters, which [`touches_letters`] checks
/// instead.
pub fn of(form: &Form, steps: &Range<usize>, line: &Line) -> Option<Neighbours> {
    if form.kind != Kind::Han {
        return None;
    }
    let (before, after) = beside(line, steps);
    let behind = line.glyphs.get(inside(line, steps).1 + after.len());
    let before_dot = !after.is_empty() && behind.is_some_and(is_dot);
    Some(Neighbours { before_dot, ..Neighbours::of(form, before, after) })
}

/// The Chinese characters that touch `steps` of a line, before and after.
pub fn beside(line: &Line, steps: &Range<usize>) -> (Vec<char>, Vec<char>) {
    let (first, last) = inside(line, steps);
    let own = line.glyphs.get(first..last).unwrap_or_default();
    let space = space(&line.glyphs, own);
    let side = |at: usize, glyph: Option<&Glyph>| Edge { at, middle: glyph.map(Glyph::middle), space };
    let (start, end) = (side(steps.start, own.first()), side(steps.end, own.last()));
    let mut before = run(line.glyphs.get(..first).unwrap_or_default().iter().rev(), start, false);
    before.reverse();
    (before, run(line.glyphs.get(last..).unwrap_or_default().iter(), end, true))
}

/// Distance between the middles of two characters from which a space lies between, in steps. None lies beside a name that is set
/// as wide itself, nor beside a transliterated one: its parts may be set apart by a space.
pub(super) fn space(glyphs: &[Glyph], own: &[Glyph]) -> f32 {
    let distances = |glyphs: &[Glyph]| -> Vec<f32> {
        let pairs = glyphs.iter().zip(glyphs.iter().skip(1));
        let pairs = pairs.filter(|(a, b)| is_han(a.char) && is_han(b.char));
        pairs.map(|(a, b)| b.middle() - a.middle()).collect()
    };
    let all = distances(glyphs);
    let usual = if all.len() < ENOUGH { EM } else { middle(all.into_iter()).unwrap_or(EM) };
    match own.iter().filter(|g| is_han(g.char)).count() <= SHORT {
        true => SPACE * distances(own).into_iter().fold(usual, f32::max),
        false => f32::INFINITY,
    }
}

/// Where a run of text beside a name begins.
struct Edge {
    /// The step at which the name ends.
    at: usize,
    /// The middle of its character there, in steps.
    middle: Option<f32>,
    /// The distance between two middles that is a space.
    space: f32,
}

/// True when a dot between parts of a name stands directly before `steps`, and text before it: a speck at the beginning of a line
/// reads as a dot.
pub fn after_dot(line: &Line, steps: &Range<usize>) -> bool {
    let (first, _) = inside(line, steps);
    let before = first.checked_sub(1).filter(|i| *i > 0).and_then(|i| line.glyphs.get(i));
    before.is_some_and(is_dot)
}

/// True for a dot between parts of a name. Fewer signs count than may stand for a name's own dots: 、 and 。 end the name before.
fn is_dot(glyph: &Glyph) -> bool {
    matches!(glyph.char, '·' | '•' | '・' | '．' | '.')
}

/// The glyphs `first..last` of the greedy reading within the steps, with a tolerance of half a glyph's width: the
/// alignment and the greedy reading may choose neighbouring steps for one glyph.
fn inside(line: &Line, steps: &Range<usize>) -> (usize, usize) {
    let first = line.glyphs.iter().position(|g| g.to > steps.start);
    let first = first.unwrap_or(line.glyphs.len());
    let last = line.glyphs.iter().rposition(|g| g.from < steps.end).map_or(first, |i| i + 1);
    (first, last.max(first))
}

fn run<'a>(glyphs: impl Iterator<Item = &'a Glyph>, edge: Edge, forwards: bool) -> Vec<char> {
    let Edge { mut at, middle: mut last, space } = edge;
    let mut out = Vec::new();
    let mut glyphs = glyphs.peekable();
    while let Some(glyph) = glyphs.next() {
        let distance = if forwards { glyph.from.saturating_sub(at) } else { at.saturating_sub(glyph.to) };
        let is_apart = last.is_some_and(|last| (glyph.middle() - last).abs() >= space);
        let is_of_date =
            UNITS.contains(&glyph.char) && glyphs.peek().is_some_and(|next| next.char.is_ascii_digit());
        if !is_han(glyph.char)
            || is_of_date
            || glyph.p < SURE
            || distance > GAP
            || is_apart
            || out.len() >= RUN
        {
            break;
        }
        (at, last) = (if forwards { glyph.to } else { glyph.from }, Some(glyph.middle()));
        out.push(glyph.char);
    }
    out
}

/// Units of a date. With a digit beyond it, such a character is no part of a name: 月 in 游福月18日, a signature under a stamp.
pub(super) const UNITS: [char; 3] = ['年', '月', '日'];

/// True when a letter of an alphabet stands directly beside `steps`: `Liang` is not `Li Ang`, `Weiwei` not `Wei`.
pub fn touches_letters(steps: &Range<usize>, line: &Line) -> bool {
    let (first, last) = inside(line, steps);
    let letter = |g: &Glyph| g.char.is_alphabetic() && !is_han(g.char);
    let near = |a: usize, b: usize| b.saturating_sub(a) <= LETTERS_APART;
    // In NameMing a capital follows a small letter: a sign or a space was lost, and a new word begins.
    let parted = |a: &Glyph, b: &Glyph| a.char.is_lowercase() && b.char.is_uppercase();
    let glyph = |at: Option<usize>| at.and_then(|i| line.glyphs.get(i));
    let (own_first, own_last) = (glyph(Some(first)), glyph(last.checked_sub(1)));
    let before = glyph(first.checked_sub(1)).filter(|g| !own_first.is_some_and(|own| parted(g, own)));
    let text = || line.glyphs.iter().map(|g| g.char).collect::<Vec<char>>();
    let after = glyph(Some(last)).filter(|g| !own_last.is_some_and(|own| parted(own, g)));
    let after = after.filter(|g| !(letter(g) && is_footnote(&text(), last)));
    before.is_some_and(|g| letter(g) && near(g.to, steps.start))
        || after.is_some_and(|g| letter(g) && near(steps.end, g.from))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Quad;
    use crate::page::line::made;

    #[test]
    fn a_date_ends_the_run() {
        let glyph = |(i, char): (usize, char)| Glyph { char, from: 5 * i, to: 5 * i + 4, p: 1.0 };
        let glyphs = |text: &str| text.chars().enumerate().map(glyph).collect::<Vec<_>>();
        let edge = |at| Edge { at, middle: None, space: f32::INFINITY };
        let after = |text: &str| run(glyphs(text).iter(), edge(0), true).into_iter().collect::<String>();
        assert_eq!(["月18日", "月亮", "年年"].map(after), ["", "月亮", "年年"]);
        let before = |text: &str| run(glyphs(text).iter().rev(), edge(25), false).len();
        assert_eq!(["2016年", "这一整个年"].map(before), [0, 5]);
    }

    #[test]
    fn a_space_half_as_wide_as_a_character_ends_the_run() {
        let quad = Quad::from_bounds(0.0, 0.0, 600.0, 48.0);
        let mut line = made::line("谢晓东张伟民韩雪梅", quad, 1.0);
        for (i, glyph) in line.glyphs.iter_mut().enumerate() {
            let from = 6 * i + 3 * (i / 3) + 2;
            (glyph.from, glyph.to) = (from, from + 2);
        }
        assert_eq!(beside(&line, &(23..31)), (Vec::new(), vec!['民']), "the name is 张伟");
    }
}
