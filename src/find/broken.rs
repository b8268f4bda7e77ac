//! Finds names broken over two lines, or over two words of one row: the end of one holds the beginning, the start of
//! the next the rest.

use std::cell::OnceCell;
use std::ops::Range;

use super::context::{Context, Standing};
use super::neighbours::{self, Neighbours};
use super::spot::{GREEDY, Hit, likelihood};
use super::{Finding, How, Search, Shape, sides};
use crate::geometry::Quad;
use crate::page::align::align;
use crate::page::line::{Layout, Line};
use crate::target::{Boundary, Form, Gap, Kind, LabelForm, LabelSlot, Labels};

/// Two halves of a name; the facts of the rules are its methods.
pub struct Candidate<'a> {
    form: &'a Form,
    first: &'a Line,
    head: Half,
    second: &'a Line,
    tail: Half,
    /// True when the second stands in the same row.
    in_row: bool,
    /// Characters of the head.
    cut: usize,
    /// Cost of both halves.
    cost: f32,
    /// Probability that the two are the name.
    score: f32,
    /// The text before the head and after the tail.
    beside: Neighbours,
    context: &'a Context,
    /// Computed on first use, since loading the dictionary is slow.
    standing: OnceCell<Standing>,
}

impl Candidate<'_> {
    fn standing(&self) -> Standing {
        *self.standing.get_or_init(|| sides::judge(self.context, &self.beside))
    }

    /// The halves' cost makes the name improbable.
    pub(super) fn is_improbable(&self) -> bool {
        self.score < LIKELY
    }

    /// A dot of a longer name stands before the head.
    pub(super) fn goes_on_from_a_dot(&self) -> bool {
        neighbours::after_dot(self.first, &self.head.steps)
    }

    /// Letters beside a half belong to the same word.
    pub(super) fn is_inside_a_word(&self) -> bool {
        self.form.boundary == Boundary::Word
            && (neighbours::touches_letters(&self.head.steps, self.first)
                || neighbours::touches_letters(&self.tail.steps, self.second))
    }

    /// The head is one character, and the end of a word in a line that was surely read: 公司 at the end of one line and 马青云 below
    /// aren't 司马青云.
    pub(super) fn ends_a_word(&self) -> bool {
        let until = self.beside.before.len();
        let text: String = self.beside.run().take(until + 1).collect();
        self.cut == 1 && self.first.is_sure() && self.context.words.one_holds(&text, until..until + 1)
    }

    /// The text beside the halves makes them part of another name or of a word.
    pub(super) fn is_anothers(&self) -> bool {
        self.standing() == Standing::Other
    }

    /// The text beside the halves doesn't tell whose name it is.
    pub(super) fn is_open(&self) -> bool {
        self.standing() == Standing::Open
    }

    /// Each half is a single character.
    pub(super) fn is_short(&self) -> bool {
        self.form.slots.len() == 2
    }

    /// The greedy text doesn't hold the halves.
    pub(super) fn is_spotted(&self) -> bool {
        self.how() == How::Spotted
    }

    fn how(&self) -> How {
        if self.cost < GREEDY { How::Text } else { How::Spotted }
    }

    /// What is covered, if it is the name: each half is a finding of its own, but a name spread over a row is one.
    pub(super) fn findings(&self, uncertain: bool) -> Vec<Finding> {
        let (shape, quads) = match self.in_row {
            // The box includes the space between, which would tell how long the parts are.
            true => (Shape::Spaced, vec![self.head.quad.to_end_of(&self.tail.quad)]),
            false => (Shape::Split, vec![self.head.quad, self.tail.quad]),
        };
        let (how, score) = (self.how(), self.score.min(MOST));
        quads.into_iter().map(|quad| Finding { quad, shape, how, score, uncertain }).collect()
    }
}

