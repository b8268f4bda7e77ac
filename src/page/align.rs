//! CTC alignment of a known label sequence with posteriors: where, and how well, a line could hold it.
//!
//! A Viterbi pass over the labels of a form with optional blanks, free start and free end. The emission at step t is
//! log P(t, label) − max_c log P(t, c), so a path's cost is 0 if the greedy reading holds the form, and small if one
//! glyph is blurred or read as a look-alike. The probabilities of a slot's alternatives are added. This is the CTC
//! trellis of Graves et al. 2006 (§4.1) with the maximum in place of the sum and both ends free.

use std::ops::Range;

use crate::nets::engine::Posteriors;
use crate::target::{Gap, LabelForm, LabelSlot, Labels};

/// A place where a form could stand in a line.
#[derive(Debug, Clone, PartialEq)]
pub struct Alignment {
    /// Sum over the steps of `max_c log P(t, c) − log P(t, label)`: 0 is certain; natural logarithms.
    pub cost: f32,
    /// Steps of each slot, from the first to one past the last step on which it is emitted.
    pub slots: Vec<Range<usize>>,
    /// Cost of each slot's own steps.
    pub slot_costs: Vec<f32>,
    /// The column that won in each slot; `None` for a slot that the recogniser can't spell.
    pub columns: Vec<Option<usize>>,
}

impl Alignment {
    /// First to one past the last step.
    pub fn steps(&self) -> Range<usize> {
        let start = self.slots.first().map_or(0, |r| r.start);
        start..self.slots.last().map_or(start, |r| r.end)
    }
}

/// Cost of one step of a slot whose glyphs the recogniser can't spell, if something other than a blank won.
///
/// It must exceed that of a look-alike which the net considers possible, and be low enough that two known glyphs
/// carry one unknown.
const UNKNOWN: f32 = 2.0;
/// Emissions are floored here, so that one step can't outweigh a whole form (posteriors are floored at e^-20.7).
const FLOOR: f32 = -16.0;
/// Smallest sum of probabilities: the floor of the posteriors, so that its logarithm exists.
const LEAST: f32 = 1e-9;

#[derive(Clone, Copy)]
enum Emit {
    Slot(usize),
    Blank,
    /// A separator of the gap before this slot.
    Separator(usize),
    /// A blank or a separator.
    Loose(usize),
}

struct State {
    emit: Emit,
    /// Predecessors other than the state itself.
    from: Vec<usize>,
}

/// The trellis of a form: its states in order, the last one being the last slot.
fn states(form: &LabelForm) -> Vec<State> {
    let mut states: Vec<State> = Vec::with_capacity(form.slots.len() * 2);
    let mut before = 0;
    for (i, slot) in form.slots.iter().enumerate() {
        if i == 0 {
            states.push(State { emit: Emit::Slot(0), from: vec![] });
            continue;
        }
        let n = states.len();
        let from = match slot.gap {
            Gap::None => {
                states.push(State { emit: Emit::Blank, from: vec![before] });
                vec![before, n]
            }
            gap if gap.required() => {
                states.push(State { emit: Emit::Blank, from: vec![before] });
                states.push(State { emit: Emit::Separator(i), from: vec![before, n] });
                states.push(State { emit: Emit::Loose(i), from: vec![n + 1] });
                vec![n + 1, n + 2]
            }
            _ => {
                states.push(State { emit: Emit::Loose(i), from: vec![before] });
                vec![before, n]
            }
        };
        // The same label twice in a row needs a blank between, or CTC would merge them. So do slots that share a
        // label, or one glyph would stand for both.
        let shared = |p: &LabelSlot| p.columns.iter().any(|c| slot.columns.contains(c));
        let same = form.slots.get(i - 1).is_some_and(shared);
        let from = from.into_iter().filter(|&s| !(same && s == before)).collect();
        before = states.len();
        states.push(State { emit: Emit::Slot(i), from });
    }
    states
}

/// log of the summed probability of `columns`, relative to the winner, at most 0.
fn emission(p: &Posteriors, step: usize, columns: &[usize]) -> f32 {
    let sum: f32 = columns.iter().map(|&c| p.log_p(step, c).exp()).sum();
    let best = p.best.get(step).copied().unwrap_or(0.0);
    (sum.max(LEAST).ln() - best).clamp(FLOOR, 0.0)
}

/// A form's states against a line's steps.
struct Trellis<'a> {
    posteriors: &'a Posteriors,
    form: &'a LabelForm,
    labels: &'a Labels,
    states: Vec<State>,
    /// Emission of a blank at each step.
    blank: Vec<f32>,
    /// For each step and state the previous state on the best path; the number of states means a fresh start.
    back: Vec<usize>,
}

