//! Finds names whose characters stand close together but in no line: on seals and in inscriptions.
//!
//! A seal sets its characters two by two, in columns from the right, in a ring or in a tilted row. The rows and
//! columns that the detector proposes are read as short lines, each with some of the characters. Here every character
//! of the name is looked for in all short lines, and characters that touch each other on the page are the name, in
//! any order. Characters of print stand closer to their neighbours in the line than to those above, so text and
//! tables don't hold such names by chance: `PITCH` separates the two.

use std::ops::Range;

use super::spot::likelihood;
use super::{Finding, How, Search, Shape};
use crate::geometry::{Point, Quad};
use crate::page::align::align;
use crate::page::line::Line;
use crate::target::han::is_han;
use crate::target::{Kind, LabelForm, LabelSlot, Part, Subject};

/// Longest row or column of a seal, in its own heights.
const LONGEST: f32 = 5.5;
/// Height of a line's quad over that of its glyphs: the detector's regions are larger.
const INFLATED: f32 = 1.4;
/// Largest distance of neighbours' middles, in glyph heights. On seals of the development sets it is 0.8 to 1.1; rows
/// of tables and lines of text are 1.4 and more apart.
const PITCH: std::ops::Range<f32> = 0.5..1.3;
/// How far off a row, in glyph heights, the middles of its glyphs may lie.
const ROW: f32 = 0.4;
/// Largest ratio of two glyphs of one name: they are equally large, except where the detector cut one.
const SIZES: f32 = 1.7;
/// Highest cost of a character at a place.
const COST: f32 = 4.0;
/// Most places of one character that are tried, the cheapest first.
const MOST: usize = 24;
/// Half the side of a glyph's box, in glyph heights: in a seal that leans, the corners of glyphs lie beyond their own half.
const HALF: f32 = 0.75;

/// A possible place of one character of the name, in the page's grid.
struct Spot {
    middle: Point,
    /// The direction of its line.
    along: Point,
    size: f32,
    cost: f32,
}

impl Spot {
    fn new(line: &Line, steps: Range<usize>, cost: f32) -> Spot {
        let [a, b, ..] = line.on_page.0;
        let middle = (steps.start + steps.end) as f32 / 2.0;
        let middle = line.page_quad(middle - 0.5..middle + 0.5).center();
        Spot { middle, along: a.direction(b), size: line.on_page.height() / INFLATED, cost }
    }
}

/// A name in loose glyphs; the facts of the rules are its methods.
pub struct Candidate {
    /// Where its glyphs stand, in the stored grid.
    quad: Quad,
    p: f32,
    slots: usize,
    dearest: f32,
    missing: usize,
    anothers: bool,
}

impl Candidate {
    /// True where a name in `found` has a line as evidence, so that it stands there already.
    pub(super) fn is_known(&self, found: &[Finding]) -> bool {
        let known = |f: &Finding| {
            self.quad.lies_within(&f.quad) || (f.shape == Shape::Split && f.quad.lies_within(&self.quad))
        };
        found.iter().any(known)
    }

    /// What is covered, if it is the name.
    pub(super) fn finding(&self, uncertain: bool) -> Finding {
        Finding { quad: self.quad, shape: Shape::Han, how: How::Seal, score: self.p, uncertain }
    }

    /// One character is missing, and another wasn't read.
    pub(super) fn is_worn_and_doubtful(&self) -> bool {
        self.missing > 0 && self.dearest > READ
    }

    /// One character is missing, and another one was clearly read in its place: 赵玉岚 isn't 赵玉兰.
    pub(super) fn is_anothers(&self) -> bool {
        self.anothers
    }

    /// The glyphs' cost makes the name improbable.
    pub(super) fn is_improbable(&self) -> bool {
        self.p < POSSIBLE
    }

    /// One of two glyphs was read as another.
    pub(super) fn rests_on_one(&self) -> bool {
        self.missing == 0 && self.slots <= 2 && self.dearest > SECOND
    }

    /// A glyph was read as another, or one is missing.
    pub(super) fn has_dear_glyph(&self) -> bool {
        self.dearest > READ || self.missing > 0
    }
}

