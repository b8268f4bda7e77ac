//! From a hit in a line to the text around it, as the greedy reading has it.

use std::ops::Range;

use super::context::Neighbours;
use super::spot::Hit;
use crate::page::line::{Glyph, Line};
use crate::target::Kind;
use crate::target::han::is_han;

/// Steps without ink that part two runs of text: more than one glyph's width (six steps).
const GAP: usize = 8;
/// Probability below which a neighbour proves nothing: noise beside a name reads as rare characters.
const SURE: f32 = 0.6;
/// Steps between two letters of one word, at most: letters stand two to four steps apart from middle to middle, and a space
/// is read as a glyph of its own or leaves a wider gap.
const LETTERS_APART: usize = 3;
/// Most characters that are looked at on either side.
pub const RUN: usize = 8;

/// The text beside `hit`; `None` for forms in letters, whose neighbours [`touches_letters`] looks at.
pub fn of(hit: &Hit, line: &Line) -> Option<Neighbours> {
    if hit.form.kind != Kind::Han {
        return None;
    }
    let (before, after) = beside(line, &hit.at.steps());
    Some(Neighbours::of(hit.form, before, after))
}

/// The Chinese characters that touch `steps` of a line, before and after.
pub fn beside(line: &Line, steps: &Range<usize>) -> (Vec<char>, Vec<char>) {
    let (first, last) = inside(line, steps);
    let mut before = run(line.glyphs.get(..first).unwrap_or_default().iter().rev(), steps.start, false);
    before.reverse();
    let after = run(line.glyphs.get(last..).unwrap_or_default().iter(), steps.end, true);
    (before, after)
}

/// True when a dot between parts of a name stands directly before `steps`. Fewer signs than a name's own dots may be read
/// as: 、 and 。 end the name before.
pub fn after_dot(line: &Line, steps: &Range<usize>) -> bool {
    let (first, _) = inside(line, steps);
    let before = first.checked_sub(1).and_then(|i| line.glyphs.get(i));
    before.is_some_and(|g| matches!(g.char, '·' | '•' | '・' | '．' | '.'))
}

/// The glyphs `first..last` of the greedy reading that lie in the steps: half a glyph's width is granted, since the
/// alignment and the greedy reading may choose neighbouring steps for one glyph.
fn inside(line: &Line, steps: &Range<usize>) -> (usize, usize) {
    let first = line.glyphs.iter().position(|g| g.to > steps.start);
    let first = first.unwrap_or(line.glyphs.len());
    let last = line.glyphs.iter().rposition(|g| g.from < steps.end).map_or(first, |i| i + 1);
    (first, last.max(first))
}

fn run<'a>(glyphs: impl Iterator<Item = &'a Glyph>, mut at: usize, forwards: bool) -> Vec<char> {
    let mut out = Vec::new();
    for glyph in glyphs {
        let distance = if forwards { glyph.from.saturating_sub(at) } else { at.saturating_sub(glyph.to) };
        if !is_han(glyph.char) || glyph.p < SURE || distance > GAP || out.len() >= RUN {
            break;
        }
        at = if forwards { glyph.to } else { glyph.from };
        out.push(glyph.char);
    }
    out
}

/// True when a letter of an alphabet stands directly beside `steps`: `Liang` is not `Li Ang`, `Weiwei` not `Wei`.
pub fn touches_letters(steps: &Range<usize>, line: &Line) -> bool {
    let (first, last) = inside(line, steps);
    let letter = |g: &Glyph| g.char.is_alphabetic() && !is_han(g.char);
    let near = |a: usize, b: usize| b.saturating_sub(a) <= LETTERS_APART;
    // NameMing: where a capital follows a small letter a sign or a space was lost, and a new word begins.
    let parted = |a: &Glyph, b: &Glyph| a.char.is_lowercase() && b.char.is_uppercase();
    let glyph = |at: Option<usize>| at.and_then(|i| line.glyphs.get(i));
    let (own_first, own_last) = (glyph(Some(first)), glyph(last.checked_sub(1)));
    let before = glyph(first.checked_sub(1)).filter(|g| !own_first.is_some_and(|own| parted(g, own)));
    let after = glyph(Some(last)).filter(|g| !own_last.is_some_and(|own| parted(own, g)));
    before.is_some_and(|g| letter(g) && near(g.to, steps.start))
        || after.is_some_and(|g| letter(g) && near(steps.end, g.from))
}
