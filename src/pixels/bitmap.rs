//! Which pixels of a picture are ink, and what may be asked about them: what lies on a way, what stays without ruling.
//!
//! It knows places; neither colours nor what the ink is.

use super::areas::{Area, connected, widened};
use crate::geometry::{Point, Quad};

/// Length of a straight line of a table or a form, as a share of the longer side: longer than the side of a seal.
const RULING: f32 = 0.14;

/// Places along each side of a quad at which its ink is looked at.
const PLACES: usize = 24;

/// Which pixels are ink.
pub struct Bitmap {
    /// True for ink, row by row.
    pub ink: Vec<bool>,
    /// Pixels in a row.
    pub columns: usize,
}

impl Bitmap {
    /// The ink of `area` alone, and the corner of the grid, `columns` wide, at which it begins.
    pub fn of(area: &Area, columns: usize) -> (Point, Bitmap) {
        let (left, top, width) = (area.columns.start, area.rows.start, area.columns.len());
        let mut own = Bitmap { ink: vec![false; width * area.rows.len()], columns: width };
        for at in &area.places {
            own.ink[(at / columns - top) * width + at % columns - left] = true;
        }
        (Point::new(left as f32, top as f32), own)
    }

    /// The pieces of ink.
    pub fn areas(&self) -> Vec<Area> {
        connected(self.columns, self.ink.len() / self.columns.max(1), &self.ink)
    }

    /// True for ink at a place.
    pub fn has(&self, at: usize) -> bool {
        self.ink.get(at) == Some(&true)
    }

    /// True for ink at a point; out of the picture there is none.
    pub fn at(&self, p: Point) -> bool {
        let within = p.x >= 0.0 && p.y >= 0.0 && (p.x as usize) < self.columns;
        within && self.has(p.y as usize * self.columns + p.x as usize)
    }

    /// True when there is ink on the way from `outside` to `inside`, seen at every pixel.
    pub fn between(&self, outside: Point, inside: Point) -> bool {
        let steps = outside.distance(inside).ceil().max(1.0) as usize * 2;
        (0..=steps).any(|i| self.at(outside.toward(inside, i as f32 / steps as f32)))
    }

    /// The share of `quad` that is ink, seen at a grid of places.
    pub fn share(&self, quad: &Quad) -> f32 {
        let [a, b, c, d] = quad.0;
        let part = |i: usize| (i as f32 + 0.5) / PLACES as f32;
        let places = (0..PLACES * PLACES)
            .map(|i| a.toward(b, part(i % PLACES)).toward(d.toward(c, part(i % PLACES)), part(i / PLACES)));
        places.filter(|p| self.at(*p)).count() as f32 / (PLACES * PLACES) as f32
    }

    /// With all pixels up to `by` pixels away from ink, along rows and columns.
    pub fn widened(&self, by: usize) -> Bitmap {
        Bitmap { ink: widened(&self.ink, self.columns, by), columns: self.columns }
    }

    /// Without the straight lines of tables and forms.
    pub fn without_ruling(&self) -> Bitmap {
        let mut left = Bitmap { ink: self.ink.clone(), columns: self.columns };
        let rows = self.ink.len() / self.columns.max(1);
        let least = (RULING * self.columns.max(rows) as f32) as usize;
        for (step, lines, length) in [(1, rows, self.columns), (self.columns, self.columns, rows)] {
            let across = if step == 1 { self.columns } else { 1 };
            for line in 0..lines {
                let place = |i: usize| line * across + i * step;
                // A line that is a little askew goes on in the next row.
                let inked = |i: usize| {
                    let at = place(i);
                    self.has(at)
                        || self.has(at + across)
                        || at.checked_sub(across).is_some_and(|b| self.has(b))
                };
                let mut start = 0;
                for i in 0..=length {
                    if i < length && inked(i) {
                        continue;
                    }
                    if i - start >= least {
                        (start..i).for_each(|k| left.ink[place(k)] = false);
                    }
                    start = i + 1;
                }
            }
        }
        left
    }
}
