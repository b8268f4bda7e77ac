//! A cell of a table among the lines of a page: which way its row runs, and which lines stand above and below it.
//!
//! It knows places only. [`own_row`](super::own_row) and [`foreign`](super::foreign) say what a column tells of people.

use crate::geometry::{Point, Quad};
use crate::page::line::Line;

/// Other people in a column that make it a list: a form with a spouse or a witness has fewer.
pub(super) const PEOPLE: usize = 3;
/// Least width, in its own heights, of a line whose direction counts, and how far above or below, in heights, it may lie.
const WIDE: f32 = 4.0;
const NEARBY: f32 = 8.0;

/// A cell, on the page.
pub(super) struct Cell {
    pub quad: Quad,
    /// The direction of its row.
    pub along: Point,
    pub height: f32,
}

impl Cell {
    /// The cell in `quad`; `sure` are the lines that were surely read.
    pub fn new(quad: Quad, sure: &[&Line]) -> Cell {
        Cell { quad, along: direction(&quad, sure), height: quad.height() }
    }

    /// How far below this cell's row a point lies, in pixels.
    pub fn off(&self, p: Point) -> f32 {
        p.along(self.quad.center(), self.along).1
    }

    /// True when `other` stands in the same column: more than `apart` heights above or below, and with its middle or its
    /// beginning less than `aside` heights beside this cell's.
    pub fn shares_column(&self, other: &Quad, apart: f32, aside: f32) -> bool {
        let (middle, off) = other.center().along(self.quad.center(), self.along);
        let begin = other.0[0].along(self.quad.0[0], self.along).0;
        off.abs() > apart * self.height && middle.abs().min(begin.abs()) < aside * self.height
    }
}

/// The direction of the rows around `quad`: the middle one of the wide lines nearby, since that of a short cell is noisy.
pub(super) fn direction(quad: &Quad, sure: &[&Line]) -> Point {
    let own = quad.0[0].direction(quad.0[1]);
    let wide = |l: &&&Line| {
        l.on_page.width() > WIDE * l.on_page.height()
            && l.on_page.center().along(quad.center(), own).1.abs() < NEARBY * quad.height()
    };
    let mut directions: Vec<Point> =
        sure.iter().filter(wide).map(|l| l.on_page.0[0].direction(l.on_page.0[1])).collect();
    directions.sort_by(|a, b| a.y.atan2(a.x).total_cmp(&b.y.atan2(b.x)));
    directions.get(directions.len() / 2).copied().unwrap_or(own)
}
