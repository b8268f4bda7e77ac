//! Finds frames whose ink is joined with other ink: a seal stamped over the edge of another one, or over an office's ring. What touches is
//! one area, so that such a frame has no outline of its own, but its four sides are straight bars.
//!
//! An area is looked at in many tilts. In each, runs of ink make bars, and two bars across with two bars down make a rectangle. It
//! knows pixels, not what the frame holds.

use std::borrow::Borrow;
use std::ops::Range;

use super::bitmap::Bitmap;
use crate::geometry::{Point, Quad};

/// Tilts in degrees at which frames are looked for, and the step from one to the next: nobody stamps more askew, and a bar that is
/// [`SHORTEST`] long and a step off is still one run of ink.
const TILTS: std::ops::RangeInclusive<i32> = -12..=12;
const STEP: f32 = 2.0;
/// Least length of a bar in pixels: 5 mm of A4.
const SHORTEST: usize = 30;
/// Gaps of a worn bar that are bridged, in pixels.
const GAP: usize = 2;
/// Thickness of a bar, at most, as a share of its length: what is thicker is taken for several bars, so that glyphs close to a side don't
/// make it lose its edge.
const THICK: f32 = 0.22;
/// Bars of each direction that are looked at, the longest first.
const MOST: usize = 24;
/// Share of a side along which its bar runs.
const ALONG: f32 = 0.7;
/// Longer over shorter side of a frame: a column of four characters and 印.
const ASPECT: f32 = 5.5;
/// Share of a frame that its ink fills at most: a star and a picture are full of bars.
const FULL: f32 = 0.62;

/// A straight run of ink.
#[derive(Debug)]
struct Bar {
    /// Across its length.
    across: Range<usize>,
    /// Along its length.
    along: Range<usize>,
}

/// The rectangles of bars in `ink`, with sides of `sides` pixels, in its grid. One frame may be found at several tilts.
pub fn squares(ink: &Bitmap, sides: &Range<f32>) -> Vec<Quad> {
    let rows = ink.ink.chunks_exact(ink.columns.max(1)).enumerate();
    let inked =
        rows.flat_map(|(y, row)| row.iter().enumerate().filter(|(_, ink)| **ink).map(move |(x, _)| (x, y)));
    let inked: Vec<Point> = inked.map(|(x, y)| Point::new(x as f32 + 0.5, y as f32 + 0.5)).collect();
    let size = (ink.columns as f32, (ink.ink.len() / ink.columns.max(1)) as f32);
    let found = TILTS.flat_map(|step| tilted(&inked, &Turn::new(size, step as f32 * STEP), sides));
    found.filter(|quad| ink.share(quad) < FULL).collect()
}

/// The rectangles of bars of the pixels `inked`, as `turn` shows them.
fn tilted(inked: &[Point], turn: &Turn, sides: &Range<f32>) -> Vec<Quad> {
    let [mut rows, mut columns] = [Lines::new(turn.side), Lines::new(turn.side)];
    for p in inked.iter().map(|p| turn.seen(*p)) {
        let (x, y) = (p.x.max(0.0) as usize, p.y.max(0.0) as usize);
        rows.mark(y, x);
        columns.mark(x, y);
    }
    let (across, down) = (rows.bars(), columns.bars());
    let mut found = Vec::new();
    for (top, bottom) in pairs(&across) {
        let height = top.across.start..bottom.across.end;
        if !sides.contains(&(height.len() as f32)) {
            continue;
        }
        let reaches = |bar: &&Bar| covers(&bar.along, &height);
        let upright: Vec<&Bar> = down.iter().filter(reaches).collect();
        for (left, right) in pairs(&upright) {
            let width = left.across.start..right.across.end;
            let (w, h) = (width.len() as f32, height.len() as f32);
            if sides.contains(&w)
                && w.max(h) < ASPECT * w.min(h)
                && covers(&top.along, &width)
                && covers(&bottom.along, &width)
            {
                let (l, r) = (width.start as f32, width.end as f32);
                let (t, b) = (height.start as f32, height.end as f32);
                found.push(Quad::from_bounds(l, t, r, b).map(|p| turn.back(p)));
            }
        }
    }
    found
}

/// A look at a picture about its middle, turned, in a square that holds all of it.
struct Turn {
    /// The direction of its rows, a unit vector.
    along: Point,
    middle: Point,
    side: usize,
}

impl Turn {
    fn new((w, h): (f32, f32), degrees: f32) -> Turn {
        let (sin, cos) = degrees.to_radians().sin_cos();
        Turn {
            along: Point::new(cos, sin),
            middle: Point::new(w / 2.0, h / 2.0),
            side: w.hypot(h).ceil() as usize + 1,
        }
    }

    /// Where a point of the picture is seen.
    fn seen(&self, p: Point) -> Point {
        let ((x, y), half) = (p.along(self.middle, self.along), self.side as f32 / 2.0);
        Point::new(half + x, half + y)
    }

    /// Which point of the picture is seen at `p`.
    fn back(&self, p: Point) -> Point {
        let (half, Point { x: cos, y: sin }) = (self.side as f32 / 2.0, self.along);
        let (x, y) = (p.x - half, p.y - half);
        Point::new(self.middle.x + x * cos - y * sin, self.middle.y + x * sin + y * cos)
    }
}

