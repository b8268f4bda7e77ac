//! CTC alignment of a known label sequence with posteriors: where, and how well, a line could hold it.
//!
//! A Viterbi pass over the labels of a form with optional blanks, free start and free end. The emission at step t is
//! log P(t, label) − max_c log P(t, c), so a path's cost is 0 if the greedy reading holds the form, and small if one
//! glyph is blurred or read as a look-alike. The probabilities of a slot's alternatives are added. This is the CTC
//! trellis of Graves et al. 2006 (§4.1) with the maximum in place of the sum and both ends free.

use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use crate::nets::engine::Posteriors;
use crate::target::{Alphabet, Gap, LabelForm, LabelSlot, Labels};

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

    /// How many of its slots were read.
    pub fn read(&self) -> usize {
        self.slot_costs.iter().filter(|cost| **cost <= READ).count()
    }

    /// True where at least half of a long name was read, in its order: hardly anybody else's name has so much of it.
    pub fn is_half_of_a_long_name(&self) -> bool {
        self.slots.len() >= LONG && self.read() as f32 >= HALF * self.slots.len() as f32
    }
}

/// Cost up to which a slot counts as read.
pub const READ: f32 = 1.0;
/// Fewest characters of a name of which a part may be enough.
pub const LONG: usize = 5;
/// Share of these characters that is: the middle, never tuned.
const HALF: f32 = 0.5;

/// Cost of one step of a slot whose glyphs the recogniser can't spell, if something other than a blank won.
///
/// It must exceed that of a look-alike which the net considers possible, and be low enough that two known glyphs
/// carry one unknown.
const UNKNOWN: f32 = 2.0;
/// Emissions are floored here, so that one step can't outweigh a whole form (posteriors are floored at e^-20.7).
const FLOOR: f32 = -16.0;
/// Smallest sum of probabilities: the floor of the posteriors, so that its logarithm exists.
const LEAST: f32 = 1e-9;
/// Emission of a character that wasn't read, at most, however rare it is; …
pub const NOT_READ: f32 = -0.5;
/// … and below which the recogniser didn't think of it: rarity then says nothing.
const THOUGHT_OF: f32 = -10.0;
/// What sums of emissions in another order may differ by.
const ROUNDING: f32 = 1e-3;

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
    /// The slot that it emits, or that the path still has to pass.
    ahead: usize,
    /// Predecessors other than the state itself.
    from: Vec<usize>,
}

/// The trellis of a form: its states in order, the last one being the last slot.
fn states(form: &LabelForm) -> Vec<State> {
    let mut states: Vec<State> = Vec::with_capacity(form.slots.len() * 2);
    let mut before = 0;
    for (i, slot) in form.slots.iter().enumerate() {
        if i == 0 {
            states.push(State { emit: Emit::Slot(0), ahead: 0, from: vec![] });
            continue;
        }
        let n = states.len();
        let from = match slot.gap {
            Gap::None => {
                states.push(State { emit: Emit::Blank, ahead: i, from: vec![before] });
                vec![before, n]
            }
            gap if gap.required() => {
                states.push(State { emit: Emit::Blank, ahead: i, from: vec![before] });
                states.push(State { emit: Emit::Separator(i), ahead: i, from: vec![before, n] });
                states.push(State { emit: Emit::Loose(i), ahead: i, from: vec![n + 1] });
                vec![n + 1, n + 2]
            }
            _ => {
                states.push(State { emit: Emit::Loose(i), ahead: i, from: vec![before] });
                vec![before, n]
            }
        };
        // The same label twice in a row needs a blank between, or CTC would merge them. So do slots that share a
        // label, or one glyph would stand for both.
        let shared = |p: &LabelSlot| p.columns.iter().any(|c| slot.columns.contains(c));
        let same = form.slots.get(i - 1).is_some_and(shared);
        let from = from.into_iter().filter(|&s| !(same && s == before)).collect();
        before = states.len();
        states.push(State { emit: Emit::Slot(i), ahead: i, from });
    }
    states
}

/// log of the summed probability of `columns`, relative to the winner, at most 0.
fn emission(p: &Posteriors, step: usize, columns: &[usize]) -> f32 {
    let sum = columns.iter().map(|&c| p.log_p(step, c).exp()).sum();
    beside_winner(p, step, sum).clamp(FLOOR, 0.0)
}

/// log of a `sum` of probabilities, relative to the winner of a step.
fn beside_winner(p: &Posteriors, step: usize, sum: f32) -> f32 {
    sum.max(LEAST).ln() - p.best.get(step).copied().unwrap_or(0.0)
}

/// The emission of a slot with rare characters: what the recogniser expects less is worth more where another character won.
fn of_rare(p: &Posteriors, step: usize, slot: &LabelSlot) -> f32 {
    let plain = emission(p, step, &slot.columns);
    // A rare character gains on the character that won: where nothing was read there is none.
    let is_between = p.winners.get(step).is_none_or(|winner| *winner as usize == Alphabet::BLANK);
    if is_between || !(THOUGHT_OF..NOT_READ).contains(&plain) {
        return plain;
    }
    let gained = slot.columns.iter().zip(&slot.gains).map(|(&c, gain)| (p.log_p(step, c) + gain).exp());
    beside_winner(p, step, gained.sum()).clamp(plain, NOT_READ)
}

