//! Every form against every line: the greedy text and the posteriors in one alignment.

use std::ops::Range;

use crate::geometry::Quad;
use crate::page::align::{Aligner, Alignment, LONG, READ};
use crate::page::line::{Layout, Line};
use crate::target::{Alphabet, Boundary, Form, Forms, Gap, Kind, Labels, Part, Strength, han};

use super::{How, Shape, neighbours};

/// A form of the name in a line.
#[derive(Debug, Clone)]
pub struct Hit<'a> {
    /// The form.
    pub form: &'a Form,
    /// Where and how well it stands there.
    pub at: Alignment,
    /// Probability that the line shows the form (0–1), from the cost alone.
    pub p: f32,
    /// True for a long name of which only a part was read; a person confirms.
    pub half_read: bool,
}

/// Probability from which a hit in a seal is covered: a seal's characters are worn, and what is no seal is read as anything.
pub(super) const POSSIBLE_IN_SEAL: f32 = 0.7;
/// Alignments dearer than this per slot are not looked at.
const COST_PER_SLOT: f32 = 6.0;
/// Cost of a glyph that can't be had: the floor of the posteriors.
const FLOOR_COST: f32 = 16.0;
/// Alignments dearer than this in all count only where the name was half read: a long form must not buy a wrong glyph with
/// many right ones.
const MOST_COST: f32 = 15.5;

/// What the steps between the slots may cost: more, and a glyph stands there that was read, if not surely. 阿力木江·卡德尔
/// is not 阿力木·卡德尔, nor 陈桂静 陈静. Of some 800 true alignments on made-up pages none cost more than 1.5 there, but in
/// seals, whose frames are read as strokes, some cost 6.
const MOST_BETWEEN: f32 = 2.0;
const MOST_BETWEEN_IN_SEAL: f32 = 8.0;
/// Steps from one glyph's middle to the next's beyond which there is a space between, without and with a dot.
const WIDE: f32 = 7.0;
const WIDE_DOT: f32 = 13.0;
/// Below this the greedy reading holds the form: the rest is rounding of the logarithms.
pub const GREEDY: f32 = 0.05;

impl Hit<'_> {
    /// What led to the hit.
    pub fn how(&self) -> How {
        if self.at.cost < GREEDY { How::Text } else { How::Spotted }
    }

    /// How the name is written here.
    pub fn shape(&self, line: &Line, labels: &Labels) -> Shape {
        if self.form.part != Part::Whole {
            return Shape::Partial;
        }
        match self.form.kind {
            Kind::Han if line.layout == Layout::Turned => Shape::Vertical,
            Kind::Han if self.traditional(labels) => Shape::Traditional,
            Kind::Han if self.is_spaced() => Shape::Spaced,
            Kind::Han => Shape::Han,
            Kind::Pinyin => Shape::Pinyin,
            Kind::Latin => Shape::Latin,
            Kind::Initials => Shape::Initials,
            Kind::Script(_) => Shape::Arabic,
        }
    }

    fn traditional(&self, labels: &Labels) -> bool {
        self.at.columns.iter().flatten().filter_map(|&c| labels.char_at(c)).any(han::is_traditional)
    }

    /// Where its glyphs stand in `line`, in the page's grid.
    pub(super) fn on_page(&self, line: &Line) -> Quad {
        let steps = self.at.steps();
        line.page_quad(steps.start as f32..steps.end as f32)
    }

    /// The step in the middle of each glyph.
    pub fn middles(&self) -> impl DoubleEndedIterator<Item = f32> + Clone {
        self.at.slots.iter().map(|r| (r.start + r.end) as f32 / 2.0)
    }

    /// True when the glyphs stand further apart than glyphs of print do, dots between them aside: a glyph is four to five
    /// steps wide, since a line's quad is a third or a half higher than its glyphs.
    pub(super) fn is_spaced(&self) -> bool {
        let centers = self.middles();
        let dots = self.form.slots.iter().skip(1).map(|s| s.before == Gap::Dots);
        let pairs = centers.clone().zip(centers.skip(1)).zip(dots);
        pairs.into_iter().any(|((a, b), dot)| b - a > if dot { WIDE_DOT } else { WIDE })
    }
}

/// Probability of a long name of which half the characters were read on a seal, where they are small and worn: just enough to be covered,
/// and flagged.
const WORN: f32 = POSSIBLE_IN_SEAL;

