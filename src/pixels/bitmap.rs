//! Which pixels of a picture are ink, and what may be asked about them: what lies on a way, what stays without ruling.
//!
//! It knows places; neither colours nor what the ink is.

use std::ops::Range;

use super::areas::{Area, connected, widened};
use crate::geometry::{Point, Quad};

/// Length of a straight line of a table or a form, as a share of the longer side: longer than the side of a seal.
const RULING: f32 = 0.14;

/// Pixels of the shortest piece of such a line in one row: glyphs have shorter ones.
const PIECE: usize = 12;
/// Pixels after which a line may go on in the next row: up to five degrees askew.
const LEVEL: usize = 12;
/// How far above and below a line, in pixels, ink lies that crosses it and stays: lines are thinner.
const BEYOND: usize = 4;
/// How far along the line, in pixels, what crosses it leans there to either side: a seal's side, up to 26 degrees askew.
const LEANING: usize = 2;

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
        let rows = self.ink.len() / self.columns.max(1);
        let least = (RULING * self.columns.max(rows) as f32) as usize;
        let mut left = Bitmap { ink: self.ink.clone(), columns: self.columns };
        for line in self.ruling(least) {
            left.ink[line.start..line.end].fill(false);
        }
        // Columns lie far apart in memory, so that they are looked at as the rows of the picture on its side.
        for line in self.on_its_side().ruling(least) {
            for at in line {
                left.ink[at % rows * self.columns + at / rows] = false;
            }
        }
        left
    }

    /// The bitmap with its columns for rows.
    fn on_its_side(&self) -> Bitmap {
        let rows = self.ink.len() / self.columns.max(1);
        let mut turned = vec![false; rows * self.columns];
        for top in (0..rows).step_by(TILE) {
            for left in (0..self.columns).step_by(TILE) {
                for y in top..(top + TILE).min(rows) {
                    for x in left..(left + TILE).min(self.columns) {
                        turned[x * rows + y] = self.ink[y * self.columns + x];
                    }
                }
            }
        }
        Bitmap { ink: turned, columns: rows }
    }

    /// The places of the straight lines along its rows that are `least` pixels long, without those that ink crosses.
    fn ruling(&self, least: usize) -> Vec<Range<usize>> {
        let (length, lines) = (self.columns, self.ink.len() / self.columns.max(1));
        let row =
            |line: usize| self.ink.get(line.checked_mul(length)?..line.checked_add(1)?.checked_mul(length)?);
        let has = |i: usize, line: usize| line < lines && self.has(line * length + i);
        let mut inked = vec![false; length];
        let mut found: Vec<Range<usize>> = Vec::new();
        for line in 0..lines {
            // A line that is a little askew goes on in the next row.
            inked.fill(false);
            for row in near(line).filter_map(row) {
                inked.iter_mut().zip(row).for_each(|(inked, ink)| *inked |= ink);
            }
            let crosses = |i: usize| {
                let both = |above: usize, below: usize| {
                    has(above, line.wrapping_sub(BEYOND)) && has(below, line + BEYOND)
                };
                (0..=LEANING).any(|by| both(i.wrapping_sub(by), i + by) || both(i + by, i.wrapping_sub(by)))
            };
            let mut start = 0;
            while let Some(first) = inked.get(start..).and_then(|rest| rest.iter().position(|i| *i)) {
                start += first;
                let run = inked[start..].iter().position(|i| !*i).unwrap_or(length - start);
                let end = start + run;
                // Each way begins within the run, in the row that goes on.
                let beyond = || followed(line, end - 1..length, has) + followed(line, (0..=start).rev(), has);
                if run >= least || run >= PIECE && run + beyond() >= least {
                    for at in (start..end).filter(|i| !crosses(*i)).map(|i| line * length + i) {
                        match found.last_mut().filter(|before| before.end == at) {
                            Some(before) => before.end += 1,
                            None => found.push(at..at + 1),
                        }
                    }
                }
                start = end;
            }
        }
        found
    }
}

/// Pixels of a square that is turned at once: its rows and columns stay near the processor.
const TILE: usize = 64;

/// How far `way` leads over ink from `line` on, which may go on in the next line now and then; `has` tells whether a place of a line is ink.
fn followed(mut line: usize, way: impl Iterator<Item = usize>, has: impl Fn(usize, usize) -> bool) -> usize {
    let (mut gone, mut shifts) = (0, 0);
    for i in way {
        let next = near(line).find(|l| has(i, *l));
        let Some(next) = next.filter(|_| shifts * LEVEL <= gone + 2 * LEVEL) else { break };
        shifts += usize::from(next != line);
        (line, gone) = (next, gone + 1);
    }
    gone
}

/// A line and those beside it, the line itself first; the one before the first is out of any picture.
fn near(line: usize) -> impl Iterator<Item = usize> {
    [line, line + 1, line.wrapping_sub(1)].into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ruling_that_is_askew_goes_and_a_frame_on_it_stays() {
        let columns = 600;
        for slope in [0.0, 0.01, 0.03, -0.03] {
            let ruling = |x: usize, y: usize| {
                let middle = 150.0 + slope * (x as f32 - 300.0);
                (x > 20 && x < 580) && (y as f32 - middle).abs() < 1.6
            };
            let frame = |x: usize, y: usize| {
                let (dx, dy) = (x.abs_diff(300), y.abs_diff(170));
                dx.max(dy) <= 30 && dx.max(dy) > 25
            };
            let at = |i: usize| (i % columns, i / columns);
            let ink = (0..columns * 300).map(at).map(|(x, y)| ruling(x, y) || frame(x, y)).collect();
            let left = Bitmap { ink, columns }.without_ruling();
            let of_ruling =
                (0..columns * 300).map(at).filter(|&(x, y)| left.has(y * columns + x) && !frame(x, y));
            assert!(of_ruling.count() < 60, "{slope}: crumbs of its edges");
            let of_frame = (0..columns * 300).map(at).filter(|&(x, y)| frame(x, y));
            let stays = of_frame.clone().filter(|&(x, y)| left.has(y * columns + x)).count();
            assert!(stays as f32 > 0.9 * of_frame.count() as f32, "{slope}");
        }
    }

    /// Once the streak of a scanner through a seal that leans cut its frame in two, since the frame lies elsewhere on either side.
    #[test]
    fn a_frame_that_leans_stays_closed_where_a_line_goes_through_it() {
        let columns = 600;
        for degrees in [0.0_f32, 15.0, -20.0] {
            let (sin, cos) = degrees.to_radians().sin_cos();
            let frame = |x: usize, y: usize| {
                let (dx, dy) = (x as f32 - 310.0, y as f32 - 250.0);
                let out = (dx * cos + dy * sin).abs().max((dy * cos - dx * sin).abs());
                (38.5..40.5).contains(&out)
            };
            let at = (0..columns * 500).map(|i| (i % columns, i / columns));
            let ink = at.clone().map(|(x, y)| (299..301).contains(&x) || frame(x, y)).collect();
            let left = Bitmap { ink, columns }.without_ruling();
            let largest = left.areas().iter().map(|a| a.places.len()).max().unwrap_or(0);
            let whole = at.filter(|&(x, y)| frame(x, y)).count();
            assert!(largest as f32 > 0.95 * whole as f32, "{degrees}: {largest} of {whole}");
        }
    }
}
