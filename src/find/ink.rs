//! Finds ink beside a line of text: the extent of a handwritten value that no reader could read.
//!
//! It knows brightness only. It works on a rectified band of the page, so skew doesn't matter.

use std::ops::Range;

use image::RgbImage;

use crate::pixels::ink::{HAND, luma};

/// Columns on either side from which the paper's brightness is taken: a shadow's edge is wider.
const PAPER_REACH: usize = 24;
/// Least share of ink in a row (or column) that is a rule of a form.
const RULE_ALONG: f32 = 0.6;
const RULE_ACROSS: f32 = 0.9;
/// Fewest pixels of ink in a column of a stroke: one alone is grain.
const STROKE: usize = 2;
/// Least share of ink in some column of a value's core rows: of dirt none has more, and every character has an upright stroke.
const SPECK: f32 = 0.2;

/// A band of the page, separated into ink and paper.
pub struct Band {
    width: usize,
    height: usize,
    ink: Vec<bool>,
}

/// What a run of ink must be, in columns of the band.
pub struct Sought {
    /// Where it begins.
    pub from: Range<usize>,
    /// Where it ends at the latest.
    pub until: usize,
    /// The widest gap within it.
    pub gap: usize,
    /// The fewest columns of it: a part of a rule or a stamp's arc may stand before it.
    pub shortest: usize,
}

/// The place of ink in a band, in its pixels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extent {
    /// Columns.
    pub columns: Range<usize>,
    /// Rows.
    pub rows: Range<usize>,
}

impl Band {
    /// Separates ink from paper in the first `width` columns of `picture`; rules along the band are removed.
    pub fn new(picture: &RgbImage, width: usize) -> Self {
        let (width, height) = (width.min(picture.width() as usize), picture.height() as usize);
        let luma = |x: usize, y: usize| luma(picture.get_pixel(x as u32, y as u32).0);
        let brightest: Vec<f32> = (0..width)
            .map(|x| {
                let mut column: Vec<f32> = (0..height).map(|y| luma(x, y)).collect();
                column.sort_by(f32::total_cmp);
                column.get((height as f32 * HAND.paper) as usize).copied().unwrap_or(255.0)
            })
            .collect();
        let mut ink = vec![false; width * height];
        for x in 0..width {
            let near = x.saturating_sub(PAPER_REACH)..(x + PAPER_REACH + 1).min(width);
            let paper = brightest[near].iter().copied().fold(0.0, f32::max);
            for y in 0..height {
                ink[y * width + x] = HAND.is_ink(luma(x, y), paper);
            }
        }
        for row in ink.chunks_mut(width.max(1)) {
            if row.iter().filter(|i| **i).count() as f32 > RULE_ALONG * width as f32 {
                row.fill(false);
            }
        }
        Band { width, height, ink }
    }

    fn column(&self, x: usize, rows: &Range<usize>) -> usize {
        rows.clone().filter(|y| self.ink[y * self.width + x]).count()
    }

    /// The first run of ink in the `core` rows that is as `sought`, and isn't specks alone. It ends at a wider gap, at the next rule
    /// across, or where the latest end is. One rule before it is skipped, as the border of a cell. The rows grow from the core as far as
    /// the ink continues.
    pub fn run(&self, sought: &Sought, core: &Range<usize>) -> Option<Extent> {
        let until = sought.until.min(self.width);
        // Over the whole band, since a stroke of a large hand may fill the core rows.
        let whole = 0..self.height;
        let rule = |x: usize| self.column(x, &whole) as f32 >= RULE_ACROSS * self.height as f32;
        let inked = |x: usize| self.column(x, core) >= STROKE;
        let tall = |x: usize| self.column(x, core) as f32 >= SPECK * core.len() as f32;
        let mut from = sought.from.start..sought.from.end.min(until);
        let columns = loop {
            let start = from.clone().find(|&x| inked(x) && !rule(x))?;
            let mut end = start + 1;
            for x in start..until {
                if rule(x) || x.saturating_sub(end) > sought.gap {
                    break;
                }
                if inked(x) {
                    end = x + 1;
                }
            }
            if end - start >= sought.shortest && (start..end).any(tall) {
                break start..end;
            }
            from.start = end;
        };
        let busy = |y: usize| columns.clone().any(|x| self.ink[y * self.width + x]);
        let mut rows = core.clone();
        while rows.start > 0 && busy(rows.start - 1) {
            rows.start -= 1;
        }
        while rows.end < self.height && busy(rows.end) {
            rows.end += 1;
        }
        Some(Extent { columns, rows })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    fn band(boxes: &[(u32, u32, u32, u32)]) -> Band {
        let mut picture = RgbImage::from_fn(400, 96, |x, _| Rgb([240 - (x / 4) as u8; 3]));
        for &(x, y, w, h) in boxes {
            for (i, j) in (y..y + h).flat_map(|j| (x..x + w).map(move |i| (i, j))) {
                picture.put_pixel(i, j, Rgb([30; 3]));
            }
        }
        Band::new(&picture, 400)
    }

    /// The run of ink in the core rows of `band` that begins within its left half.
    fn run(band: &Band) -> Option<Extent> {
        band.run(&Sought { from: 0..200, until: 400, gap: 50, shortest: 20 }, &(32..64))
    }

    #[test]
    fn a_signature_reaches_to_its_last_stroke_and_beyond_the_line() {
        let band = band(&[(60, 20, 30, 50), (120, 40, 30, 20), (300, 40, 20, 20)]);
        let found = run(&band);
        assert_eq!(found, Some(Extent { columns: 60..150, rows: 20..70 }));
    }

    #[test]
    fn specks_are_no_value() {
        let band = band(&[(40, 40, 5, 5), (70, 50, 5, 5), (180, 35, 40, 26)]);
        assert_eq!(run(&band).map(|e| e.columns), Some(180..220));
    }

    #[test]
    fn rules_are_no_ink_and_borders_end_a_cell() {
        let band =
            band(&[(0, 60, 400, 2), (20, 0, 3, 96), (60, 40, 30, 15), (110, 0, 3, 96), (120, 40, 30, 15)]);
        let found = run(&band);
        assert_eq!(found.map(|e| e.columns), Some(60..90));
        assert_eq!(run(&self::band(&[(0, 60, 400, 2)])), None);
    }
}