/// Fewest characters of a name that may lack one: a seal's third character is often worn or rare.
const WORN: usize = 3;
/// Probability of a name that lacks one character; a person confirms it.
const WORN_P: f32 = 0.75;
/// Least probability of loose glyphs that count as the name.
const POSSIBLE: f32 = 0.75;
/// Highest cost of a glyph that counts as read.
const READ: f32 = 0.5;
/// The same for either of two glyphs.
const SECOND: f32 = 1.5;

/// Loose glyphs that may be the applicant's names.
pub fn candidates(search: &Search) -> Vec<Candidate> {
    let Search { page, subject, .. } = *search;
    let short = |l: &&Line| l.on_page.width() < LONGEST * l.on_page.height();
    let lines: Vec<&Line> = page.lines.iter().filter(short).collect();
    let others = clear_glyphs(&lines);
    let mut found = Vec::new();
    for (number, form) in subject.forms.whole.iter().enumerate() {
        if form.kind != Kind::Han || form.in_halves || form.part != Part::Whole || form.slots.len() < 2 {
            continue;
        }
        let spots: Vec<Vec<Spot>> =
            (0..form.slots.len()).map(|slot| places(&lines, subject, number, slot)).collect();
        for chain in with_worn(&spots) {
            let costs: Vec<f32> = chain.iter().map(|s| s.cost).collect();
            let missing = form.slots.len() - costs.len();
            let dearest = costs.iter().copied().fold(0.0, f32::max);
            let p = likelihood(form, costs.len(), costs.iter().sum());
            let p = if missing > 0 { WORN_P.min(p) } else { p };
            let anothers = missing > 0 && others.iter().any(|o| is_beside(o, &chain));
            let quad = around(&chain).map(|p| page.map.to_stored(p));
            found.push(Candidate { quad, p, slots: costs.len(), dearest, missing, anothers });
        }
    }
    found
}

/// Least probability of a glyph that was clearly read.
const CLEAR: f32 = 0.9;
/// Characters that seals bear beside a name.
const OF_SEALS: [char; 6] = ['印', '章', '之', '私', '信', '鉴'];

/// The Chinese characters that were clearly read in `lines`, except those that seals bear beside a name.
fn clear_glyphs(lines: &[&Line]) -> Vec<Spot> {
    let clear = |line: &&Line| -> Vec<Spot> {
        let glyphs =
            line.glyphs.iter().filter(|g| g.p >= CLEAR && is_han(g.char) && !OF_SEALS.contains(&g.char));
        glyphs.map(|g| Spot::new(line, g.from..g.to, 0.0)).collect()
    };
    lines.iter().flat_map(clear).collect()
}

/// True when a glyph touches the name without being one of its characters.
fn is_beside(glyph: &Spot, chain: &[&Spot]) -> bool {
    chain.iter().any(|s| touch(s, glyph)) && chain.iter().all(|s| apart(s, glyph))
}

/// The possible places of slot `slot` of form `number`.
fn places(lines: &[&Line], subject: &Subject, number: usize, slot: usize) -> Vec<Spot> {
    let mut spots: Vec<Spot> = Vec::new();
    for line in lines {
        let labels = subject.labels(line.size);
        let Some(slot) = labels.whole.get(number).and_then(|f| f.slots.get(slot)) else { continue };
        if slot.unknown {
            continue;
        }
        let alone = LabelSlot { gap: crate::target::Gap::None, ..slot.clone() };
        let form = LabelForm { form: number, slots: vec![alone], unknown: 0 };
        let found = align(&line.posteriors, &form, labels, COST);
        spots.extend(found.into_iter().map(|at| Spot::new(line, at.steps(), at.cost)));
    }
    spots.sort_by(|a, b| a.cost.total_cmp(&b.cost));
    spots.truncate(MOST);
    spots
}

/// The whole names, and names that lack one character, if they are long enough and no whole one stands there.
fn with_worn(spots: &[Vec<Spot>]) -> Vec<Vec<&Spot>> {
    let all: Vec<&[Spot]> = spots.iter().map(Vec::as_slice).collect();
    let mut found = chains(&all);
    if spots.len() < WORN {
        return found;
    }
    for skipped in 0..spots.len() {
        let rest: Vec<&[Spot]> =
            all.iter().enumerate().filter(|(i, _)| *i != skipped).map(|(_, spots)| *spots).collect();
        for chain in chains(&rest) {
            if !found.iter().any(|f| f.iter().any(|c| chain.iter().any(|s| !apart(c, s)))) {
                found.push(chain);
            }
        }
    }
    found
}

