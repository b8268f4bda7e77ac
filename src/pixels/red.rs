//! Red ink: where it lies, and the page without it.
//!
//! A red stamp over black print hides the text from the detector. In the red channel the stamp fades to paper and the
//! print stays black, so the text under stamps is looked for once more there. Knows colours; nothing of text.

use image::{Rgb, RgbImage};

use super::areas::{self, Cells};
use super::levels::{EVERY, counted, percentile};
use crate::geometry::{Rect, middle};

/// How much more red than green and blue a pixel of stamp ink holds, as a share of its red.
const REDNESS: (i32, i32) = (1, 4);
/// Green minus blue, as a share of red minus green, above which a colour is brown (a desk, skin, wood), not red.
const BROWN: (i32, i32) = (2, 5);
/// Darkest red that is told from black.
const DARKEST: u8 = 60;
/// This share of a page's pixels is darker than its paper.
const PAPER_LEVEL: f32 = 0.8;
/// Share of red pixels that makes a cell red: a thin ring crosses a cell in a few per cent of its pixels.
const CELL_SHARE: f32 = 0.04;
/// Every so many pixels of every so many rows are enough for a share.
const SAMPLED: usize = 2;

/// True for the colour of stamp ink, from bright to shaded.
pub fn is_red(p: &Rgb<u8>) -> bool {
    let [r, g, b] = p.0.map(i32::from);
    p.0[0] >= DARKEST && REDNESS.1 * (r - g.max(b)) >= REDNESS.0 * r && BROWN.1 * (g - b) <= BROWN.0 * (r - g)
}

/// The page in red light: its red channel in all three.
pub fn light(page: &RgbImage) -> RgbImage {
    let mut out = page.clone();
    for p in out.pixels_mut() {
        p.0 = [p.0[0]; 3];
    }
    out
}

/// Least density of a stamp in green and blue by which its colour is told.
const STAMPED: f32 = 0.3;
/// What a red ink takes of the red light at least and at most, for each part that it takes of green and blue: what takes more
/// isn't told from black.
const RED: std::ops::RangeInclusive<f32> = 0.0..=0.5;

/// Density up to which nothing is shown. JPEG keeps colour at half the resolution of brightness, so that the edges of red
/// strokes seem grey; and how much denser the rest is shown instead.
const HALO: f32 = 0.22;
const AFTER_HALO: f32 = 1.3;

/// The page without its red ink, in grey.
///
/// What ink takes of the light is its density, the logarithm of paper over ink, and densities of inks that lie on each other
/// add up. The red ink of this page takes ρ of red for each part of green and blue, black takes as much of all three, so that
/// (red − ρ · green and blue) / (1 − ρ) is what black took. The red channel alone would leave a worn stamp half as dark as
/// pale print.
pub fn faded(page: &RgbImage) -> RgbImage {
    let density: [f32; 256] = std::array::from_fn(|v| (255.0 / v.max(1) as f32).ln());
    let of = |v: u8| density[usize::from(v)];
    let parts = |p: &Rgb<u8>| (of(p.0[0]), (of(p.0[1]) + of(p.0[2])) / 2.0);
    let paper = |level: fn(&Rgb<u8>) -> u8| {
        percentile(&counted(page.pixels().step_by(EVERY).map(level)), PAPER_LEVEL) as u8
    };
    let (red, rest) = (of(paper(|p| p.0[0])), of(paper(green_and_blue)));
    let ratio = ratio(page, &of);
    let black = |(r, gb): (f32, f32)| (r - ratio * gb) / (1.0 - ratio);
    let ground = black((red, rest)) + HALO;
    let mut out = page.clone();
    for p in out.pixels_mut() {
        let ink = (black(parts(p)) - ground).max(0.0) * AFTER_HALO;
        // Most of a page is paper.
        p.0 = if ink > 0.0 { [(255.0 * (-ink).exp()) as u8; 3] } else { [255; 3] };
    }
    out
}

fn green_and_blue(p: &Rgb<u8>) -> u8 {
    p.0[1] / 2 + p.0[2] / 2
}

