//! The whole name within one line: which alignments make a finding, and how sure that is.
//!
//! Knows alignments, other readings of the same place and the text around; what is broken over lines is for [`join`](super::broken).

use std::ops::Range;

use super::context::{Context, Standing};
use super::spot::{self, Hit};
use super::{Finding, How, REACH_HAN, REACH_LATIN, neighbours};
use crate::geometry::Quad;
use crate::page::line::{Layout, Line};
use crate::read::Page;
use crate::read::seal::places;
use crate::target::{Boundary, Forms, Kind, Labels};

/// What of a name's probability makes a finding, and what a certain one.
///
/// Recall first: a doubtful hit is covered and a person confirms it.
const POSSIBLE: f32 = 0.3;
const CERTAIN: f32 = 0.7;
/// A seal's characters are worn, and what is no seal is read as anything.
const POSSIBLE_IN_SEAL: f32 = 0.75;
/// Cost of a single glyph above which it was read as another: a person confirms, however well the rest fits.
const OTHER_GLYPH: f32 = 4.0;

/// What a page holds of the whole name within its lines.
pub struct Whole {
    /// The applicant's own.
    pub findings: Vec<Finding>,
    /// Places, in the stored grid, that were read and are parts of another's name or of a word.
    pub anothers: Vec<Quad>,
}

/// Judges every alignment of a form with a line of the page.
pub fn names<'a>(
    page: &Page,
    forms: &'a Forms,
    labels: &impl Fn(&Line) -> &'a Labels,
    context: &Context,
) -> Whole {
    let lines = &page.lines;
    let mut whole = Whole { findings: Vec::new(), anothers: Vec::new() };
    for hit in &spot::spot_all(lines, forms, labels) {
        let Some(line) = lines.get(hit.line).filter(|line| counts(hit, line, lines)) else { continue };
        let quad = place(hit, line);
        let standing = neighbours::around(hit, line).map_or(Standing::Own, |a| context.judge(&a));
        if standing == Standing::Other {
            whole.anothers.push(quad);
            continue;
        }
        whole.findings.push(Finding {
            quad,
            shape: hit.shape(line, labels(line)),
            how: if line.layout == Layout::Seal { How::Seal } else { hit.how() },
            score: hit.p,
            uncertain: hit.p < CERTAIN
                || standing == Standing::Open
                || hit.at.slot_costs.iter().any(|c| *c > OTHER_GLYPH),
        });
    }
    without_stamped_over(&mut whole.findings, page);
    whole
}

/// True when a hit is probable enough, and nothing in its line or in another reading of it speaks against it.
fn counts(hit: &Hit, line: &Line, lines: &[Line]) -> bool {
    let in_seal = line.layout == Layout::Seal;
    let possible =
        if in_seal { hit.p >= POSSIBLE_IN_SEAL && hit.form.kind == Kind::Han } else { hit.p >= POSSIBLE };
    let contradicted = || {
        hit.how() == How::Spotted && (read_better(lines, line) || (!in_seal && read_as_another(hit, line)))
    };
    let inside_a_word = || hit.form.boundary == Boundary::Word && neighbours::touches_letters(hit, line);
    possible && !crowded(hit, line) && !in_sure_seal(hit, line, lines) && !contradicted() && !inside_a_word()
}

/// Steps from one glyph's middle to the next's up to which glyphs may be squeezed: a third of a line's height.
const SQUEEZED: f32 = 2.0;
/// Mean probability of the winners at a hit's glyphs below which the reading is flat: there, anything is cheap.
const FLAT: f32 = 0.4;
/// Width of a region, in its heights, up to which it may be a seal, where glyphs lie in any order.
const SQUARE: f32 = 1.1;

/// True where Chinese characters would have to lie on each other in something that couldn't be read: the lettering around
/// an organisation's seal comes as such a line.
fn crowded(hit: &Hit, line: &Line) -> bool {
    let mut middles = hit.middles();
    let (Some(first), Some(last)) = (middles.next(), middles.next_back()) else { return false };
    let count = hit.at.slots.len() as f32;
    let pitch = (last - first) / (count - 1.0);
    let best = |steps| winners(line, steps).iter().copied().fold(f32::NEG_INFINITY, f32::max).exp();
    let flat = hit.at.slots.iter().map(best).sum::<f32>() < FLAT * count;
    hit.form.kind == Kind::Han
        && line.layout != Layout::Seal
        && line.on_page.width() > SQUARE * line.on_page.height()
        && pitch <= SQUEEZED
        && flat
}

/// Where a hit stands, in the stored grid.
fn place(hit: &Hit, line: &Line) -> Quad {
    let steps = hit.at.steps();
    let reach = if hit.form.kind == Kind::Han { REACH_HAN } else { REACH_LATIN };
    line.stored_quad(steps.start as f32 - reach..steps.end as f32 + reach)
}

/// Drops what was read in a large seal and may be the print under it, which is covered already.
fn without_stamped_over(findings: &mut Vec<Finding>, page: &Page) {
    let print: Vec<Quad> = findings.iter().filter(|f| f.how != How::Seal).map(|f| f.quad).collect();
    findings.retain(|f| {
        let stamped_over = || print.iter().any(|q| q.share_inside(&f.quad) > 0.7);
        f.how != How::Seal || !places::is_large(&f.quad, page.pages.page()) || !stamped_over()
    });
}

/// Mean probability of a reading below which a sure one of the same place contradicts it.
const WRONG: f32 = 0.75;

/// True where a line resembles the name only because it was drawn through a seal, whose characters were surely read in
/// their own order and speak for themselves.
fn in_sure_seal(hit: &Hit, line: &Line, lines: &[Line]) -> bool {
    let seal = |other: &Line| {
        other.layout == Layout::Seal
            && other.glyphs.len() >= 2
            && other.is_sure()
            && line.on_page.share_inside(&other.on_page) > 0.8
    };
    hit.how() == How::Spotted && line.layout != Layout::Seal && lines.iter().any(seal)
}

/// True when another reading of the same place (the other way up, in another light) is clearly the right one: what this
/// one only resembles isn't there.
fn read_better(lines: &[Line], line: &Line) -> bool {
    line.layout != Layout::Seal
        && line.confidence() < WRONG
        && lines.iter().any(|other| {
            other.layout == line.layout
                && other.glyphs.len() >= 2
                && other.is_sure()
                && line.on_page.share_inside(&other.on_page) > 0.8
                && other.on_page.share_inside(&line.on_page) > 0.8
        })
}

/// Probability of the winner in a step that makes it clear what stands there. On the pages of docs/calibration.md no
/// glyph of the applicant's name outside of a seal was taken for another with more than 0.973.
const CLEAR: f32 = 0.985;

/// True when one glyph of the hit was clearly read as another: 上宫静 is not 上官静. Not for seals, whose worn glyphs are
/// taken for others just as surely.
fn read_as_another(hit: &Hit, line: &Line) -> bool {
    hit.at
        .slots
        .iter()
        .zip(&hit.at.slot_costs)
        .any(|(steps, cost)| *cost > OTHER_GLYPH && winners(line, steps).iter().any(|b| b.exp() > CLEAR))
}

/// The log-probabilities of the winners in `steps`.
fn winners<'a>(line: &'a Line, steps: &Range<usize>) -> &'a [f32] {
    line.posteriors.best.get(steps.clone()).unwrap_or_default()
}
