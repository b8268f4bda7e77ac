//! Finds the given or the family part alone, on a page where the whole name was found: 若谷同志, 谢老师.
//!
//! It knows the greedy text and its neighbours. Other people share a part, so it counts only where it stands alone
//! and was read surely, and a person confirms it. `context` judges whole names.

use super::context::Context;
use super::lists::{JOINS, TITLES};
use super::{Finding, How, REACH_HAN, Search, Shape};
use crate::geometry::Quad;
use crate::page::line::{Glyph, Layout, Line};
use crate::target::han::{family_ends, is_han, simplified};
use crate::target::{Form, Gap, Kind, Part};

/// Least probability of a glyph that was surely read.
const SURE: f32 = 0.9;
/// Most steps without ink between two glyphs of one word: less than a glyph's width (six steps).
const TOUCH: usize = 7;
/// Most steps of a gap inside one widely spaced name.
const NEAR: usize = 26;
/// Most line heights from a single character to the whole name, and from a line to the next.
const LINES: f32 = 2.2;
/// How far above or below, in its own heights, the middle of another line lies at least.
const OTHER_LINE: f32 = 0.5;
/// Most characters of a title (`data/titles.txt`), and of a family name with one character before it.
const TITLE: usize = 3;
const FAMILY_AND_ONE: usize = 3;
/// Probability of a part; a person confirms it.
const SCORE: f32 = 0.5;

/// Finds parts of the name in Chinese characters that stand alone in the page's horizontal lines.
///
/// `found` are the findings so far; without a sure finding of the whole Chinese name there are no parts.
pub fn alone(search: &Search, found: &[Finding]) -> Vec<Finding> {
    let Search { page, subject, context } = *search;
    let forms = &subject.forms;
    let whole: Vec<&Quad> = found.iter().filter(|f| is_whole(f)).map(|f| &f.quad).collect();
    if whole.is_empty() {
        return Vec::new();
    }
    let parts: Vec<&Form> = forms.parts.iter().filter(|f| f.kind == Kind::Han).collect();
    let dotted = forms.whole.iter().any(|f| f.kind == Kind::Han && f.is_dotted());
    let lines: Vec<&Line> = page.lines.iter().filter(|l| l.layout == Layout::Horizontal).collect();
    let mut out: Vec<Finding> = Vec::new();
    for line in &lines {
        for part in &parts {
            for at in places(&line.glyphs, part) {
                let quad = line
                    .stored_quad(line.glyphs[at].from as f32 - REACH_HAN..end(line, at, part) + REACH_HAN);
                if found.iter().chain(&out).any(|f| quad.meets(&f.quad)) {
                    continue;
                }
                let here = Place { line, at, len: part.slots.len() };
                if here.counts(part, dotted, context, &lines)
                    && (!here.needs_name_near(part) || near(line, &whole))
                {
                    out.push(Finding {
                        quad,
                        shape: Shape::Partial,
                        how: How::Text,
                        score: SCORE,
                        uncertain: true,
                    });
                }
            }
        }
    }
    out
}

/// True for a finding that proves that the page is about the applicant.
pub(super) fn is_whole(f: &Finding) -> bool {
    is_named(f) && !f.uncertain
}

/// True for a name in Chinese characters that was made out in text.
pub(super) fn is_named(f: &Finding) -> bool {
    let shape = f.shape.is_chinese_row() || matches!(f.shape, Shape::Vertical | Shape::Split);
    shape && matches!(f.how, How::Text | How::Spotted)
}

/// Indices of glyphs at which the part's characters stand, touching each other and read surely.
fn places(glyphs: &[Glyph], part: &Form) -> Vec<usize> {
    let n = part.slots.len();
    let fits = |window: &[Glyph]| {
        window.iter().zip(&part.slots).all(|(g, slot)| g.p >= SURE && slot.glyphs.contains(&g.char))
            && window.windows(2).all(|w| matches!(w, [a, b] if touch(a, b)))
    };
    glyphs.windows(n.max(1)).enumerate().filter(|(_, w)| fits(w)).map(|(i, _)| i).collect()
}

fn end(line: &Line, at: usize, part: &Form) -> f32 {
    line.glyphs.get(at + part.slots.len() - 1).map_or(0.0, |g| g.to as f32)
}

fn touch(a: &Glyph, b: &Glyph) -> bool {
    b.from.saturating_sub(a.to) <= TOUCH
}

/// True when one of `whole` lies in the line or in the one above or below it.
fn near(line: &Line, whole: &[&Quad]) -> bool {
    let stored = line.stored();
    let [a, b, ..] = stored.0;
    let (along, middle) = (a.direction(b), stored.center());
    whole.iter().map(|q| q.center()).any(|c| c.along(middle, along).1.abs() < LINES * line.on_page.height())
}