/// What the red ink of `page` takes of red light for each part of green and blue, by the `density` of levels. The paper is
/// taken cell by cell: against the page's paper, a shadow would count as ink that is black.
fn ratio(page: &RgbImage, density: &dyn Fn(u8) -> f32) -> f32 {
    let cells = Cells::new(page, areas::PAPER);
    let mut counts = vec![[[0u32; 256]; 2]; cells.count()];
    let samples = || page.enumerate_pixels().step_by(EVERY);
    for (x, y, p) in samples() {
        let [red, rest] = &mut counts[cells.at(x, y)];
        red[usize::from(p.0[0])] += 1;
        rest[usize::from(green_and_blue(p))] += 1;
    }
    let paper: Vec<[f32; 2]> =
        counts.iter().map(|c| [0, 1].map(|i| density(percentile(&c[i], PAPER_LEVEL) as u8))).collect();
    let ratios = samples().filter(|(.., p)| is_red(p)).filter_map(|(x, y, p)| {
        let [red, rest] = paper[cells.at(x, y)];
        let taken = density(green_and_blue(p)) - rest;
        (taken > STAMPED).then(|| (density(p.0[0]) - red) / taken)
    });
    middle(ratios).map_or(0.0, |r| r.clamp(*RED.start(), *RED.end()))
}

/// Cells along the longer side that a stamp spans at most: 130 mm on A4, more than any round one. A frame around a page is larger.
const LARGEST: usize = 42;

/// The connected areas of red ink, as rectangles of the page, frames in pieces; empty for a page without colour.
pub fn areas(page: &RgbImage) -> Vec<Rect> {
    let (w, h) = page.dimensions();
    let cells = Cells::new(page, areas::INK);
    let mut counts = vec![0u32; cells.count()];
    for y in (0..h).step_by(SAMPLED) {
        for x in (0..w).step_by(SAMPLED) {
            if is_red(page.get_pixel(x, y)) {
                counts[cells.at(x, y)] += 1;
            }
        }
    }
    let sampled = (cells.side() * cells.side()) as f32 / (SAMPLED * SAMPLED) as f32;
    let least = (CELL_SHARE * sampled).max(1.0) as u32;
    cells.pieces(&counts.iter().map(|c| *c >= least).collect::<Vec<_>>(), LARGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stamp_ink_is_red_and_desks_are_not() {
        for red in [[205, 40, 45], [230, 120, 115], [120, 30, 25], [200, 70, 40]] {
            assert!(is_red(&Rgb(red)), "{red:?}");
        }
        for other in
            [[250, 248, 240], [240, 225, 190], [150, 95, 50], [30, 28, 28], [60, 90, 200], [222, 180, 150]]
        {
            assert!(!is_red(&Rgb(other)), "{other:?}");
        }
    }

    #[test]
    fn red_goes_and_what_lies_under_it_stays() {
        // Print in black and pen in blue, on paper in a shadow, and a worn stamp over the right half.
        let page = RgbImage::from_fn(700, 400, |x, y| {
            let light = 0.5 + 0.5 * y as f32 / 400.0;
            let ink = match (x % 14, y % 20) {
                (0..4, 0..10) => [0.15, 0.15, 0.15],
                (7..10, 0..10) => [0.25, 0.35, 0.75],
                _ => [1.0; 3],
            };
            let stamp = if x >= 350 && y % 8 < 5 { [0.8, 0.35, 0.3] } else { [1.0; 3] };
            let level = |c: usize| (245.0 * light * ink[c] * stamp[c]) as u8;
            Rgb([level(0), level(1), level(2)])
        });
        let faded = faded(&page);
        let level = |x: u32, y: u32| i32::from(faded.get_pixel(x, y).0[0]);
        // Column 355 is paper under the stamp in row 321 and beside it in row 335; 351 is print, 358 pen.
        assert!((level(355, 321) - level(355, 327)).abs() < 40, "{} {}", level(355, 321), level(355, 327));
        assert!(level(351, 321) < level(355, 321) - 100 && level(358, 321) < level(355, 321) - 60);
    }

    #[test]
    fn two_stamps_are_two_areas() {
        let mut page = RgbImage::from_pixel(960, 1280, Rgb([250; 3]));
        for (x0, y0) in [(100, 200), (600, 900)] {
            for y in y0..y0 + 100 {
                for x in x0..x0 + 120 {
                    page.put_pixel(x, y, Rgb([200, 40, 40]));
                }
            }
        }
        let areas = areas(&page);
        assert_eq!(areas.len(), 2);
        assert!(areas[0].contains(150, 250) && areas[1].contains(650, 950), "{areas:?}");
        assert!(super::areas(&RgbImage::from_pixel(300, 300, Rgb([200; 3]))).is_empty());
    }
}
