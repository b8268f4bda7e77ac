//! The name in lines of Uyghur script, spotted in what the reader of that script saw.
//!
//! The forms are loose (classes of sounds, vowels anywhere), so a hit must be a whole run of words: no consonant may touch
//! it, but for an ending of Uyghur grammar after the name (نىڭ, غا, دىن …).

use super::spot::{GREEDY, likelihood};
use super::{Finding, How, Shape};
use crate::geometry::Quad;
use crate::nets::engine::UYGHUR_STEP;
use crate::page::align::{Alignment, align};
use crate::read::Page;
use crate::read::foreign::{ForeignLine, is_arabic};
use crate::read::recognize::Glyph;
use crate::target::uyghur::is_loose;
use crate::target::{Forms, Strength};

/// Alignments dearer than this per slot, or in all, are not looked at.
const COST_PER_SLOT: f32 = 4.0;
const MOST_COST: f32 = 24.0;
/// What the steps between the slots may cost: more, and a consonant stands there that the form doesn't have.
const MOST_BETWEEN: f32 = 4.0;
/// Probability of a finding, and of a certain one, as for the other scripts.
const POSSIBLE: f32 = 0.3;
const CERTAIN: f32 = 0.7;
/// Steps by which a box reaches beyond the first and the last letter: a letter is four to five steps wide.
const REACH: f32 = 4.0;
/// Consonants of the endings that may follow a name in its word, and the most letters of an ending.
const ENDING: &str = "نڭغگقكدتلر";
const LONGEST_ENDING: usize = 5;

/// The applicant's names in the page's lines of Uyghur script.
pub fn names(page: &Page, forms: &Forms) -> Vec<Finding> {
    let spotted = page.foreign.lines.iter().filter_map(|line| {
        let (hit, p, weak) = best(line, page, forms)?;
        let quad = place(line, &hit).map(|p| page.map.to_stored(p));
        let how = if hit.cost < GREEDY { How::Text } else { How::Spotted };
        Some(Finding { quad, shape: Shape::Arabic, how, score: p, uncertain: weak || p < CERTAIN })
    });
    spotted.collect()
}

/// The most probable hit in a line, its probability, and whether its form is a weak one.
fn best(line: &ForeignLine, page: &Page, forms: &Forms) -> Option<(Alignment, f32, bool)> {
    let labels = page.foreign.labels.as_ref()?;
    let mut top: Option<(Alignment, f32, bool)> = None;
    for compiled in &labels.whole {
        let Some(form) = forms.uyghur.get(compiled.form) else { continue };
        let limit = (COST_PER_SLOT * compiled.slots.len() as f32).min(MOST_COST);
        for hit in align(&line.posteriors, compiled, labels, limit) {
            let p = likelihood(form, compiled.slots.len(), hit.cost);
            let between = hit.cost - hit.slot_costs.iter().sum::<f32>();
            let better = top.as_ref().is_none_or(|(_, q, _)| p > *q);
            if p >= POSSIBLE && between <= MOST_BETWEEN && better && is_whole(&line.glyphs, &hit) {
                top = Some((hit, p, form.strength != Strength::Strong));
            }
        }
    }
    top
}

/// The letters left and right of a hit up to the next space or sign, nearest first.
fn beside<'a>(glyphs: &'a [Glyph], hit: &Alignment) -> [Vec<&'a Glyph>; 2] {
    let steps = hit.steps();
    let word = |g: &&Glyph| is_arabic(g.char);
    let left = glyphs.iter().rev().filter(|g| g.to <= steps.start).take_while(word).collect();
    let right = glyphs.iter().filter(|g| g.from >= steps.end).take_while(word).collect();
    [left, right]
}

/// True when the hit begins with a word and ends with one, an ending aside.
fn is_whole(glyphs: &[Glyph], hit: &Alignment) -> bool {
    let [after, before] = beside(glyphs, hit);
    let ending =
        after.len() <= LONGEST_ENDING && after.iter().all(|g| is_loose(g.char) || ENDING.contains(g.char));
    before.iter().all(|g| is_loose(g.char)) && (ending || after.iter().all(|g| is_loose(g.char)))
}

/// Where the hit stands on the page, with the vowels beside it that its form leaves out.
fn place(line: &ForeignLine, hit: &Alignment) -> Quad {
    let [left, right] = beside(&line.glyphs, hit);
    let steps = hit.steps();
    let start = left.last().map_or(steps.start, |g| g.from);
    let end = right.last().map_or(steps.end, |g| g.to);
    let width = line.crop.width as f32;
    let x = |step: f32| (step * UYGHUR_STEP as f32).clamp(0.0, width);
    line.crop.quad(x(start as f32 - REACH), x(end as f32 + REACH))
}