/// Names that may be broken over two lines, or over two words of one row.
///
/// Two halves are joined when the first ends its line and the second starts a line beside it, or below and further
/// left, at most `REACH` line heights away. If a longer name continues, it is another person's. Both halves are
/// aligned with the posteriors like whole names, since small print at the ends of lines is read worst.
///
/// A half of one character may also be what the reader takes it for in whole names of the page, as `misreadings` tell.
pub fn candidates<'a>(search: &Search<'a>, misreadings: &[Misreading]) -> Vec<Candidate<'a>> {
    let Search { page, subject, context } = *search;
    let labels = |line: &Line| subject.labels(line.size);
    let mut found = Vec::new();
    let horizontal = || page.lines.iter().filter(|l| l.layout == Layout::Horizontal);
    for (number, form) in subject.forms.whole.iter().enumerate().filter(|(_, form)| !form.in_halves) {
        for cut in (1..form.slots.len()).filter(|&cut| may_break(form, cut)) {
            let misread = |line: &Line, slots: Range<usize>, at_end: bool| {
                let of_slot = |m: &&Misreading| std::ptr::eq(m.form, form) && (m.slot..m.slot + 1) == slots;
                misreadings.iter().filter(of_slot).find_map(|m| misread(line, m.read_as, at_end))
            };
            let tail = |l: &Line| {
                tail(l, labels(l), number, cut).or_else(|| misread(l, cut..form.slots.len(), false))
            };
            let tails: Vec<(&Line, Half)> = horizontal().filter_map(|l| Some((l, tail(l)?))).collect();
            if tails.is_empty() {
                continue;
            }
            for first in horizontal() {
                // Places are compared before lines are aligned, which is slower.
                let Some(Next { second, tail, in_row }) = next(first, &tails) else { continue };
                let head = head(first, labels(first), number, cut).or_else(|| misread(first, 0..cut, true));
                let Some(head) = head else { continue };
                let cost = head.cost + tail.cost;
                let (before, after) =
                    (neighbours::beside(first, &head.steps).0, neighbours::beside(second, &tail.steps).1);
                found.push(Candidate {
                    form,
                    first,
                    head,
                    second,
                    tail: tail.clone(),
                    in_row,
                    cut,
                    cost,
                    score: likelihood(form, form.slots.len(), cost),
                    beside: Neighbours::of(form, before, after),
                    context,
                    standing: OnceCell::new(),
                });
            }
        }
    }
    found
}

/// The beginnings of names that end a line, where the rest would stand in one of `hidden` (stored grid), in which nobody could read
/// anything: at least half of a name's characters, surely read.
pub fn heads_before(search: &Search, hidden: &[Quad]) -> Vec<Finding> {
    let Search { page, subject, .. } = *search;
    let forms = || {
        let all = subject.forms.whole.iter().enumerate();
        all.filter(|(_, form)| form.kind == Kind::Han && !form.in_halves)
    };
    let mut found = Vec::new();
    for line in page.lines.iter().filter(|l| l.layout == Layout::Horizontal && l.is_sure()) {
        if !hidden.iter().any(|quad| goes_on_below(&line.stored(), quad)) {
            continue;
        }
        let half = |(number, form): (usize, &Form)| {
            let least = form.slots.len().div_ceil(2).max(LEAST_HEAD);
            let cuts = (least..form.slots.len()).rev();
            let mut heads = cuts.filter_map(|cut| head(line, subject.labels(line.size), number, cut));
            heads.find(|head| head.cost < GREEDY && !neighbours::after_dot(line, &head.steps))
        };
        found.extend(forms().find_map(half).map(|head| Finding {
            quad: head.quad,
            shape: Shape::Split,
            how: How::Text,
            score: LIKELY,
            uncertain: true,
        }));
    }
    found
}

/// True when a line may end before slot `cut`: anywhere in Chinese characters, between the words of a name in
/// letters. Forms with initials prove too little.
fn may_break(form: &Form, cut: usize) -> bool {
    match form.kind {
        Kind::Han => true,
        Kind::Pinyin | Kind::Latin => {
            form.slots.get(cut).is_some_and(|s| matches!(s.before, Gap::Word | Gap::Break))
        }
        Kind::Initials | Kind::Script(_) => false,
    }
}

/// A line in which the name continues.
struct Next<'a, 't> {
    second: &'a Line,
    tail: &'t Half,
    /// True when it continues in the same row.
    in_row: bool,
}

/// The nearest of `tails` that continues beside `first`, or else the nearest below it.
fn next<'a, 't>(first: &Line, tails: &'t [(&'a Line, Half)]) -> Option<Next<'a, 't>> {
    let near = |follows: fn(&Quad, &Quad) -> bool| {
        tails.iter().filter(move |(l, _)| follows(&first.on_page, &l.on_page) && is_as_large(first, l))
    };
    let below = near(goes_on_below).min_by(|a, b| top(&a.0.on_page).total_cmp(&top(&b.0.on_page)));
    let row = near(goes_on_beside).min_by(|a, b| left(&a.0.on_page).total_cmp(&left(&b.0.on_page)));
    let in_row = row.is_some();
    row.or(below).map(|(second, tail)| Next { second, tail, in_row })
}