/// The place of a part in a line.
struct Place<'a> {
    line: &'a Line,
    at: usize,
    len: usize,
}

impl Place<'_> {
    /// A family part, or any single character, may as well be another person's, so the whole name must be near.
    fn needs_name_near(&self, part: &Form) -> bool {
        self.len == 1 || part.part == Part::Family
    }

    fn counts(&self, part: &Form, dotted: bool, context: &Context, lines: &[&Line]) -> bool {
        let titled = self.titled();
        // People are called by either part of a dotted name, but 谢 or 欧阳 alone may be anybody.
        let titled_only = self.len == 1 || (!dotted && part.part == Part::Family);
        if titled_only && !titled {
            return false;
        }
        let word: String = part.slots.iter().filter_map(|s| s.glyphs.first()).collect();
        // Transliterated names are words of the dictionary too, but have no other meaning.
        if self.len > 1 && !dotted && !titled && context.words.is_word(&word) {
            return false;
        }
        self.open_before(dotted, titled, lines) && (titled || self.open_after(dotted, lines))
    }

    /// True when a title touches the part from the right.
    fn titled(&self) -> bool {
        let last = self.line.glyphs.get(self.at + self.len - 1);
        let after = self.line.glyphs.get(self.at + self.len..).unwrap_or_default();
        let touches = matches!((last, after.first()), (Some(a), Some(b)) if touch(a, b));
        let text: String = after.iter().take(TITLE).map(|g| simplified(g.char)).collect();
        touches && TITLES.begins(&text)
    }

    fn open_before(&self, dotted: bool, titled: bool, lines: &[&Line]) -> bool {
        let before = self.line.glyphs.get(..self.at).unwrap_or_default();
        let Some(own) = self.line.glyphs.get(self.at) else { return false };
        let mut marks = before.iter().rev().take_while(|g| !is_han(g.char));
        let text = before.iter().rev().find(|g| is_han(g.char));
        let Some(text) = text.filter(|g| own.from.saturating_sub(g.to) <= NEAR) else {
            // The name may begin in the line above.
            return before.iter().any(|g| !g.char.is_whitespace()) || !self.goes_on(lines, true);
        };
        let joint = |g: &Glyph| Gap::Dots.holds(g.char);
        if dotted {
            return marks.any(|g| !joint(g)) || (touch(text, own) && titled && JOINS.has(text.char));
        }
        if marks.any(|g| !g.char.is_whitespace()) {
            return true;
        }
        if touch(text, own) {
            return titled && JOINS.has(text.char);
        }
        // 李　秀英 is another person's name, but 姓名　秀英 isn't; nor may 欧阳　秀英 be split.
        let run = before.iter().rev().take_while(|g| is_han(g.char) || g.char.is_whitespace());
        let mut run: Vec<char> = run.map(|g| g.char).filter(|c| is_han(*c)).take(FAMILY_AND_ONE).collect();
        run.reverse();
        match run.as_slice() {
            [] | [_] => false,
            [a, b] => family_ends(&[*a, *b, *a]).first() != Some(&2),
            _ => true,
        }
    }

    fn open_after(&self, dotted: bool, lines: &[&Line]) -> bool {
        let Some(own) = self.line.glyphs.get(self.at + self.len - 1) else { return false };
        let after = self.line.glyphs.get(self.at + self.len..).unwrap_or_default();
        let mut marks = after.iter().take_while(|g| !is_han(g.char));
        let text = after.iter().find(|g| is_han(g.char));
        let Some(text) = text.filter(|g| g.from.saturating_sub(own.to) <= NEAR) else {
            return after.iter().any(|g| !g.char.is_whitespace()) || !self.goes_on(lines, false);
        };
        if dotted {
            return marks.any(|g| !Gap::Dots.holds(g.char));
        }
        marks.any(|g| !g.char.is_whitespace()) || !touch(own, text)
    }

    /// True when a line above (below) ends (begins) with a Chinese character where this one begins (ends), so the
    /// text continues.
    fn goes_on(&self, lines: &[&Line], above: bool) -> bool {
        let own = &self.line.on_page;
        let (left, _, right, _) = own.bounds();
        lines.iter().any(|other| {
            let (l, _, r, _) = other.on_page.bounds();
            let down = other.on_page.center().y - own.center().y;
            let distance = if above { -down } else { down };
            let glyph = if above { other.glyphs.last() } else { other.glyphs.first() };
            let height = own.height().max(other.on_page.height());
            distance > OTHER_LINE * own.height()
                && distance < LINES * height
                && l < right
                && left < r
                && glyph.is_some_and(|g| is_han(g.char))
        })
    }
}
