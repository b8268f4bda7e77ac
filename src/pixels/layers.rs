//! Layers of ink: print apart from paler ink that lies over it, such as a stamp in grey, blue or purple.
//!
//! How dark ink is, is told as its density: the part of the paper's light that it takes, in the channel where it takes least,
//! so that only black is dense. Paper is known for each place, since photographs are lit unevenly. Knows pixels; nothing of
//! text.

use std::ops::Range;

use image::{Rgb, RgbImage};

use super::areas::{self, Cells, widened};
use super::ink::lightest;
use super::levels::{counted, percentile};
use super::scale;
use crate::geometry::Rect;

/// Longer side, in pixels, at which pale ink is looked for.
const SIDE: u32 = 1600;
/// This share of a cell's pixels is darker than its paper.
const PAPER: f32 = 0.85;
/// The share of the cells around one, as a fraction, that have darker paper than is taken for it: ink fills some of them.
const AROUND: (usize, usize) = (2, 3);
/// Density from which a pixel may be ink: grain and show-through stay below.
const INK: f32 = 0.22;
/// The share of a page's ink, from the palest, that is no denser than its print.
const PRINT: f32 = 0.85;
/// Least density of print that paler ink can be told from.
const LEAST_PRINT: f32 = 0.4;
/// Densities of pale ink, in parts of the print's. The edges of strokes have them too, …
const PALE: std::ops::Range<f32> = 0.25..0.72;
/// … so that pale ink counts only as far from dense ink as this, in pixels of the reduced page.
const EDGE: usize = 3;
/// Share of a cell's pixels that makes it pale.
const CELL_SHARE: f32 = 0.035;
/// Where, between the density of pale ink and that of print, the picture of the print alone turns from white to black.
const FADES: std::ops::Range<f32> = 0.3..0.75;
/// The share of pale ink that is no denser than the density taken for it.
const MOST_PALE: f32 = 0.8;
/// Least difference of density between black and white in the picture of the print: a smaller one would show grain.
const LEAST_RANGE: f32 = 0.01;

/// What a page's inks are like, and where the pale ones lie.
pub struct Layers {
    /// Where pale ink lies, in the page's grid.
    pub pale: Vec<Rect>,
    paper: Paper,
    /// Densities (0–1) of pale ink and of print.
    density: (f32, f32),
}

impl Layers {
    /// The layers of `page`; `None` where its print isn't dense enough to be told from paler ink.
    pub fn of(page: &RgbImage) -> Option<Layers> {
        let (w, h) = page.dimensions();
        let (small, shrink) = scale::reduced(page, SIDE);
        let paper = Paper::of(&small, lightest);
        let columns = small.width() as usize;
        let dense: Vec<u8> = paper.densities(&small, |d| (d * 255.0) as u8);
        let level = |v: f32| (v * 255.0) as u8;
        let mut counts = counted(dense.iter().copied());
        counts[..=usize::from(level(INK))].fill(0);
        let print = percentile(&counts, PRINT) / 255.0;
        if print < LEAST_PRINT || counts.iter().sum::<u32>() == 0 || w.min(h) == 0 {
            return None;
        }
        let (from, to) = (level((PALE.start * print).max(INK)), level(PALE.end * print));
        let near = widened(&dense.iter().map(|d| *d > to).collect::<Vec<_>>(), columns, EDGE);
        let cells = Cells::new(&small, areas::INK);
        let mut pixels = vec![0u32; cells.count()];
        let mut of_pale = [0u32; 256];
        let rows = dense.chunks_exact(columns).zip(near.chunks_exact(columns));
        for (y, (dense, near)) in rows.enumerate() {
            let is_pale = |(_, (d, near)): &(usize, (&u8, &bool))| (from..=to).contains(*d) && !**near;
            for (x, (d, _)) in dense.iter().zip(near).enumerate().filter(is_pale) {
                of_pale[usize::from(*d)] += 1;
                pixels[cells.at(x as u32, y as u32)] += 1;
            }
        }
        let areas = cells.filled(&pixels, CELL_SHARE);
        let density = percentile(&of_pale, MOST_PALE) / 255.0;
        Some(Layers {
            pale: areas.into_iter().map(|r| scale::on_page(r, shrink)).collect(),
            paper: paper.scaled(shrink),
            density: (density, print),
        })
    }