/// What the reader makes on a page of one character of a form that it doesn't know or doubts: 赞 for 赟.
pub struct Misreading<'a> {
    form: &'a Form,
    slot: usize,
    read_as: char,
}

impl<'a> Misreading<'a> {
    /// The misread characters of a name that stands whole in `line`.
    pub fn of(hit: &Hit<'a>, line: &Line) -> Vec<Misreading<'a>> {
        if hit.p < PROVEN || hit.half_read || line.layout != Layout::Horizontal {
            return Vec::new();
        }
        let slots = hit.at.slots.iter().zip(&hit.at.slot_costs).enumerate();
        let doubted = slots.filter(|(_, (_, cost))| **cost > SINGLE);
        let misread = doubted.filter_map(|(slot, (steps, _))| {
            let glyph = line.glyphs.iter().find(|g| g.from < steps.end && steps.start < g.to)?;
            Some(Misreading { form: hit.form, slot, read_as: glyph.char })
        });
        misread.collect()
    }
}

/// One half of a name at an end of a line.
#[derive(Clone)]
struct Half {
    cost: f32,
    steps: Range<usize>,
    quad: Quad,
}

impl Half {
    fn new(line: &Line, steps: Range<usize>, cost: f32, at_end: bool) -> Half {
        // A dot, comma or hyphen at the end of a line belongs to the half.
        let marks = line.glyphs.last().filter(|_| at_end).map_or(0, |g| g.to).max(steps.end);
        Half { cost, quad: Half::quad(line, steps.start..marks), steps }
    }

    fn quad(line: &Line, steps: Range<usize>) -> Quad {
        line.stored_quad(steps.start as f32 - REACH_STEPS..steps.end as f32 + REACH_STEPS)
    }