/// Emissions at each step of a line, and the largest.
struct Row {
    values: Vec<f32>,
    most: f32,
}

impl Row {
    fn new(values: Vec<f32>) -> Rc<Row> {
        let most = values.iter().copied().fold(FLOOR, f32::max);
        Rc::new(Row { values, most })
    }

    fn at(&self, step: usize) -> f32 {
        self.values.get(step).copied().unwrap_or(FLOOR)
    }
}

/// A line that many forms are aligned with: most forms of a name share their slots, so each slot's emissions are computed once.
pub struct Aligner<'a> {
    posteriors: &'a Posteriors,
    labels: &'a Labels,
    blank: Rc<Row>,
    known: HashMap<&'a [usize], Rc<Row>>,
}

impl<'a> Aligner<'a> {
    /// The line with these posteriors, whose columns are those of `labels`.
    pub fn new(posteriors: &'a Posteriors, labels: &'a Labels) -> Self {
        let blank = (0..posteriors.steps()).map(|t| emission(posteriors, t, &[labels.blank()])).collect();
        Aligner { posteriors, labels, blank: Row::new(blank), known: HashMap::new() }
    }

    /// All places where `form` stands at a cost of at most `limit`, cheapest first, without overlaps.
    pub fn align(&mut self, form: &'a LabelForm, limit: f32) -> Vec<Alignment> {
        if self.posteriors.steps() == 0 || form.slots.is_empty() {
            return Vec::new();
        }
        let slots: Vec<Rc<Row>> = form.slots.iter().map(|slot| self.slot(slot)).collect();
        let mut ahead: Vec<f32> = slots
            .iter()
            .rev()
            .scan(0.0, |sum, row| {
                *sum -= row.most;
                Some(*sum)
            })
            .collect();
        ahead.reverse();
        // Most forms stand nowhere in most lines: some glyph of theirs was read at no step.
        if ahead.first().is_some_and(|least| *least > limit + ROUNDING) {
            return Vec::new();
        }
        let states = states(form);
        let emissions = states.iter().map(|state| self.row(form, &slots, state.emit)).collect();
        let posteriors = self.posteriors;
        let mut trellis = Trellis { posteriors, form, states, emissions, ahead, back: Vec::new() };
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

    fn columns(&mut self, columns: &'a [usize]) -> Rc<Row> {
        let posteriors = self.posteriors;
        let row = || Row::new((0..posteriors.steps()).map(|t| emission(posteriors, t, columns)).collect());
        self.known.entry(columns).or_insert_with(row).clone()
    }

    fn slot(&mut self, slot: &'a LabelSlot) -> Rc<Row> {
        if slot.unknown {
            let winners = self.posteriors.winners.iter();
            return Row::new(winners.map(|w| if *w == 0 { FLOOR } else { -UNKNOWN }).collect());
        }
        if slot.gains.iter().all(|gain| *gain == 0.0) {
            return self.columns(&slot.columns);
        }
        let posteriors = self.posteriors;
        let row = || Row::new((0..posteriors.steps()).map(|t| of_rare(posteriors, t, slot)).collect());
        self.known.entry(&slot.columns).or_insert_with(row).clone()
    }

    fn gap(&mut self, form: &LabelForm, slot: usize) -> Rc<Row> {
        let labels = self.labels;
        self.columns(form.slots.get(slot).map_or(&[], |slot| labels.gap(slot.gap)))
    }

    fn row(&mut self, form: &LabelForm, slots: &[Rc<Row>], emit: Emit) -> Rc<Row> {
        match emit {
            Emit::Slot(i) => slots.get(i).unwrap_or(&self.blank).clone(),
            Emit::Blank => self.blank.clone(),
            Emit::Separator(i) => self.gap(form, i),
            Emit::Loose(i) => {
                let gap = self.gap(form, i);
                Row::new(gap.values.iter().zip(&self.blank.values).map(|(a, b)| a.max(*b)).collect())
            }
        }
    }
}

/// A form's states against a line's steps.
struct Trellis<'a> {
    posteriors: &'a Posteriors,
    form: &'a LabelForm,
    states: Vec<State>,
    /// What each state emits.
    emissions: Vec<Rc<Row>>,
    /// What each slot and those after it cost at least.
    ahead: Vec<f32>,
    /// For each step and state the previous state on the best path; the number of states means a fresh start.
    back: Vec<usize>,
}

impl Trellis<'_> {
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
                // Paths that will exceed the limit are dropped: most of the trellis.
                let ahead = self.ahead.get(state.ahead).copied().unwrap_or_default();
                if top - ahead >= -limit - ROUNDING {
                    score[t * width + s] = top + self.emissions[s].at(t);
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
                let value = self.emissions[s].at(t);
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

/// [`Aligner::align`] for one form.
pub fn align(p: &Posteriors, form: &LabelForm, labels: &Labels, limit: f32) -> Vec<Alignment> {
    Aligner::new(p, labels).align(form, limit)
}
