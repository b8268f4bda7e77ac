//! Joins square cells of a page that touch to areas; callers decide which cells are marked.
//!
//! It knows places only, neither colours nor text.

use std::collections::BTreeMap;
use std::ops::Range;

use image::{Rgb, RgbImage};

use crate::geometry::{Quad, Rect};

/// Cells along the page's longer side in which the level of the paper is told, wider than a line is high and narrower than a shadow;
/// and pixels of the smallest cell's side.
pub const PAPER: (u32, u32) = (40, 8);
/// The same of the cells in which areas of one ink are told: a glyph of print on A4 is as wide as half of one.
pub const INK: (u32, u32) = (96, 6);

/// The grid of cells over a page, numbered row by row.
pub struct Cells {
    side: u32,
    columns: usize,
    rows: usize,
    page: (u32, u32),
}

impl Cells {
    /// A grid with `across` cells along the page's longer side, none with a side below `least` pixels.
    pub fn new(page: &RgbImage, (across, least): (u32, u32)) -> Self {
        let (w, h) = page.dimensions();
        let side = (w.max(h) / across).max(least);
        Cells { side, columns: w.div_ceil(side) as usize, rows: h.div_ceil(side) as usize, page: (w, h) }
    }

    /// Pixels along a cell's side.
    pub fn side(&self) -> u32 {
        self.side
    }

    /// Cells in a row.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Rows of cells.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Cells in all.
    pub fn count(&self) -> usize {
        self.columns * self.rows
    }

    /// The cell that the page's pixel (`x`, `y`) lies in.
    pub fn at(&self, x: u32, y: u32) -> usize {
        (y / self.side) as usize * self.columns + (x / self.side) as usize
    }

    /// Shows every pixel of `page`, which has the size of the page that the grid was made for, with its cell.
    pub fn each(&self, page: &RgbImage, mut look: impl FnMut(usize, &Rgb<u8>)) {
        for (y, row) in page.rows().enumerate() {
            let first = y / self.side as usize * self.columns;
            let (mut cell, mut left) = (first, self.side);
            for pixel in row {
                if left == 0 {
                    (cell, left) = (cell + 1, self.side);
                }
                left -= 1;
                look(cell, pixel);
            }
        }
    }

    /// The bounds of the sets of cells that touch of which each has a `share` of its pixels, as `counts` tells them.
    pub fn filled(&self, counts: &[u32], share: f32) -> Vec<Rect> {
        let least = share * (self.side * self.side) as f32;
        self.joined(&counts.iter().map(|n| *n as f32 >= least).collect::<Vec<_>>())
    }

    /// The bounds, in pixels of the page, of each set of marked cells that touch, corners included.
    pub fn joined(&self, marked: &[bool]) -> Vec<Rect> {
        self.pieces(marked, usize::MAX)
    }

    /// The same, but a set that spans more than `largest` cells is given in pieces that span at most `PIECE` cells each: the
    /// bounds of a frame around a page would hold all that stands in it.
    pub fn pieces(&self, marked: &[bool], largest: usize) -> Vec<Rect> {
        let mut found = Vec::new();
        for area in connected(self.columns, self.rows, marked) {
            if area.columns.len().max(area.rows.len()) <= largest {
                found.extend(self.pixels(&area.columns, &area.rows));
                continue;
            }
            let mut pieces: BTreeMap<(usize, usize), (Range<usize>, Range<usize>)> = BTreeMap::new();
            for at in area.places {
                let (x, y) = (at % self.columns.max(1), at / self.columns.max(1));
                let (xs, ys) = pieces.entry((y / PIECE, x / PIECE)).or_insert((x..x + 1, y..y + 1));
                (*xs, *ys) = (xs.start.min(x)..xs.end.max(x + 1), ys.start.min(y)..ys.end.max(y + 1));
            }
            found.extend(pieces.values().filter_map(|(xs, ys)| self.pixels(xs, ys)));
        }
        found
    }

    /// The pixels of some columns and rows of cells.
    fn pixels(&self, columns: &Range<usize>, rows: &Range<usize>) -> Option<Rect> {
        let pixels = |cells: usize| cells as u32 * self.side;
        let (x, y) = (pixels(columns.start), pixels(rows.start));
        Rect { x, y, w: pixels(columns.len()), h: pixels(rows.len()) }.clip(self.page.0, self.page.1)
    }
}

/// Cells along the side of a piece of a large area.
const PIECE: usize = 4;

/// Marked places of a grid that touch.
pub struct Area {
    /// Their numbers, row by row.
    pub places: Vec<usize>,
    /// The columns they span.
    pub columns: Range<usize>,
    /// The rows they span.
    pub rows: Range<usize>,
}

impl Area {
    /// The rectangle of the places it spans.
    pub fn bounds(&self) -> Quad {
        let (columns, rows) = (&self.columns, &self.rows);
        Quad::from_bounds(columns.start as f32, rows.start as f32, columns.end as f32, rows.end as f32)
    }
}

