//! Cheap measures of a picture: sharpness, brightness, contrast, share of ink.
//!
//! They tell a person why a page could not be read; they never decide that it was. Only a sample of rows and columns
//! is measured, so a page of any size takes a few milliseconds.

use image::RgbImage;

use crate::error::detail::percent;
use crate::error::{Code, Detail, Reason};
use crate::pixels::ink::{SAMPLE, fast_luma};
use crate::pixels::levels::percentile;

/// Rows, and columns, that are sampled.
const LINES: u32 = 48;
/// Samples of a line over which the paper's brightness counts as constant.
const STRETCH: usize = 64;
/// Smallest steps from light to dark, in 0–255, that count as an edge of ink. The first is far above paper grain and
/// JPEG noise; the second is for pages so faint, dark or blurred that too few edges reach the first.
const EDGES: [i32; 2] = [48, 20];
/// Shares of a page's pixels that are darker than its paper, than its lightest and than its darkest level: the lightest are
/// glints, and print covers a few per cent.
const PAPER: f32 = 0.90;
const LIGHTEST: f32 = 0.95;
const DARKEST: f32 = 0.02;
/// With fewer edges than this sharpness isn't measured.
const ENOUGH_EDGES: usize = 100;
/// Sharp edges from which a picture isn't blurred throughout: an empty sheet photographed on a desk has 175, two pages of print
/// that nobody can read have none.
const A_FEW: usize = 10;

/// The measures of a picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quality {
    /// Median width of an edge of ink, in stored pixels, in the direction in which edges are wider: about 1–2 for a
    /// sharp scan. `None` when there are too few edges to tell.
    pub edge_width: Option<f32>,
    /// True when some edges are sharp, be they too few to tell how sharp the picture is: those of an empty page on a desk.
    pub has_sharp_edges: bool,
    /// Brightness of the paper (90th percentile of the luma), 0–1.
    pub brightness: f32,
    /// Difference between paper and ink (95th less 2nd percentile of the luma), 0–1.
    pub contrast: f32,
    /// Share of the page that is darker than the paper around it, 0–1.
    pub ink: f32,
    /// The shorter side, in pixels.
    pub short_side: u32,
}

impl Quality {
    /// Measures a picture.
    pub fn of(picture: &RgbImage) -> Quality {
        let (w, h) = picture.dimensions();
        let mut counts = [0_u32; 256];
        let (mut ink, mut seen) = (0_usize, 0_usize);
        let mut found: [Vec<Edge>; 2] = [Vec::new(), Vec::new()];
        let mut line = Vec::new();
        let [across, down] = &mut found;
        for y in picks(h) {
            line.clear();
            line.extend((0..w).map(|x| fast_luma(picture.get_pixel(x, y).0)));
            for value in &line {
                counts[usize::from(*value)] += 1;
            }
            ink += ink_of(&line);
            seen += line.len();
            edges(&line, across);
        }
        for x in picks(w) {
            line.clear();
            line.extend((0..h).map(|y| fast_luma(picture.get_pixel(x, y).0)));
            edges(&line, down);
        }
        let level = |share: f32| percentile(&counts, share) / 255.0;
        let sharp = found.iter().flatten().filter(|e| e.height >= EDGES[0] && e.width <= BLURRED).count();
        let wider = |least: i32| found.iter().filter_map(|edges| median_width(edges, least)).reduce(f32::max);
        Quality {
            edge_width: EDGES.into_iter().find_map(wider),
            has_sharp_edges: sharp >= A_FEW,
            brightness: level(PAPER),
            contrast: level(LIGHTEST) - level(DARKEST),
            ink: ink as f32 / seen.max(1) as f32,
            short_side: w.min(h),
        }
    }

    /// What a reviewer should know.
    pub fn warnings(&self) -> Vec<Reason> {
        let mut warnings = Vec::new();
        if let Some(width) = self.edge_width.filter(|w| *w > BLURRED) {
            warnings.push(Reason::new(Code::Blurred, Detail::Edges(width.into())));
        }
        if self.brightness < DARK {
            warnings.push(Reason::new(Code::Dark, Detail::Paper(percent(self.brightness))));
        }
        if self.short_side < SMALL {
            warnings.push(Reason::new(Code::LowResolution, Detail::ShorterSide(self.short_side.into())));
        }
        warnings
    }
}

/// Edges wider than this are blurred. Measured on the 90 pages of a development set: legible text pages reach 3.3
/// (12-megapixel photos), the pages that no person can read start at 8.
const BLURRED: f32 = 4.5;
/// Paper darker than this is a dark picture. On the same pages: legible ones from 0.63 upwards, the dark one 0.23.
const DARK: f32 = 0.4;
/// A4 at 72 dpi is 595 pixels wide: 12 pt text is then 12 pixels high, the least that can be read safely.
const SMALL: u32 = 595;

