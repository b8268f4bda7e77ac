//! The own row of a list of people: marks that nobody could read, beside the own name, are the person's signature or seal. So is what was
//! read in a column in which the others' names stand once more.
//!
//! Wage sheets and sign-in sheets name a person in one column and let the person sign or seal in another. Hands and worn
//! seals are read worst, but their row tells whose they are. Needs the own name, surely read in one cell, and other
//! people's names in the same column; where a second name stands in the row, that person's half begins.

use std::cell::OnceCell;

use super::column::{Cell, PEOPLE, direction};
use super::field::names;
use super::part::is_named;
use super::{Finding, How, Search, broken, person, unread};
use crate::geometry::{Point, Quad, Rect};
use crate::page::Page;
use crate::page::line::{Layout, Line};
use crate::target::han::simplified;

/// Confidence from which a cell guides along the row.
const READ: f32 = unread::READ;
/// Probability from which a name that a person confirms tells its row, where a column repeats the others' names.
const LIKELY: f32 = 0.9;
/// How far apart, in line heights, the middles or the beginnings of two names of one column lie at most.
const ALIGNED: f32 = 1.0;
/// Most difference of two rows' heights of print, as a factor.
const ALIKE: f32 = 1.6;
/// Least and most distance of neighbouring rows, in line heights.
const PITCH: (f32, f32) = (1.1, 5.0);
/// How far off the row, in line heights, the middle of a cell lies at most that belongs to it.
const OFF_ROW: f32 = 0.6;
/// How far, in line heights, the quads of two neighbouring cells may overlap.
const OVERLAP: f32 = broken::OVERLAP;
/// From where on along the row, in line heights, the way from the name to a cell tells the row's direction.
const FAR: f32 = 8.0;
/// Most distance of marks of one signature or seal, in line heights.
const APART: f32 = 0.6;
/// Least width and height of a signature or seal, in line heights.
const LEAST: (f32, f32) = (1.2, 0.7);
/// Most height of one, in rows: hands and seals reach into the neighbouring rows.
const MOST_ROWS: f32 = 1.8;
/// Paper around it, in line heights.
const MARGIN: f32 = 0.12;

/// Unread marks in the rows of sure findings, and what repeats those and likely ones.
pub fn unread(search: &Search, found: &[Finding]) -> Vec<Finding> {
    let page = search.page;
    let read = |l: &&Line| l.layout == Layout::Horizontal && l.confidence() > READ;
    let sure: Vec<&Line> = page.lines.iter().filter(read).collect();
    let places = OnceCell::new();
    let seek = || unread::places(page, &names(&search.subject.forms).concat());
    let mut out: Vec<Finding> = Vec::new();
    for own in found.iter().filter(|f| is_named(f) && (!f.uncertain || f.score >= LIKELY)) {
        let Some(row) = Row::of(own, &sure) else { continue };
        let unread = if own.uncertain { Vec::new() } else { row.unread(page, places.get_or_init(seek)) };
        for quad in unread.into_iter().chain(row.repeated()) {
            let quad = quad.map(|p| page.map.to_stored(p));
            if !found.iter().chain(&out).any(|f| quad.meets(&f.quad)) {
                out.push(Finding::unread(quad, How::Signature));
            }
        }
    }
    out
}

/// A row of a list, from the own name to the right.
struct Row<'a> {
    /// Middles of the cells, from the own name on; the row goes on straight behind the last.
    middles: Vec<Point>,
    along: Point,
    /// From where to where along the row, from the first middle.
    from: f32,
    to: f32,
    /// Height of the name's line, and distance of neighbouring rows.
    height: f32,
    pitch: f32,
    /// The other names of its column, and all lines that were read.
    people: Vec<&'a Line>,
    sure: &'a [&'a Line],
}

