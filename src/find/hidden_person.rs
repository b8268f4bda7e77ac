//! Rows of a list of people in which a stamp hides the name, or in which nobody could read it.
//!
//! The other rows of the column were read as names, and stand as far from each other as rows do. What stands in the gap, under a stamp
//! or in a hand or a script that isn't read, may be the applicant, unless the list names the applicant elsewhere.

use std::cell::OnceCell;

use super::column::Cell;
use super::field::names;
use super::person::{is_names, is_phrase};
use super::words::Words;
use super::{Finding, How, Search, under_stamp, unread};
use crate::geometry::{Point, Quad};
use crate::page::line::{Layout, Line};

/// Confidence from which a line names people or says what stands in a cell.
const READ: f32 = 0.6;
/// Confidence of print that no other lies under.
const CLEAN: f32 = 0.9;
/// How far apart, in line heights, the middles or the beginnings of two names of one column lie at most, and from where on one
/// stands in another row.
const ALIGNED: f32 = 1.0;
const OTHER_ROW: f32 = 0.9;
/// Other names beside one that make a column: with a gap between them they tell how far apart rows stand.
const OTHERS: usize = 2;
/// How far off a whole number of rows, in rows, a gap may be: pages are bent.
const OFF: f32 = 0.2;
/// Share of the gaps that are a whole number of rows: of any numbers two in five are by chance.
const MOSTLY: f32 = 0.75;
/// Most rows that a stamp hides, one below the other.
const MOST: f32 = 2.0;
/// Fewest rows of a list, of which one that isn't under a stamp may be missing because nobody could read it: a form with a few people has
/// other things between them.
const LIST: usize = 4;
/// Least width and height, in line heights, of what nobody could read and may be a name.
const LEAST: (f32, f32) = (1.0, 0.4);

/// The cells of lists of people that a stamp hides, or that weren't read; `found` are the names that were found.
pub fn cells(search: &Search, found: &[Finding]) -> Vec<Finding> {
    let page = search.page;
    let read = |l: &&Line| l.layout == Layout::Horizontal && l.confidence() > READ;
    let sure: Vec<&Line> = page.lines.iter().filter(read).collect();
    let people: Vec<&Line> = sure.iter().filter(|l| is_names(&l.text())).copied().collect();
    // Few lists have gaps, and what they are compared with takes time.
    let stamps: OnceCell<Vec<&Line>> = OnceCell::new();
    let of_stamps = || page.lines.iter().filter(|l| is_stamp(l, &search.context.words)).collect();
    let known: OnceCell<Vec<Quad>> = OnceCell::new();
    let of_known = || under_stamp::stamps(page);
    let unread: OnceCell<Vec<Quad>> = OnceCell::new();
    let seek = || unread::places(page, &names(&search.subject.forms).concat());
    let mut hidden: Vec<Quad> = Vec::new();
    for person in &people {
        let Some(column) = Column::of(person, &people, &sure) else { continue };
        let whole = column.whole().map(|p| page.map.to_stored(p));
        if found.iter().any(|f| !f.uncertain && f.quad.lies_on(&whole)) {
            continue;
        }
        for cell in column.gaps() {
            let may_be_name = |mark: &&Quad| {
                let (width, height) = (mark.width() / cell.height(), mark.height() / cell.height());
                mark.lies_on(&cell) && width > LEAST.0 && height > LEAST.1
            };
            let is_read = || sure.iter().any(|l| l.on_page.meets(&cell));
            let is_marked = || unread.get_or_init(seek).iter().any(|m| may_be_name(&m));
            let is_unread = || column.rows.len() >= LIST && !is_read() && is_marked();
            let is_doubted = || stamps.get_or_init(of_stamps).iter().any(|l| l.on_page.meets(&cell));
            // One that was read as it is may lie half a row higher than what it hides.
            let is_known = || known.get_or_init(of_known).iter().any(|stamp| stamp.touches(&cell));
            let is_stamped = || is_doubted() || is_known();
            if (is_stamped() || is_unread()) && !hidden.iter().any(|other| other.meets(&cell)) {
                hidden.push(cell);
            }
        }
    }
    hidden.iter().map(|cell| Finding::unread(cell.map(|p| page.map.to_stored(p)), How::Field)).collect()
}

/// The names of one column, from the first of its rows to the last.
struct Column {
    /// The cell that the others are measured from.
    cell: Cell,
    /// How far each row lies below the cell's, in pixels.
    rows: Vec<f32>,
    /// Where the names begin and end along the row, from the cell's middle.
    ends: (f32, f32),
}