/// The greatest value within `by` places, along rows and then along columns of a grid of `columns`: of marks, what lies near a marked
/// place.
///
/// By whole slices laid over each other, which the compiler turns into a few instructions for dozens of places.
pub fn widened<T: Copy + Ord>(values: &[T], columns: usize, by: usize) -> Vec<T> {
    let columns = columns.max(1);
    let over =
        |wide: &mut [T], values: &[T]| wide.iter_mut().zip(values).for_each(|(w, v)| *w = (*w).max(*v));
    let mut along = values.to_vec();
    for (row, wide) in values.chunks_exact(columns).zip(along.chunks_exact_mut(columns)) {
        for k in 1..=by.min(columns - 1) {
            over(&mut wide[k..], row);
            over(wide, &row[k..]);
        }
    }
    let mut wide = along.clone();
    let whole = values.len() / columns * columns;
    for k in (1..=by).map(|k| k * columns).take_while(|k| *k < whole) {
        over(&mut wide[k..whole], &along[..whole - k]);
        over(&mut wide[..whole - k], &along[k..whole]);
    }
    wide
}

/// The areas of `marked` places in a grid of `columns` × `rows`; places touch at their corners too.
pub fn connected(columns: usize, rows: usize, marked: &[bool]) -> Vec<Area> {
    let mut left = marked.to_vec();
    left.resize(columns * rows, false);
    let mut found = Vec::new();
    let mut open = Vec::new();
    let mut from = 0;
    while let Some(start) = left.get(from..).and_then(|rest| rest.iter().position(|m| *m)).map(|at| from + at)
    {
        from = start + 1;
        left[start] = false;
        open.push((start % columns, start / columns));
        let mut places = Vec::new();
        let (mut l, mut t, mut r, mut b) = (columns, rows, 0, 0);
        while let Some((x, y)) = open.pop() {
            places.push(y * columns + x);
            (l, t, r, b) = (l.min(x), t.min(y), r.max(x + 1), b.max(y + 1));
            let (first, end) = (x.saturating_sub(1), (x + 2).min(columns));
            for ny in y.saturating_sub(1)..(y + 2).min(rows) {
                let near = &mut left[ny * columns + first..ny * columns + end];
                for (nx, marked) in (first..).zip(near) {
                    if std::mem::take(marked) {
                        open.push((nx, ny));
                    }
                }
            }
        }
        found.push(Area { places, columns: l..r, rows: t..b });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_widened_stays_in_its_grid() {
        let mut marked = vec![false; 7 * 5];
        marked[0] = true;
        marked[2 * 7 + 5] = true;
        let wide = widened(&marked, 7, 1);
        let rows: Vec<String> =
            wide.chunks(7).map(|row| row.iter().map(|m| if *m { '#' } else { '.' }).collect()).collect();
        assert_eq!(rows, ["##.....", "##..###", "....###", "....###", "......."]);
        assert!(widened::<bool>(&[], 0, 3).is_empty());
        assert_eq!(widened(&[1, 9, 2, 3, 0, 4], 3, 1), [9, 9, 9, 9, 9, 9]);
        assert_eq!(widened(&[7, 0, 0, 1], 4, 1), [7, 7, 1, 1]);
    }

    #[test]
    fn a_large_area_is_given_in_pieces_that_leave_its_middle_out() {
        let page = RgbImage::new(200, 200);
        let cells = Cells::new(&page, (40, 5));
        let on_frame = |at: usize| {
            let (x, y) = (at % 40, at / 40);
            (x == 2 || x == 37 || y == 2 || y == 37) && (2..=37).contains(&x) && (2..=37).contains(&y)
        };
        let frame: Vec<bool> = (0..cells.count()).map(on_frame).collect();
        assert_eq!(cells.joined(&frame), [Rect { x: 10, y: 10, w: 180, h: 180 }]);
        let pieces = cells.pieces(&frame, 20);
        assert!(pieces.iter().all(|r| r.w <= 20 && r.h <= 20 && !r.contains(100, 100)));
        for (x, y) in [(12, 12), (100, 12), (187, 100), (100, 187)] {
            assert!(pieces.iter().any(|r| r.contains(x, y)), "{x} {y}");
        }
    }

    #[test]
    fn every_pixel_is_shown_with_its_cell() {
        let page = RgbImage::from_fn(37, 23, |x, y| Rgb([x as u8, y as u8, 0]));
        let cells = Cells::new(&page, (5, 3));
        let mut seen = 0;
        cells.each(&page, |cell, p| {
            assert_eq!(cell, cells.at(p.0[0].into(), p.0[1].into()), "{p:?}");
            seen += 1;
        });
        assert_eq!(seen, 37 * 23);
    }
}