    /// The print in `window` of `page` without paler ink, black on white.
    pub fn print(&self, page: &RgbImage, window: Rect) -> RgbImage {
        let (pale, print) = self.density;
        let (white, black) = (pale + FADES.start * (print - pale), pale + FADES.end * (print - pale));
        let mut shown = RgbImage::from_pixel(window.w, window.h, Rgb([255; 3]));
        let mut rows = self.paper.rows(window.x..window.right());
        for (y, out) in (window.y..).zip(shown.rows_mut()) {
            let paper = rows.at(y);
            for (x, (out, paper)) in (window.x..).zip(out.zip(paper)) {
                let level = (self.paper.level)(page.get_pixel_checked(x, y).map_or([255; 3], |p| p.0));
                let density = density(level, *paper);
                let level = (black - density) / (black - white).max(LEAST_RANGE) * 255.0;
                out.0 = [level.clamp(0.0, 255.0) as u8; 3];
            }
        }
        shown
    }
}

/// The level of the paper, cell by cell.
pub(super) struct Paper {
    /// The level of a pixel that counts.
    level: fn([u8; 3]) -> u8,
    side: f32,
    columns: usize,
    rows: usize,
    levels: Vec<f32>,
    /// Pixels of the picture in which the cells were counted for each one of what is asked about.
    scale: f32,
}

impl Paper {
    /// The paper of `picture`, in the level of its pixels that counts.
    pub(super) fn of(picture: &RgbImage, level: fn([u8; 3]) -> u8) -> Paper {
        let cells = Cells::new(picture, areas::PAPER);
        let mut counts = vec![[0u32; 256]; cells.count()];
        cells.each(picture, |at, p| counts[at][usize::from(level(p.0))] += 1);
        let own: Vec<f32> = counts.iter().map(|c| percentile(c, PAPER)).collect();
        let (columns, rows) = (cells.columns(), cells.rows());
        // A cell that ink fills takes the paper of its neighbours.
        let around = |at: usize| {
            let (x, y) = (at % columns, at / columns);
            let ys = y.saturating_sub(1)..(y + 2).min(rows);
            let all =
                ys.flat_map(|y| (x.saturating_sub(1)..(x + 2).min(columns)).map(move |x| y * columns + x));
            let mut levels: Vec<f32> = all.filter_map(|at| own.get(at)).copied().collect();
            levels.sort_by(f32::total_cmp);
            levels.get(levels.len() * AROUND.0 / AROUND.1).copied().unwrap_or(255.0)
        };
        let levels = (0..cells.count()).map(around).collect();
        Paper { level, side: cells.side() as f32, columns, rows, levels, scale: 1.0 }
    }

    /// How dense each pixel of `picture` is, which the cells were counted in, as `made` tells it.
    pub(super) fn densities<T>(&self, picture: &RgbImage, made: impl Fn(f32) -> T) -> Vec<T> {
        let mut dense = Vec::with_capacity(picture.width() as usize * picture.height() as usize);
        let mut rows = self.rows(0..picture.width());
        for (y, row) in (0..).zip(picture.rows()) {
            let paper = rows.at(y);
            dense.extend(row.zip(paper).map(|(p, paper)| made(density((self.level)(p.0), *paper))));
        }
        dense
    }

    /// The same for places of a picture that has one pixel for so many of the one in which the cells were counted.
    pub(super) fn scaled(self, scale: f32) -> Paper {
        Paper { scale, ..self }
    }

