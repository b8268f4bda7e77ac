//! Tells ink from paper: how dark is dark, for every kind of place where the program asks.
//!
//! Each kind is a preset of [`Ink`]. Presets differ in three values. The *paper's* level is the level of most light
//! pixels: the very lightest are glints and grain, so a share of the pixels is left above it, and a smaller share if
//! less paper is visible. The *ink's* level is taken in the same way from the other end. A pixel is ink if it is
//! darker than a *share* of the paper: a low share if only full black counts, a high one if a faint pencil does.
//!
//! Levels are those of the green channel, in which both black and red ink are dark, except [`luma`], which is used
//! where red isn't wanted or where the figures were measured with it.

use image::RgbImage;

use super::levels::{counted, median, percentile};
use crate::geometry::Rect;

/// A way to tell ink from paper in one kind of place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ink {
    /// Share of the pixels (0–1) that are darker than the ink's level.
    pub level: f32,
    /// Share of the pixels (0–1) that are darker than the paper's level.
    pub paper: f32,
    /// Pixels darker than this share of the paper are ink.
    pub share: f32,
}

/// Difference of levels (0–255) below which grain of paper and sensors stays on the pages of the development sets.
pub const GRAIN: f32 = 16.0;

/// A whole page: one word covers a few thousandths of it, and print leaves nine tenths blank. No share, since the
/// nets tell its ink.
pub const PAGE: Ink = Ink { level: 0.002, paper: 0.9, share: 0.0 };
/// A page with marks of any colour: a fifth may be pictures and shadows. No share, since marks are compared with
/// their surroundings.
pub const MARKS: Ink = Ink { level: 0.005, paper: 0.8, share: 0.0 };
/// A line cut out of a page: print covers a fifth of it.
pub const LINE: Ink = Ink { level: 0.02, paper: 0.8, share: 0.0 };
/// A seal and little else, in red or, on a copy, in grey. A glint on the ink is lighter than any paper; frame and
/// characters cover at least a twentieth. Worn ink is pale: on the seals of the development sets the characters reach
/// 0.7.
pub const SEAL: Ink = Ink { level: 0.05, paper: 0.95, share: 0.72 };
/// The band beside a label, for handwriting: pencil and faint ballpoint reach 0.7 of the paper, and a shadow's edge
/// is followed. A single flare must not set the paper of its column.
pub const HAND: Ink = Ink { level: 0.0, paper: 0.9, share: 0.74 };
/// A cell of 16 pixels under specks, which are as black as print; noise of a sensor isn't.
pub const SPECK: Ink = Ink { level: 0.0, paper: 0.75, share: 0.4 };
/// A stretch of a row of a page, for the share of ink in it: grey edges of strokes don't count.
pub const SAMPLE: Ink = Ink { level: 0.0, paper: 1.0, share: 0.65 };

/// Levels of at least this are paper once a picture's levels are stretched over the whole range (0–255).
pub const SPREAD: u8 = 128;

/// The levels (0–255) of the ink and the paper of a place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Levels {
    /// Of the ink.
    pub ink: f32,
    /// Of the paper.
    pub paper: f32,
}

impl Ink {
    /// The levels of ink and paper in a place with these pixels.
    pub fn levels(&self, levels: impl Iterator<Item = u8>) -> Levels {
        let counts = counted(levels);
        Levels { ink: percentile(&counts, self.level), paper: percentile(&counts, self.paper) }
    }

    /// True when a level is ink on paper of the level `paper`.
    pub fn is_ink(&self, level: impl Into<f32>, paper: f32) -> bool {
        level.into() < self.share * paper
    }
}

/// What red, green and blue add to the brightness of a pixel (ITU-R BT.601), and the same in parts of 256.
const LUMA: [f32; 3] = [0.299, 0.587, 0.114];
const FAST_LUMA: [u32; 3] = [77, 150, 29];

/// The brightness of a pixel, 0–255 (BT.601 luma).
pub fn luma([r, g, b]: [u8; 3]) -> f32 {
    LUMA[0] * f32::from(r) + LUMA[1] * f32::from(g) + LUMA[2] * f32::from(b)
}