fn picks(length: u32) -> impl Iterator<Item = u32> {
    let step = (length / LINES).max(1);
    (step / 2..length).step_by(step as usize)
}

fn ink_of(line: &[u8]) -> usize {
    line.chunks(STRETCH)
        .map(|stretch| {
            let paper = stretch.iter().copied().max().unwrap_or(0);
            stretch.iter().filter(|v| SAMPLE.is_ink(**v, f32::from(paper))).count()
        })
        .sum()
}

/// A monotone run of samples.
struct Edge {
    /// Its height in 0–255.
    height: i32,
    /// Height over steepest step, in samples: a blurred edge rises by many small steps, a sharp one by one or two,
    /// whatever its contrast.
    width: f32,
}

fn edges(line: &[u8], found: &mut Vec<Edge>) {
    let (mut rise, mut steepest) = (0_i32, 0_i32);
    let mut end = |rise: &mut i32, steepest: &mut i32| {
        let height = rise.abs();
        if height >= EDGES[1] {
            found.push(Edge { height, width: height as f32 / *steepest as f32 });
        }
        (*rise, *steepest) = (0, 0);
    };
    for pair in line.windows(2) {
        let step = i32::from(pair[1]) - i32::from(pair[0]);
        if step == 0 || step.signum() * rise.signum() < 0 {
            end(&mut rise, &mut steepest);
        }
        rise += step;
        steepest = steepest.max(step.abs());
    }
    end(&mut rise, &mut steepest);
}

fn median_width(edges: &[Edge], least: i32) -> Option<f32> {
    let mut widths: Vec<f32> = edges.iter().filter(|e| e.height >= least).map(|e| e.width).collect();
    if widths.len() < ENOUGH_EDGES {
        return None;
    }
    let middle = widths.len() / 2;
    Some(*widths.select_nth_unstable_by(middle, f32::total_cmp).1)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use image::{Rgb, imageops};

    /// Strokes of 3 pixels, 9 apart, both ways.
    fn page(paper: u8, ink: u8) -> RgbImage {
        RgbImage::from_fn(900, 1200, |x, y| {
            let stroke = (x % 9 < 3 && y % 45 < 20) || (y % 45 > 40);
            Rgb([if stroke { ink } else { paper }; 3])
        })
    }

    fn codes(picture: &RgbImage) -> Vec<Code> {
        Quality::of(picture).warnings().iter().map(|w| w.code).collect()
    }

    #[test]
    fn a_good_page_gets_no_warning_and_each_fault_its_own() {
        let good = page(240, 30);
        assert_eq!(codes(&good), []);
        assert_eq!(codes(&imageops::blur(&page(240, 30), 6.0)), [Code::Blurred]);
        assert_eq!(codes(&page(70, 10)), [Code::Dark]);
        assert_eq!(codes(&imageops::crop_imm(&good, 0, 0, 500, 1200).to_image()), [Code::LowResolution]);
    }

    #[test]
    fn blur_widens_edges_and_contrast_does_not_matter() {
        let width = |p: &RgbImage| Quality::of(p).edge_width.unwrap();
        let widths: Vec<f32> =
            [1.0, 2.0, 4.0].iter().map(|sigma| width(&imageops::blur(&page(240, 30), *sigma))).collect();
        assert!(width(&page(240, 30)) < widths[0] && widths.is_sorted(), "{widths:?}");
        assert_eq!(width(&page(240, 30)), width(&page(240, 180)));
    }

    #[test]
    fn blank_and_tiny_pictures_are_measured_too() {
        let blank = Quality::of(&RgbImage::from_pixel(700, 700, Rgb([250; 3])));
        assert_eq!((blank.edge_width, blank.ink, blank.contrast), (None, 0.0, 0.0));
        assert!(blank.brightness > 0.97);
        for (w, h) in [(1, 1), (1, 900), (900, 1)] {
            assert_eq!(Quality::of(&RgbImage::new(w, h)).short_side, 1);
        }
    }

    #[test]
    fn ink_is_measured_against_the_paper_beside_it() {
        let shaded = |stroke: u32| {
            RgbImage::from_fn(800, 800, |x, _| {
                let paper = 100 + (x / 8) as u8;
                Rgb([if x % 20 < stroke { paper / 3 } else { paper }; 3])
            })
        };
        assert!(Quality::of(&shaded(0)).ink < 0.001, "a shadow is no ink");
        let ink = Quality::of(&shaded(4)).ink;
        assert!((ink - 0.2).abs() < 0.02, "{ink}");
    }
}