    /// The paper along rows of the columns `xs`, in pixels of what is asked about.
    pub(super) fn rows(&self, xs: Range<u32>) -> PaperRows<'_> {
        let across = xs.map(|x| self.between(x as f32 * self.scale)).collect();
        PaperRows { paper: self, across, near: None, row: Vec::new() }
    }

    /// The cell whose middle lies before a place along rows or columns, and how far on it is to the middle of the next one (0–1).
    fn between(&self, at: f32) -> (usize, f32) {
        let cells = (at / self.side - 0.5).max(0.0);
        (cells as usize, cells.fract())
    }

    fn level(&self, column: usize, row: usize) -> f32 {
        let at =
            row.min(self.rows.saturating_sub(1)) * self.columns + column.min(self.columns.saturating_sub(1));
        self.levels.get(at).copied().unwrap_or(255.0)
    }
}

/// The level of the paper along rows of pixels, taken between the middles of the cells.
pub(super) struct PaperRows<'a> {
    paper: &'a Paper,
    /// Where each pixel of a row lies between the middles of its cells.
    across: Vec<(usize, f32)>,
    /// A row of cells, and the levels along its middle and along that of the next one.
    near: Option<(usize, [Vec<f32>; 2])>,
    row: Vec<f32>,
}

impl PaperRows<'_> {
    /// The levels along the row `y`, in pixels of what is asked about.
    pub(super) fn at(&mut self, y: u32) -> &[f32] {
        let (cell, part) = self.paper.between(y as f32 * self.paper.scale);
        let known = self.near.take().filter(|(known, _)| *known == cell);
        let (_, [above, below]) = known.unwrap_or_else(|| (cell, [self.middle(cell), self.middle(cell + 1)]));
        self.row.clear();
        self.row.extend(above.iter().zip(&below).map(|(a, b)| a * (1.0 - part) + b * part));
        self.near = Some((cell, [above, below]));
        &self.row
    }

    /// The levels along the middle of a row of cells.
    fn middle(&self, cell: usize) -> Vec<f32> {
        let level = |column: usize| self.paper.level(column, cell);
        self.across
            .iter()
            .map(|(column, part)| level(*column) * (1.0 - part) + level(column + 1) * part)
            .collect()
    }
}

/// The density of a pixel on paper of a level.
pub(super) fn density(level: u8, paper: f32) -> f32 {
    (1.0 - f32::from(level) / paper.max(1.0)).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Print in black strokes on unevenly lit paper, and a stamp of wide pale strokes over a part of it.
    fn page(stamp: [u8; 3]) -> RgbImage {
        RgbImage::from_fn(800, 600, |x, y| {
            let light = 0.6 + 0.4 * x as f32 / 800.0;
            let print = x % 12 < 3 && y % 40 < 20;
            let stamped = (300..500).contains(&x) && (200..300).contains(&y) && y % 24 < 9;
            let of = |channel: usize| match (print, stamped) {
                (true, _) => 25.0,
                (false, true) => f32::from(stamp[channel]),
                _ => 245.0,
            };
            Rgb([of(0), of(1), of(2)].map(|v| (v * light) as u8))
        })
    }

    #[test]
    fn a_stamp_of_any_colour_is_found_and_taken_off_the_print() {
        for stamp in [[150; 3], [130, 60, 160], [70, 90, 170]] {
            let page = page(stamp);
            let Some(layers) = Layers::of(&page) else { panic!("no print in {stamp:?}") };
            assert!(layers.pale.iter().any(|r| r.contains(400, 250)), "{stamp:?} {:?}", layers.pale);
            assert!(layers.pale.iter().all(|r| !r.contains(100, 100) && !r.contains(700, 500)));
            let print = layers.print(&page, Rect { x: 300, y: 200, w: 200, h: 100 });
            let level = |x: u32, y: u32| print.get_pixel(x - 300, y - 200).0[0];
            // A stamp alone, print under a stamp, print alone, paper.
            assert_eq!(
                (level(402, 244), level(397, 244), level(397, 202), level(402, 254)),
                (255, 0, 0, 255)
            );
        }
    }

    #[test]
    fn plain_pages_have_one_layer() {
        let plain = page([245; 3]);
        assert!(Layers::of(&plain).is_none_or(|l| l.pale.is_empty()));
        assert!(Layers::of(&RgbImage::from_pixel(300, 200, Rgb([220; 3]))).is_none());
        assert!(Layers::of(&RgbImage::new(0, 0)).is_none());
    }
}