impl Column {
    /// The column of `person`, if it is a list.
    fn of(person: &Line, people: &[&Line], sure: &[&Line]) -> Option<Column> {
        let cell = Cell::new(person.on_page, sure);
        let shares = |other: &&&Line| cell.shares_column(&other.on_page, OTHER_ROW, ALIGNED);
        let others: Vec<Quad> = people.iter().filter(shares).map(|l| l.on_page).collect();
        if others.len() < OTHERS {
            return None;
        }
        let all = || others.iter().chain([&cell.quad]);
        let at = |p: Point| p.along(cell.quad.center(), cell.along).0;
        let begin = all().map(|q| at(q.start())).fold(f32::MAX, f32::min);
        let end = all().map(|q| at(q.end())).fold(f32::MIN, f32::max);
        let mut rows: Vec<f32> = all().map(|q| cell.off(q.center())).collect();
        rows.sort_by(f32::total_cmp);
        Some(Column { cell, rows, ends: (begin, end) })
    }

    /// All of it, from the first row to the last.
    fn whole(&self) -> Quad {
        let [first, last] = [self.rows.first(), self.rows.last()].map(|row| self.at(*row.unwrap_or(&0.0)));
        let ([a, b, ..], [.., c, d]) = (first.0, last.0);
        Quad([a, b, c, d])
    }

    /// The places between its rows where others belong.
    fn gaps(&self) -> Vec<Quad> {
        let steps = || self.rows.iter().zip(self.rows.iter().skip(1)).map(|(a, b)| (*a, b - a));
        let apart = |step: &f32| *step > OTHER_ROW * self.cell.height;
        let mut all: Vec<f32> = steps().map(|(_, step)| step).filter(apart).collect();
        all.sort_by(f32::total_cmp);
        let Some(pitch) = pitch(&all) else { return Vec::new() };
        let between = |(above, step): (f32, f32)| {
            let rows = (step / pitch).round();
            let fits = (2.0..=MOST + 1.0).contains(&rows) && is_whole(step, pitch);
            let missing = if fits { rows as usize - 1 } else { 0 };
            (1..=missing).map(move |i| above + step * i as f32 / rows)
        };
        steps().flat_map(between).map(|off| self.at(off)).collect()
    }

    /// The cell `off` pixels below the row of the first one, as wide as the column.
    fn at(&self, off: f32) -> Quad {
        let (origin, along) = (self.cell.quad.center(), self.cell.along);
        let half = self.cell.height / 2.0;
        let corner = |x: f32, y: f32| {
            Point::new(origin.x + along.x * x - along.y * y, origin.y + along.y * x + along.x * y)
        };
        let ((l, r), (t, b)) = (self.ends, (off - half, off + half));
        Quad([corner(l, t), corner(r, t), corner(r, b), corner(l, b)])
    }
}

/// The distance of neighbouring rows, from the sorted `steps` between those that were read: the shortest step that most others are
/// multiples of, evened out over them. In a hand-written list half of the rows may not have been read.
fn pitch(steps: &[f32]) -> Option<f32> {
    let fit = |pitch: f32| steps.iter().filter(move |step| is_whole(**step, pitch));
    let shortest = steps.iter().copied().find(|p| fit(*p).count() as f32 >= MOSTLY * steps.len() as f32)?;
    let each = fit(shortest).map(|step| step / (step / shortest).round());
    Some(each.sum::<f32>() / fit(shortest).count() as f32)
}

/// True where `step` is a whole number of rows.
fn is_whole(step: f32, pitch: f32) -> bool {
    (step / pitch - (step / pitch).round()).abs() < OFF
}

/// True for a line of a stamp over other print: it is made of words, and the print beneath makes it doubtful.
fn is_stamp(line: &Line, words: &Words) -> bool {
    let text = line.text();
    line.confidence() < CLEAN && !is_names(&text) && is_phrase(&text, words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_told_where_most_were_not_read() {
        let apart = |steps: &[f32]| pitch(steps).map_or(0.0, f32::round);
        assert_eq!(apart(&[110.0, 242.0, 327.0, 334.0, 450.0]), 111.0);
        assert_eq!(apart(&[50.0, 51.0, 52.0, 103.0]), 51.0);
        assert_eq!(apart(&[]), 0.0);
    }
}