impl<'a> Row<'a> {
    fn of(own: &Finding, sure: &'a [&'a Line]) -> Option<Row<'a>> {
        let line = sure.iter().find(|l| own.quad.lies_on(&l.stored()))?;
        let stored = line.stored();
        let along_stored = stored.0[0].direction(stored.0[1]);
        let share = |p: Point| p.along(stored.0[0], along_stored).0 / stored.width().max(1.0);
        let name = line.on_page.part(share(own.quad.0[0]).max(0.0), share(own.quad.0[1]).min(1.0));
        let (height, center) = (line.on_page.height(), name.center());
        let along = direction(&line.on_page, sure);
        let cell = Cell { quad: name, along, height };

        let is_in_column = |other: &&&Line| {
            let alike = other.on_page.height() / height;
            cell.shares_column(&other.on_page, PITCH.0, ALIGNED)
                && alike < ALIKE
                && alike > 1.0 / ALIKE
                && is_name(other)
        };
        let people: Vec<&Line> = sure.iter().filter(is_in_column).copied().collect();
        let pitch =
            people.iter().map(|other| cell.off(other.on_page.center()).abs()).fold(f32::MAX, f32::min);
        if people.len() < PEOPLE || pitch > PITCH.1 * height {
            return None;
        }
        let from = name.0[1].along(center, along).0;
        let mut row = Row { middles: vec![center], along, from, to: f32::MAX, height, pitch, people, sure };
        row.follow();
        Some(row)
    }

    /// Goes from cell to cell to the right, up to another person's name.
    fn follow(&mut self) {
        let mut reached = self.from;
        loop {
            let next = self
                .sure
                .iter()
                .filter(|l| self.off(l.on_page.center()).abs() < OFF_ROW * self.height)
                .map(|l| (self.at(l.on_page.0[0]), *l))
                .filter(|(begin, l)| {
                    *begin > reached - OVERLAP * self.height && self.at(l.on_page.center()) > reached
                })
                .min_by(|a, b| a.0.total_cmp(&b.0));
            let Some((begin, cell)) = next else { return };
            if is_name(cell) {
                self.to = begin;
                return;
            }
            reached = self.at(cell.on_page.0[1]).max(self.at(cell.on_page.center()));
            self.middles.push(cell.on_page.center());
        }
    }

    fn at(&self, p: Point) -> f32 {
        self.middles.first().map_or(0.0, |first| p.along(*first, self.along).0)
    }

    /// How far below the row a point lies, in pixels of the page: the row bends with its cells.
    fn off(&self, p: Point) -> f32 {
        let at = self.at(p);
        let before = self.middles.iter().rfind(|m| self.at(**m) <= at).or(self.middles.first());
        let after = self.middles.iter().find(|m| self.at(**m) > at);
        match (before, after) {
            (Some(a), Some(b)) if self.at(*b) > self.at(*a) => p.along(*a, a.direction(*b)).1,
            (Some(a), _) => {
                // Behind the last cell the whole row's direction holds: that of one cell is noisy.
                let along = self.middles.first().filter(|f| self.at(*a) > FAR * self.height && *f != a);
                p.along(*a, along.map_or(self.along, |f| f.direction(*a))).1
            }
            _ => f32::MAX,
        }
    }

    /// True for a point that lies nearer to this row than to the next ones.
    fn holds(&self, p: Point) -> bool {
        let at = self.at(p);
        at > self.from && at < self.to && self.off(p).abs() < self.pitch / 2.0
    }

    /// True when the names above and below a place aren't those of its rows: it stands in a second column of people.
    fn is_under_others(&self, place: &Rect) -> bool {
        let ends = |q: &Quad| (self.at(q.0[0]), self.at(q.0[1]));
        let (from, to) = ends(&place.quad());
        let above = |l: &&&Line| {
            let (begin, end) = ends(&l.on_page);
            begin < to && end > from && l.is_sure() && is_name(l)
        };
        let anothers = |l: &&&Line| !self.people.iter().any(|p| is_like(l, p));
        self.sure.iter().filter(above).filter(anothers).count() >= PEOPLE
    }

    /// The row's cells in columns where the other people's names are written once more, as in sheets that each signs: whatever was read there.
    fn repeated(&self) -> Vec<Quad> {
        let in_row = |l: &&&Line| {
            let center = l.on_page.center();
            self.at(center).abs() > self.from && self.off(center).abs() < OFF_ROW * self.height
        };
        let repeats = |cell: &Line, person: &Line| {
            let below = self.off(person.on_page.center());
            let beside = |l: &&Line| {
                let center = l.on_page.center();
                let aside = (self.at(center) - self.at(cell.on_page.center())).abs();
                let begin = (self.at(l.on_page.0[0]) - self.at(cell.on_page.0[0])).abs();
                aside.min(begin) < ALIGNED * self.height
                    && (self.off(center) - below).abs() < OFF_ROW * self.height
            };
            self.sure.iter().copied().filter(beside).any(|l| is_like(l, person))
        };
        let is_signed = |l: &&&Line| self.people.iter().filter(|p| repeats(l, p)).count() >= PEOPLE;
        self.sure.iter().filter(in_row).filter(is_signed).map(|l| l.on_page).collect()
    }

    /// Which of `places`, of marks that no sure reading explains, lie in the row: those large enough for a signature or a seal.
    fn unread(&self, page: &Page, places: &[Quad]) -> Vec<Quad> {
        let most = MOST_ROWS * self.pitch;
        let low = |q: &Quad| self.holds(q.center()) && q.height() < most;
        let places = places.iter().copied().filter(low);
        let fits = |b: &Rect| {
            b.w as f32 > LEAST.0 * self.height && b.h as f32 > LEAST.1 * self.height && (b.h as f32) < most
        };
        unread::groups(page, places, APART * self.height)
            .into_iter()
            .filter(|b| fits(b) && !self.is_under_others(b))
            .map(|b| b.quad().grown(MARGIN * self.height, MARGIN * self.height))
            .collect()
    }
}

/// Share of the longer one's characters that two readings of one name have in common: a half, the middle, never tuned.
const ALIKE_TEXT: f32 = 0.5;

/// True when two readings may be of one name.
fn is_like(a: &Line, b: &Line) -> bool {
    let read = |l: &Line| -> Vec<char> { l.text().chars().map(simplified).collect() };
    let (a, b) = (read(a), read(b));
    let shared = a.iter().filter(|c| b.contains(c)).count();
    shared as f32 >= ALIKE_TEXT * a.len().max(b.len()) as f32
}

/// True for a line that is one person's name.
fn is_name(line: &Line) -> bool {
    person::is_name(&line.text())
}