impl<'a> Trellis<'a> {
    fn new(posteriors: &'a Posteriors, form: &'a LabelForm, labels: &'a Labels) -> Self {
        let blank = (0..posteriors.steps()).map(|t| emission(posteriors, t, &[labels.blank()])).collect();
        Trellis { posteriors, form, labels, states: states(form), blank, back: Vec::new() }
    }

    fn emit(&self, t: usize, e: Emit) -> f32 {
        let p = self.posteriors;
        let gap = |i: usize| self.form.slots.get(i).map_or(FLOOR, |s| emission(p, t, self.labels.gap(s.gap)));
        match e {
            Emit::Blank => self.blank[t],
            Emit::Separator(i) => gap(i),
            Emit::Loose(i) => gap(i).max(self.blank[t]),
            Emit::Slot(i) => match self.form.slots.get(i) {
                Some(slot) if slot.unknown && p.winners[t] != 0 => -UNKNOWN,
                Some(slot) if slot.unknown => FLOOR,
                Some(slot) => emission(p, t, &slot.columns),
                None => FLOOR,
            },
        }
    }

    /// Fills [`back`](Self::back); returns the last steps of the paths that cost at most `limit`, each with its cost.
    fn fill(&mut self, limit: f32) -> Vec<(f32, usize)> {
        let (steps, width) = (self.posteriors.steps(), self.states.len());
        // The best path that ends in each state at each step.
        let mut score = vec![f32::NEG_INFINITY; steps * width];
        let mut back = vec![width; steps * width];
        for t in 0..steps {
            for (s, state) in self.states.iter().enumerate() {
                let (mut top, mut from) = if s == 0 { (0.0, width) } else { (f32::NEG_INFINITY, width) };
                if t > 0 {
                    for &q in state.from.iter().chain(std::iter::once(&s)) {
                        let value = score[(t - 1) * width + q];
                        if value > top {
                            (top, from) = (value, q);
                        }
                    }
                }
                // Paths that already exceed the limit are dropped: most of the trellis.
                if top >= -limit {
                    score[t * width + s] = top + self.emit(t, state.emit);
                    back[t * width + s] = from;
                }
            }
        }
        self.back = back;
        let ends = (0..steps).map(|t| (-score[t * width + width - 1], t));
        ends.filter(|(cost, _)| *cost <= limit).collect()
    }

    /// The path that ends at step `end`.
    fn trace(&self, end: usize, cost: f32) -> Alignment {
        let (width, count) = (self.states.len(), self.form.slots.len());
        let mut slots = vec![end..end; count];
        let mut slot_costs = vec![0.0; count];
        let mut peaks: Vec<Option<(f32, usize)>> = vec![None; count];
        let (mut t, mut s) = (end, width - 1);
        loop {
            if let Emit::Slot(i) = self.states[s].emit {
                let value = self.emit(t, self.states[s].emit);
                slots[i] = t..if peaks[i].is_none() { t + 1 } else { slots[i].end };
                slot_costs[i] -= value;
                if peaks[i].is_none_or(|(top, _)| value > top) {
                    peaks[i] = Some((value, t));
                }
            }
            let from = self.back[t * width + s];
            if from >= width || t == 0 {
                break;
            }
            (s, t) = (from, t - 1);
        }
        let column = |(slot, peak): (&LabelSlot, &Option<(f32, usize)>)| {
            let (_, t) = (*peak)?;
            let log_p = |c: usize| self.posteriors.log_p(t, c);
            slot.columns.iter().copied().max_by(|&a, &b| log_p(a).total_cmp(&log_p(b)))
        };
        let columns = self.form.slots.iter().zip(&peaks).map(column).collect();
        Alignment { cost, slots, slot_costs, columns }
    }
}

/// All places where `form` stands at a cost of at most `limit`, cheapest first, without overlaps.
pub fn align(p: &Posteriors, form: &LabelForm, labels: &Labels, limit: f32) -> Vec<Alignment> {
    if p.steps() == 0 || form.slots.is_empty() {
        return Vec::new();
    }
    let mut trellis = Trellis::new(p, form, labels);
    let mut ends = trellis.fill(limit);
    // Of equal costs the earliest end: the box then ends with the glyph, not with the blanks after it.
    ends.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut found: Vec<Alignment> = Vec::new();
    for (cost, end) in ends {
        let hit = trellis.trace(end, cost.max(0.0));
        let steps = hit.steps();
        let free = found.iter().all(|f| steps.start >= f.steps().end || steps.end <= f.steps().start);
        if free {
            found.push(hit);
        }
    }
    found
}