/// The ink of a square, line by line, with the number of pixels in each.
struct Lines {
    ink: Vec<bool>,
    counts: Vec<usize>,
    side: usize,
}

impl Lines {
    fn new(side: usize) -> Lines {
        Lines { ink: vec![false; side * side], counts: vec![0; side], side }
    }

    fn mark(&mut self, line: usize, place: usize) {
        if let (Some(ink), Some(count)) =
            (self.ink.get_mut(line * self.side + place), self.counts.get_mut(line))
        {
            *count += usize::from(!std::mem::replace(ink, true));
        }
    }

    /// The bars along the lines, in their order; of many the longest.
    fn bars(&self) -> Vec<Bar> {
        let (mut open, mut done): (Vec<Bar>, Vec<Bar>) = (Vec::new(), Vec::new());
        let lines = self.ink.chunks_exact(self.side.max(1)).zip(&self.counts).enumerate();
        // A pixel may have been turned onto its neighbour, which leaves a gap.
        for (y, (line, _)) in lines.filter(|(_, (_, count))| **count >= SHORTEST / 2) {
            let (ended, on): (Vec<Bar>, Vec<Bar>) =
                open.into_iter().partition(|bar: &Bar| bar.across.end < y);
            done.extend(ended);
            open = on;
            for run in runs(line) {
                let goes_on = |bar: &&mut Bar| {
                    let longer = run.len().max(bar.along.len());
                    2 * overlap(&bar.along, &run) > longer
                        && ((y - bar.across.start) as f32) < THICK * longer as f32
                };
                match open.iter_mut().find(goes_on) {
                    Some(bar) => {
                        bar.across.end = y + 1;
                        bar.along = bar.along.start.min(run.start)..bar.along.end.max(run.end);
                    }
                    None => open.push(Bar { across: y..y + 1, along: run }),
                }
            }
        }
        done.extend(open);
        done.sort_by_key(|bar| std::cmp::Reverse(bar.along.len()));
        done.truncate(MOST);
        done.sort_by_key(|bar| bar.across.start);
        done
    }
}

/// The runs of ink in a row.
fn runs(row: &[bool]) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (x, _) in row.iter().enumerate().filter(|(_, ink)| **ink) {
        match found.last_mut().filter(|run| x <= run.end + GAP) {
            Some(run) => run.end = x + 1,
            None => found.push(x..x + 1),
        }
    }
    found.retain(|run| run.len() >= SHORTEST);
    found
}

/// Every pair of bars, the former in order first.
fn pairs<B: Borrow<Bar>>(bars: &[B]) -> impl Iterator<Item = (&Bar, &Bar)> {
    bars.iter().enumerate().flat_map(move |(i, first)| {
        bars.iter().skip(i + 1).map(move |second| (first.borrow(), second.borrow()))
    })
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> usize {
    a.end.min(b.end).saturating_sub(a.start.max(b.start))
}

/// True when a bar runs along most of a side.
fn covers(bar: &Range<usize>, side: &Range<usize>) -> bool {
    overlap(bar, side) as f32 >= ALONG * side.len() as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A square frame of 80 pixels, turned by `degrees` about (150, 150), and a ring of 200 that crosses it.
    fn crossed(degrees: f32) -> Bitmap {
        let (sin, cos) = degrees.to_radians().sin_cos();
        let ink = (0..300 * 300).map(|i| {
            let (x, y) = ((i % 300) as f32 + 0.5, (i / 300) as f32 + 0.5);
            let (dx, dy) = (x - 150.0, y - 150.0);
            let (u, v) = ((dx * cos + dy * sin).abs(), (dy * cos - dx * sin).abs());
            (36.0..40.0).contains(&u.max(v)) || (95.0..100.0).contains(&(x - 60.0).hypot(y - 140.0))
        });
        Bitmap { ink: ink.collect(), columns: 300 }
    }

    #[test]
    fn a_square_that_a_ring_crosses_is_found() {
        for degrees in [-13.0, 0.0, 7.5] {
            let found = squares(&crossed(degrees), &(30.0..200.0));
            let near = |q: &Quad| {
                let size = (q.width() - 80.0).abs().max((q.height() - 80.0).abs());
                q.center().distance(Point::new(150.0, 150.0)) < 4.0 && size < 8.0
            };
            assert!(found.iter().any(near), "{degrees}: {found:?}");
        }
    }

    #[test]
    fn rings_and_full_areas_hold_no_square() {
        let ring = (0..300 * 300).map(|i| {
            let (x, y) = ((i % 300) as f32 - 150.0, (i / 300) as f32 - 150.0);
            (95.0..100.0).contains(&x.hypot(y))
        });
        assert_eq!(squares(&Bitmap { ink: ring.collect(), columns: 300 }, &(30.0..200.0)), []);
        assert_eq!(squares(&Bitmap { ink: vec![true; 90_000], columns: 300 }, &(30.0..200.0)), []);
        assert_eq!(squares(&Bitmap { ink: Vec::new(), columns: 0 }, &(30.0..200.0)), []);
    }
}