/// Probability of a glyph from which it is what it was read as, for a name that was half read: hands and print under stamps
/// stay below where they are misread, clean print of another's name doesn't.
const CLEARLY: f32 = 0.9;
/// Least share of a long name's characters that were read where the others are only doubtful. Of nine characters, four in
/// their order and no other clearly read between: nobody else on a page has that.
const HALF_READ: f32 = 0.4;
/// Probability below which a long name may have been read in part rather than be another.
const DOUBTFUL: f32 = 0.7;
/// Probability of a name that was half read; a person confirms.
const HALF_READ_P: f32 = 0.4;

/// Fewest letters of a name in letters of which one may be misread: print under a stamp, an i taken for a t.
const LONG_IN_LETTERS: usize = 9;

/// True where all letters of a long name but one were read, in their order.
fn lacks_a_letter(at: &Alignment) -> bool {
    at.slots.len() >= LONG_IN_LETTERS && at.read() + 1 >= at.slots.len()
}

/// True where a long name was read in part, in its order, and nothing else was clearly read in the place of the rest: a hand,
/// or print under a stamp.
fn is_half_read(at: &Alignment, line: &Line) -> bool {
    let best = |steps: &Range<usize>| line.posteriors.best.get(steps.clone()).unwrap_or_default();
    let clear = |steps: &Range<usize>| best(steps).iter().any(|b| b.exp() >= CLEARLY);
    let mut rest = at.slots.iter().zip(&at.slot_costs).filter(|(_, c)| **c > READ);
    at.slots.len() >= LONG
        && at.read() as f32 >= HALF_READ * at.slots.len() as f32
        && rest.all(|(steps, _)| !clear(steps) || is_blank(line, steps))
}

/// True where the recogniser saw nothing.
fn is_blank(line: &Line, steps: &Range<usize>) -> bool {
    let winners = line.posteriors.winners.get(steps.clone()).unwrap_or_default();
    winners.iter().all(|w| *w as usize == Alphabet::BLANK)
}

/// True where letters beside a hit belong to the same word.
pub(super) fn is_inside_a_word(hit: &Hit, line: &Line) -> bool {
    hit.form.boundary == Boundary::Word && neighbours::touches_letters(&hit.at.steps(), line)
}

/// Finds the forms of the whole name in a line; overlapping hits of several forms are reduced to the most probable.
pub fn spot<'a>(line: &Line, forms: &'a Forms, labels: &Labels) -> Vec<Hit<'a>> {
    in_reading(line, false, forms, labels)
}

/// [`spot`] in a reading of a seal.
pub fn spot_in_seal<'a>(reading: &Line, forms: &'a Forms, labels: &Labels) -> Vec<Hit<'a>> {
    in_reading(reading, true, forms, labels)
}

fn in_reading<'a>(line: &Line, in_seal: bool, forms: &'a Forms, labels: &Labels) -> Vec<Hit<'a>> {
    let most_between = if in_seal { MOST_BETWEEN_IN_SEAL } else { MOST_BETWEEN };
    let mut hits: Vec<Hit<'a>> = Vec::new();
    let mut aligner = Aligner::new(&line.posteriors, labels);
    for label_form in &labels.whole {
        let Some(form) = forms.whole.get(label_form.form) else { continue };
        // Halves that can't be read are as good as any other character.
        if form.in_halves && label_form.unknown > 0 {
            continue;
        }
        let dearest = COST_PER_SLOT * label_form.slots.len() as f32;
        let slots = label_form.slots.len();
        let letters = matches!(form.kind, Kind::Pinyin | Kind::Latin) && slots >= LONG_IN_LETTERS;
        let long = form.kind == Kind::Han && slots >= LONG;
        let limit = match (in_seal, long) {
            (true, _) => dearest,
            (false, true) => {
                FLOOR_COST * (1.0 - HALF_READ) * label_form.slots.len() as f32 + MOST_BETWEEN_IN_SEAL
            }
            (false, false) if letters => FLOOR_COST + MOST_BETWEEN_IN_SEAL,
            (false, false) => dearest.min(MOST_COST),
        };
        for at in aligner.align(label_form, limit) {
            let between = at.cost - at.slot_costs.iter().sum::<f32>();
            let plain = between <= most_between && (in_seal || at.cost <= dearest.min(MOST_COST));
            let mut p = likelihood(form, at.slots.len(), at.cost);
            let doubtful = !plain || p < DOUBTFUL;
            let may_be_part = (long || letters) && !in_seal && doubtful && between <= MOST_BETWEEN_IN_SEAL;
            let half_read = may_be_part && if long { is_half_read(&at, line) } else { lacks_a_letter(&at) };
            if !plain && !half_read {
                continue;
            }
            if half_read {
                p = p.max(HALF_READ_P);
            }
            if in_seal && at.is_half_of_a_long_name() {
                p = p.max(WORN);
            }
            hits.push(Hit { form, at, p, half_read });
        }
    }
    // Initials stand in every name in full of which a letter was misread, inside of its last word.
    let rank = |h: &Hit| if is_inside_a_word(h, line) { 0.0 } else { h.p };
    hits.sort_by(|a, b| rank(b).total_cmp(&rank(a)).then(b.at.slots.len().cmp(&a.at.slots.len())));
    let mut kept: Vec<Hit<'a>> = Vec::new();
    for hit in hits {
        if kept.iter().all(|k| is_apart(&hit, k)) {
            kept.push(hit);
        }
    }
    kept
}

