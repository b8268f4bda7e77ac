//! Hints of the first reader for the second: the lines that are worth a look, those that are not, and the characters that
//! it should find.

use super::second::Scope;
use crate::find::{Search, spot};
use crate::geometry::{Quad, Rect};
use crate::mask::Masked;
use crate::page::line::Line;
use crate::pixels::marks::Marks;
use crate::pixels::views;

/// What the first reader knows of a page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Hints {
    /// Its lines that are read whether the second reader finds them or not, in the page's grid: those that are worth a second look for
    /// [`Scope::Boxes`], the sample for [`Scope::Unsure`].
    pub lines: Vec<Quad>,
    /// The parts of the page that hold more than its [explained](Self::explained) lines; `None` where the second reader looks at all of it.
    pub parts: Option<Vec<Rect>>,
    /// Its lines that are not worth one; used by [`Scope::Unsure`].
    pub explained: Vec<Quad>,
    /// Characters outside of the boxes that it is sure of, in lines that the second reader is to read.
    pub known: Vec<char>,
}

/// The second reader reads one in this many of the lines that the first is sure of and that show no sign of the name. A name
/// that the first reader surely misreads, it misreads in more than one line; and a second reader that reads nothing must be
/// noticed. Chosen by hand: a quarter of these lines costs little.
const SAMPLE: usize = 4;
/// Share of a page beyond which its parts aren't worth being cut out.
const MOST: f32 = 0.7;
/// Marks larger than this share of a page are its tables, whose print stands apart from their ruling.
const TABLE: f32 = 0.1;
/// How far around a mark the second reader is shown what stands there, in the mark's longer sides: the rest of a name, and a row of
/// print above and below.
const AROUND: (f32, f32) = (3.0, 1.0);
/// How far above and below an explained line its marks may lie, in its heights.
const BEYOND: f32 = 0.1;

impl Hints {
    /// The hints for reading `masked`.
    pub fn of(search: &Search, masked: &Masked, scope: Scope) -> Hints {
        let lines = || search.page.lines.iter();
        let at_a_box = |line: &Line| {
            let quad = line.stored();
            touched(&quad.grown(quad.height(), quad.height()), masked)
        };
        let sign = |line: &Line| {
            let subject = search.subject;
            !spot::spot(line, &subject.forms, subject.labels(line.size)).is_empty()
        };
        match scope {
            Scope::Off => Hints::default(),
            Scope::Boxes => {
                let worth = lines().filter(|l| at_a_box(l) || sign(l));
                Hints { lines: worth.map(|l| l.on_page).collect(), ..Hints::default() }
            }
            Scope::Unsure => {
                let plain: Vec<&Line> =
                    sure(search, masked).into_iter().filter(|l| !at_a_box(l) && !sign(l)).collect();
                let page = search.page;
                let parts = unexplained(&page.marks, page.pages.page().dimensions(), &plain);
                let sample = || plain.iter().step_by(SAMPLE).copied();
                let rest = plain.iter().enumerate().filter(|(i, _)| i % SAMPLE != 0).map(|(_, l)| l.on_page);
                let known = text(sample());
                match parts {
                    // A line of the sample needn't be found: to find it, half of the page would have to be looked at.
                    Some(_) => Hints {
                        lines: sample().map(|l| l.on_page).collect(),
                        parts,
                        explained: plain.iter().map(|l| l.on_page).collect(),
                        known,
                    },
                    None => Hints { lines: Vec::new(), parts, explained: rest.collect(), known },
                }
            }
            Scope::Page => Hints { known: text(sure(search, masked).into_iter()), ..Hints::default() },
        }
    }
}

/// The parts of a page of `w` × `h` pixels around `marks` that none of its `plain` lines explains; `None` where all of it is to be
/// looked at.
fn unexplained(marks: &Marks, (w, h): (u32, u32), plain: &[&Line]) -> Option<Vec<Rect>> {
    if views::is_odd(w, h) || marks.are_few() {
        return None;
    }
    let Marks { glyphs, large, on_colour } = marks;
    let share = |r: &Rect| r.w as f32 * r.h as f32 / (w as f32 * h as f32);
    let explain: Vec<Quad> =
        plain.iter().map(|l| l.on_page.grown(0.0, BEYOND * l.on_page.height())).collect();
    let is_left = |mark: &&Rect| !explain.iter().any(|line| mark.quad().lies_on(line));
    let marks = glyphs.iter().chain(on_colour).chain(large.iter().filter(|m| share(m) < TABLE));
    let around = |mark: &Rect| {
        let side = mark.w.max(mark.h) as f32;
        mark.grown((AROUND.0 * side) as u32, (AROUND.1 * side) as u32).clip(w, h)
    };
    let parts = Rect::joined(marks.filter(is_left).filter_map(around));
    (parts.iter().map(share).sum::<f32>() < MOST).then_some(parts)
}

/// The lines outside of the boxes that the first reader is sure of.
///
/// Only lines of the first look count, since the second reader may not see what was read in another light. Each place counts
/// once: in both halves of the sample, it would be asked for although it is left out.
fn sure<'a>(search: &Search<'a>, masked: &Masked) -> Vec<&'a Line> {
    let mut sure: Vec<&Line> = Vec::new();
    for line in search.page.lines.iter().take(search.page.first_look) {
        let is_known = || sure.iter().any(|l| l.on_page.meets(&line.on_page));
        if line.is_sure() && !touched(&line.stored(), masked) && !is_known() {
            sure.push(line);
        }
    }
    sure
}

fn text<'a>(lines: impl Iterator<Item = &'a Line>) -> Vec<char> {
    lines.flat_map(|l| l.glyphs.iter().map(|g| g.char)).collect()
}

/// True when a painted rectangle reaches into `quad` (stored grid).
fn touched(quad: &Quad, masked: &Masked) -> bool {
    masked.painted().any(|r| r.quad().touches(quad))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::line::made;

    #[test]
    fn parts_hold_the_marks_that_no_line_explains() {
        let line = made::line("工作单位", Quad::from_bounds(100.0, 100.0, 500.0, 130.0), 1.0);
        let mark = |x: u32, y: u32| Rect { x, y, w: 20, h: 22 };
        let explained = |count: u32| (0..count).map(|i| mark(104 + i % 18 * 21, 104));
        let marks = |count: u32, more: &[Rect]| Marks {
            glyphs: explained(count).chain(more.iter().copied()).collect(),
            large: vec![Rect { x: 50, y: 50, w: 1100, h: 1500 }],
            ..Marks::default()
        };
        let parts = |marks: &Marks, size: (u32, u32)| unexplained(marks, size, &[&line]);
        assert_eq!(parts(&marks(120, &[]), (1200, 1600)), Some(Vec::new()), "a table and its print");
        let found = parts(&marks(120, &[mark(600, 900), mark(640, 900)]), (1200, 1600));
        assert_eq!(found, Some(vec![Rect { x: 534, y: 878, w: 192, h: 66 }]));
        assert_eq!(parts(&marks(20, &[]), (1200, 1600)), None, "hardly a mark");
        assert_eq!(parts(&marks(120, &[]), (600, 1600)), None, "a strip");
        let all: Vec<Rect> = (0..400).map(|i| mark(20 + i % 20 * 55, 200 + i / 20 * 60)).collect();
        assert_eq!(parts(&marks(120, &all), (1200, 1600)), None, "as good as the whole page");
    }
}