/// The cheapest sets with one place for each character, in which each touches another and none share a place. Names
/// within one line are left to [`super::spot`].
fn chains<'a>(spots: &[&'a [Spot]]) -> Vec<Vec<&'a Spot>> {
    let mut found: Vec<Vec<&Spot>> = Vec::new();
    for first in spots.first().copied().into_iter().flatten() {
        let mut chain = vec![first];
        for next in spots.iter().skip(1) {
            let fits = |s: &&Spot| chain.iter().any(|c| touch(c, s)) && chain.iter().all(|c| apart(c, s));
            let Some(spot) = next.iter().find(fits) else { break };
            chain.push(spot);
        }
        let in_line = chain.iter().all(|s| is_in_row(first, s));
        let shared = found.iter().any(|f| f.iter().any(|c| chain.iter().any(|s| !apart(c, s))));
        if chain.len() == spots.len() && !in_line && !shared {
            found.push(chain);
        }
    }
    found
}

/// True when two places lie in one row of text. A line is read more than once, so its number doesn't tell.
fn is_in_row(a: &Spot, b: &Spot) -> bool {
    b.middle.along(a.middle, a.along).1.abs() < ROW * a.size
}

fn distance(a: &Spot, b: &Spot) -> f32 {
    a.middle.distance(b.middle) / (0.5 * (a.size + b.size)).max(1.0)
}

fn touch(a: &Spot, b: &Spot) -> bool {
    PITCH.contains(&distance(a, b)) && a.size.max(b.size) < SIZES * a.size.min(b.size)
}

fn apart(a: &Spot, b: &Spot) -> bool {
    distance(a, b) >= PITCH.start
}

/// The smallest upright rectangle around the glyphs.
fn around(chain: &[&Spot]) -> Quad {
    let bound = |f: &dyn Fn(&Spot) -> f32, worst: fn(f32, f32) -> f32, from: f32| {
        chain.iter().map(|s| f(s)).fold(from, worst)
    };
    Quad::from_bounds(
        bound(&|s| s.middle.x - HALF * s.size, f32::min, f32::MAX),
        bound(&|s| s.middle.y - HALF * s.size, f32::min, f32::MAX),
        bound(&|s| s.middle.x + HALF * s.size, f32::max, f32::MIN),
        bound(&|s| s.middle.y + HALF * s.size, f32::max, f32::MIN),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spot(x: f32, y: f32, cost: f32) -> Spot {
        Spot { middle: Point::new(x, y), along: Point::new(1.0, 0.0), size: 20.0, cost }
    }

    #[test]
    fn characters_that_touch_are_a_name_in_any_order() {
        // 陈 right above, 晓 right below, 燕 left above.
        let square = [vec![spot(40.0, 10.0, 0.0)], vec![spot(40.0, 32.0, 0.1)], vec![spot(18.0, 10.0, 0.0)]];
        assert_eq!(with_worn(&square).len(), 1);
        let (l, t, r, b) = around(&with_worn(&square)[0]).bounds();
        assert!(l < 8.0 && t < 0.0 && r > 50.0 && b > 42.0);
    }

    #[test]
    fn rows_of_text_and_of_tables_are_no_loose_glyphs() {
        let below = [vec![spot(10.0, 10.0, 0.0)], vec![spot(10.0, 40.0, 0.0)]];
        assert!(with_worn(&below).is_empty(), "a row is farther away than a glyph is high");
        let in_line = [vec![spot(10.0, 10.0, 0.0)], vec![spot(30.0, 10.0, 0.0)]];
        assert!(with_worn(&in_line).is_empty(), "one line is for the alignment of whole names");
        let same = [vec![spot(10.0, 10.0, 0.0)], vec![spot(12.0, 10.0, 0.0)]];
        assert!(with_worn(&same).is_empty(), "one place holds one character");
    }
}