/// True where two hits share no step, or are both read in letters and neither holds the other: in a list of authors (Yang
/// Cao, Ming Cao) the name stands in one order or in the other, and nothing tells in which.
fn is_apart(hit: &Hit, kept: &Hit) -> bool {
    let (a, b) = (hit.at.steps(), kept.at.steps());
    let is_read = |h: &Hit| h.how() == How::Text && h.form.boundary == Boundary::Word;
    let is_held = (b.start <= a.start && a.end <= b.end) || (a.start <= b.start && b.end <= a.end);
    a.start >= b.end || a.end <= b.start || (!is_held && is_read(hit) && is_read(kept))
}

/// The logistic curves for names of two, of three and of more Chinese characters: log odds at no cost, and what each unit
/// of cost takes from them (docs/calibration.md).
const CURVES: [(f32, f32); 3] = [(4.9, 0.54), (8.5, 0.65), (9.3, 0.65)];
/// The same for forms in letters, whose cost counts per root of their letters: too few to fit a curve to.
const LETTERS: (f32, f32) = (4.0, 1.2);
/// What a weak and a faint form lack in log odds, since they turn up in noise.
const WEAK: f32 = 1.0;
const FAINT: f32 = 3.0;

/// Probability that a form stands where `slots` of its slots were aligned at a cost of `cost` in all.
///
/// For Chinese characters a logistic curve drawn through the costs of true and false alignments (docs/calibration.md, the
/// tool is `examples/calibrate.rs`): what is read as a name of two characters is much more often something else than what
/// is read as one of three, and the longer ones hardly ever are. For letters, of which there are too few to fit a curve
/// to, the cost per letter counts, and how much a form proves: `Li W.` is found by chance, `Wang Jianguo` isn't.
pub fn likelihood(form: &Form, slots: usize, cost: f32) -> f32 {
    let z = match (form.kind, slots) {
        (Kind::Han, _) => {
            let (odds, slope) = CURVES[slots.clamp(2, 4) - 2];
            odds - slope * cost
        }
        _ => {
            let strength = match form.strength {
                Strength::Strong => 0.0,
                Strength::Weak => WEAK,
                Strength::Faint => FAINT,
            };
            LETTERS.0 - strength - LETTERS.1 * cost / (slots.max(1) as f32).sqrt()
        }
    };
    1.0 / (1.0 + (-z).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A glyph every six steps, at these costs.
    fn at(slot_costs: &[f32]) -> Alignment {
        Alignment {
            cost: slot_costs.iter().sum(),
            slots: (0..slot_costs.len()).map(|i| 6 * i..6 * i + 1).collect(),
            slot_costs: slot_costs.to_vec(),
            columns: vec![None; slot_costs.len()],
        }
    }

    #[test]
    fn a_long_name_in_letters_may_lack_one() {
        let name = |dear: &[usize], letters: usize| {
            at(&(0..letters).map(|i| if dear.contains(&i) { 16.0 } else { 0.0 }).collect::<Vec<_>>())
        };
        assert!(lacks_a_letter(&name(&[11], 12)), "Huangfu Yirut");
        assert!(!lacks_a_letter(&name(&[3, 11], 12)) && !lacks_a_letter(&name(&[3], 7)));
    }

    #[test]
    fn half_of_a_long_name_is_enough_on_a_seal() {
        let is_half = |costs: &[f32]| at(costs).is_half_of_a_long_name();
        assert!(is_half(&[9.0, 0.0, 0.2, 0.0, 12.0, 7.0, 0.0, 0.1, 11.0]));
        assert!(!is_half(&[9.0, 0.0, 5.0, 0.0, 12.0, 7.0, 0.0, 8.0, 11.0]), "three of nine");
        assert!(!is_half(&[0.0, 0.0, 9.0, 9.0]), "short names are read or not");
    }
}