    /// The same with the place of a dot behind it.
    fn with_dot(self, line: &Line) -> Half {
        let marks = line.glyphs.last().map_or(0, |g| g.to).max(self.steps.end + DOT);
        Half { quad: Half::quad(line, self.steps.start..marks), ..self }
    }
}

/// Least probability of a broken name.
const LIKELY: f32 = 0.5;
/// Highest probability of a broken name, since docs/calibration.md has no curve for halves.
const MOST: f32 = 0.9;
/// Highest cost of a half of one character, which has no other evidence.
const SINGLE: f32 = 0.5;
/// Probability of a whole name that proves how the reader misreads one of its characters.
const PROVEN: f32 = 0.9;
/// Highest cost of a half of several characters.
const HALF: f32 = 8.0;
/// Share of a half's characters that the recogniser doesn't know from which it proves nothing: the middle, never tuned.
const UNKNOWN: f32 = 0.5;
/// Fewest characters of a head that proves something without the rest.
const LEAST_HEAD: usize = 2;
/// Steps behind a head in which the dot of its name stands, read or not: on a fax it isn't.
const DOT: usize = 4;
/// Steps of ink beyond the first and last step of a half.
const REACH_STEPS: f32 = 3.0;

/// Slots of a form at the end, or at the start, of a line.
fn half(line: &Line, labels: &Labels, slots: &[LabelSlot], at_end: bool) -> Option<Half> {
    let limit = if slots.len() == 1 { SINGLE } else { HALF };
    let unknown = slots.iter().filter(|s| s.unknown).count();
    let form = LabelForm { form: 0, slots: slots.to_vec(), unknown };
    if form.unknown as f32 >= UNKNOWN * form.slots.len() as f32 {
        return None;
    }
    let letters = || line.glyphs.iter().filter(|g| g.char.is_alphanumeric());
    let hits = align(&line.posteriors, &form, labels, limit);
    let hit = hits.into_iter().find(|hit| {
        let steps = hit.steps();
        // The greedy reading may place the same glyph one step further.
        if at_end {
            letters().all(|g| g.from < steps.end + 1)
        } else {
            letters().all(|g| g.to + 1 > steps.start)
        }
    })?;
    Some(Half::new(line, hit.steps(), hit.cost, at_end))
}

/// The half of one character that is read as `read_as` at the end, or at the start, of a line.
fn misread(line: &Line, read_as: char, at_end: bool) -> Option<Half> {
    let mut letters = line.glyphs.iter().filter(|g| g.char.is_alphanumeric());
    let glyph = if at_end { letters.next_back() } else { letters.next() }?;
    (glyph.char == read_as).then(|| Half::new(line, glyph.from..glyph.to, SINGLE, at_end))
}

/// The first `cut` characters at the end of a line.
fn head(line: &Line, labels: &Labels, number: usize, cut: usize) -> Option<Half> {
    let slots = slots(labels, number)?;
    let head = half(line, labels, slots.get(..cut)?, true)?;
    let is_dotted = slots.get(cut).is_some_and(|s| s.gap == Gap::Dots);
    Some(if is_dotted { head.with_dot(line) } else { head })
}

/// The others at the start of a line.
fn tail(line: &Line, labels: &Labels, number: usize, cut: usize) -> Option<Half> {
    half(line, labels, slots(labels, number)?.get(cut..)?, false)
}

/// The slots of the form of that number, as the recogniser spells them.
fn slots(labels: &Labels, number: usize) -> Option<&[LabelSlot]> {
    labels.whole.iter().find(|f| f.form == number).map(|f| f.slots.as_slice())
}

/// How far below a line, in line heights, the next one begins at least and at most.
const BELOW: f32 = 0.5;
const REACH: f32 = 2.6;

fn top(quad: &Quad) -> f32 {
    quad.start().y
}

fn left(quad: &Quad) -> f32 {
    quad.0[0].x
}

/// True when `second` can be the next line of the text that `first` belongs to.
fn goes_on_below(first: &Quad, second: &Quad) -> bool {
    let height = first.height().min(second.height());
    let ([.., first_end, _], [second_start, ..]) = (first.0, second.0);
    // The middle of a long slanted line lies below the beginning of the next.
    let (_, below) = first.in_row(second.start());
    below > BELOW * height
        && below < REACH * first.height().max(second.height())
        && second_start.x < first_end.x
}

/// How far apart, in line heights, the parts of a widely spaced name may stand.
const SPACE: f32 = 2.6;
/// How far, in line heights, the quads of two words of one row may overlap: a detector's quads reach up to a quarter of the
/// height beyond the ink at either end.
pub(super) const OVERLAP: f32 = 0.5;
/// How far off the row, in line heights, the second word may begin: less than half a line.
const OFF_ROW: f32 = 0.5;
/// Largest ratio of the heights of two parts of one name: quads are loose, and a title's lines differ from body text by more.
const HEIGHTS: f32 = 1.6;

/// The same of the distances of their glyphs, which vary less; and the fewest glyphs that tell it.
const PITCHES: f32 = 1.25;
const TELLING: usize = 4;

/// True when `second` can be the rest of the row that `first` begins: the detector takes 张　　伟 for two words.
fn goes_on_beside(first: &Quad, second: &Quad) -> bool {
    let height = first.height().max(second.height());
    let ([a, first_end, ..], [second_start, ..]) = (first.0, second.0);
    let (gap, off) = second_start.along(first_end, a.direction(first_end));
    (-OVERLAP * height..SPACE * height).contains(&gap) && off.abs() < OFF_ROW * height
}

/// True when two lines are print of one size. The quad of a long line on a bent page is higher than its print, so the distance of
/// glyphs may say so too.
fn is_as_large(first: &Line, second: &Line) -> bool {
    let alike = |a: f32, b: f32, most: f32| a < most * b && b < most * a;
    alike(first.on_page.height(), second.on_page.height(), HEIGHTS)
        || pitch(first).zip(pitch(second)).is_some_and(|(a, b)| alike(a, b, PITCHES))
}

/// Distance of neighbouring glyphs of a line, in pixels of the page: the middle one of all.
fn pitch(line: &Line) -> Option<f32> {
    let mut steps: Vec<usize> = line
        .glyphs
        .iter()
        .zip(line.glyphs.iter().skip(1))
        .map(|(a, b)| b.from.saturating_sub(a.from))
        .collect();
    steps.sort_unstable();
    let middle = *steps.get(steps.len() / 2).filter(|_| steps.len() + 1 >= TELLING)?;
    Some(line.page_quad(0.0..middle as f32).width())
}