/// [`luma`] in integers: less than two levels off, for whole pages.
pub fn fast_luma([r, g, b]: [u8; 3]) -> u8 {
    ((FAST_LUMA[0] * u32::from(r) + FAST_LUMA[1] * u32::from(g) + FAST_LUMA[2] * u32::from(b)) >> 8) as u8
}

/// The lightest channel of a pixel, in which coloured ink is light and only black is dark.
pub fn lightest([r, g, b]: [u8; 3]) -> u8 {
    r.max(g).max(b)
}

/// The darkest channel of a pixel, in which ink of any colour is dark.
pub fn darkest([r, g, b]: [u8; 3]) -> u8 {
    r.min(g).min(b)
}

/// The green channel of a pixel; white outside the picture.
pub fn green(picture: &RgbImage, x: u32, y: u32) -> u8 {
    picture.get_pixel_checked(x, y).map_or(255, |p| p.0[1])
}

/// Which of the levels of a picture with `columns` are ink: darker by more than `contrast` than the mean (rounded down) of those
/// within `around` rows and columns.
///
/// The same answers as those of imageproc's `adaptive_threshold`, in a quarter of its time: sums that move along instead of
/// a table of all sums, and no division.
pub fn darker_than_around(levels: &[u8], columns: usize, around: usize, contrast: u32) -> Vec<bool> {
    let rows: Vec<&[u8]> = levels.chunks_exact(columns.max(1)).collect();
    let mut sums = vec![0u32; columns];
    let mut up_to = vec![0u32; columns + 1];
    let mut marked = Vec::with_capacity(levels.len());
    let (mut top, mut bottom) = (0, 0);
    for (y, row) in rows.iter().enumerate() {
        while let Some(next) = rows.get(bottom).filter(|_| bottom <= y + around) {
            sums.iter_mut().zip(*next).for_each(|(sum, level)| *sum += u32::from(*level));
            bottom += 1;
        }
        while top + around < y {
            sums.iter_mut().zip(rows[top]).for_each(|(sum, level)| *sum -= u32::from(*level));
            top += 1;
        }
        let mut all = 0;
        for (up_to, sum) in up_to.iter_mut().skip(1).zip(&sums) {
            all += sum;
            *up_to = all;
        }
        // A whole number is below the mean where it and 1 more, times the pixels, is no more than their sum.
        let down = (bottom - top) as u32;
        let is_marked = |level: u8, sum: u32, pixels: u32| (u32::from(level) + contrast + 1) * pixels <= sum;
        let edge = |x: usize| {
            let (from, to) = (x.saturating_sub(around), (x + around + 1).min(columns));
            is_marked(row[x], up_to[to] - up_to[from], (to - from) as u32 * down)
        };
        let side = 2 * around + 1;
        let (first, end) = if columns > side { (around, columns - around) } else { (columns, columns) };
        marked.extend((0..first).map(edge));
        if let (Some(levels), Some(to)) = (row.get(first..end), up_to.get(side..)) {
            let pixels = side as u32 * down;
            let sums = up_to.iter().zip(to).map(|(from, to)| to - from);
            marked.extend(levels.iter().zip(sums).map(|(level, sum)| is_marked(*level, sum, pixels)));
        }
        marked.extend((end..columns).map(edge));
    }
    marked
}

/// The ground of a box, on which print may be dark or light: pixels that differ from it are ink.
///
/// A box may hold little but ink, or lie on a coloured band, so ink is told by its distance from the ground, not by a
/// share of the ground's brightness.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ground {
    level: u8,
    contrast: u8,
    light_ink: bool,
}

/// Ink differs from the ground by this share of the largest difference in the box …
const STANDS_OUT: f32 = 0.3;
/// … within these bounds (0–255): the paper's grain isn't ink, and a shadow in the box hides none.
const CONTRAST: std::ops::RangeInclusive<f32> = 12.0..=40.0;
/// Share of a box's pixels that are darker than its ground. The lightest pixel is the paper's grain at its extreme,
/// and measured from there half of the grain would count as ink.
const GROUND: f32 = 0.75;
/// How many times further the lightest pixels of a box are from its middle level than the darkest ones if print is
/// light on dark: a title on a coloured band, a white name on a plate.
const LIGHT_INK: f32 = 2.0;
/// Shares of a box's pixels below its darkest and its lightest level: specks and flares are fewer.
const EXTREMES: (f32, f32) = (0.02, 0.98);

impl Ground {
    /// The ground of the pixels in `band`.
    pub fn of(picture: &RgbImage, band: Rect) -> Ground {
        let pixels = (band.y..band.bottom()).flat_map(|y| (band.x..band.right()).map(move |x| (x, y)));
        let counts = counted(pixels.map(|(x, y)| green(picture, x, y)));
        let at = |share: f32| percentile(&counts, share);
        let middle = median(&counts);
        let light_ink = at(EXTREMES.1) - middle > LIGHT_INK * (middle - at(EXTREMES.0));
        let (ink, ground) = if light_ink { (at(1.0), at(1.0 - GROUND)) } else { (at(0.0), at(GROUND)) };
        let contrast = (STANDS_OUT * (ground - ink).abs()).clamp(*CONTRAST.start(), *CONTRAST.end());
        Ground { level: ground as u8, contrast: contrast as u8, light_ink }
    }

    /// True when a level stands out.
    pub fn is_ink(self, level: u8) -> bool {
        let (light, dark) = if self.light_ink { (level, self.level) } else { (self.level, level) };
        light.saturating_sub(dark) >= self.contrast
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    #[test]
    fn one_grey_is_ink_to_some_and_paper_to_others() {
        // Pencil at 70 % of the paper: a hand and a seal count it, samples and specks don't.
        let is_ink = |ink: Ink| ink.is_ink(168_u8, 240.0);
        assert_eq!([HAND, SEAL, SAMPLE, SPECK].map(is_ink), [true, true, false, false]);
        assert!(
            [HAND, SEAL, SAMPLE, SPECK].iter().all(|i| i.is_ink(20_u8, 240.0) && !i.is_ink(230_u8, 240.0))
        );
    }

    #[test]
    fn glints_and_specks_decide_no_level() {
        let levels = (0..1000).map(|i| match i {
            0..30 => 255,
            30..60 => 0,
            60..300 => 40,
            _ => 230,
        });
        let seal = SEAL.levels(levels.clone());
        assert_eq!((seal.ink, seal.paper), (40.0, 230.0));
        assert_eq!(PAGE.levels(levels).ink, 0.0, "a word on a page is no more than that");
    }

    #[test]
    fn the_fast_luma_is_less_than_two_levels_off() {
        for r in (0..=255).step_by(15) {
            for g in (0..=255).step_by(15) {
                for b in (0..=255).step_by(15) {
                    let (exact, fast) = (luma([r, g, b]), f32::from(fast_luma([r, g, b])));
                    assert!((exact - fast).abs() < 2.0, "{r} {g} {b}: {exact} {fast}");
                }
            }
        }
    }

    #[test]
    fn ink_on_its_surroundings_is_that_of_imageproc() {
        let picture = image::GrayImage::from_fn(67, 41, |x, y| {
            image::Luma([((x * 31 + y * 57 + x * y) % 200) as u8 + if x > 40 { 55 } else { 0 }])
        });
        for (around, contrast) in [(1, 0), (5, 12), (30, 16), (80, 40)] {
            let wanted = imageproc::contrast::adaptive_threshold(&picture, around, contrast);
            let wanted: Vec<bool> = wanted.as_raw().iter().map(|v| *v == 0).collect();
            let found = darker_than_around(picture.as_raw(), 67, around as usize, contrast as u32);
            assert_eq!(found, wanted, "{around} {contrast}");
        }
        assert!(darker_than_around(&[], 0, 3, 1).is_empty());
    }

    #[test]
    fn light_print_stands_out_from_a_dark_plate_too() {
        let plate = |ground: u8, ink: u8| {
            let picture = RgbImage::from_fn(60, 20, |x, _| Rgb([if x % 10 == 0 { ink } else { ground }; 3]));
            Ground::of(&picture, Rect { x: 0, y: 0, w: 60, h: 20 })
        };
        assert!(plate(240, 20).is_ink(20) && !plate(240, 20).is_ink(235));
        assert!(plate(60, 240).is_ink(240) && !plate(60, 240).is_ink(66));
    }
}
