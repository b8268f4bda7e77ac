//! Makes faint pages readable: stretches the levels from ink to paper over the whole range.
//!
//! The nets, and all code that tells ink by its darkness, expect full contrast. A faint copy, a pencilled signature
//! or a page under a veil of light is much easier for them once it is stretched, and light print on dark once it is
//! inverted. Released pictures are never touched.

use std::borrow::Cow;

use image::RgbImage;

use crate::pixels::areas::Cells;
use crate::pixels::ink::{LINE, Levels, PAGE, lightest};
use crate::pixels::levels::{EVERY, counted, median, percentile};

/// Pages with more difference between ink and paper (0–255) stay as they are …
const ENOUGH: u8 = 150;
/// … and so do pages with so little that it may be the grain of the paper.
const LEAST: u8 = 40;
/// Levels of ink and paper after stretching.
const SPREAD: (f32, f32) = (20.0, 240.0);

/// Pictures whose median level (0–255) lies above this aren't dark.
const DARK: f32 = 128.0;
/// Share of pixels darker than the level that counts as the lightest. One word on much paper covers a few
/// thousandths.
const LIGHTEST: f32 = 0.998;
/// Light print is lighter than its ground by this much (0–255), and by this many times the distance of the darkest
/// pixels.
const LIGHT_PRINT: f32 = 80.0;
const LIGHTER: f32 = 2.0;
/// Strokes don't fill a cell of a fortieth of the picture, or of 32 pixels, …
const CELLS: (u32, u32) = (40, 32);
/// … to this share. Lighter things do, such as a page on a dark desk; at most this share of the light pixels may lie
/// in them.
const FILLED: f32 = 0.9;
const THINGS: f32 = 0.1;

/// The picture with dark print on light: its negative if it is dark and the light in it is print, otherwise itself.
///
/// A page that is dark for lack of light stays as it is: nothing in it is light, or a reflection or a lamp is, which
/// fills cells.
pub fn dark_on_light(picture: &RgbImage) -> Cow<'_, RgbImage> {
    if !is_light_on_dark(picture) {
        return Cow::Borrowed(picture);
    }
    let mut negative = picture.clone();
    negative.iter_mut().for_each(|v| *v = 255 - *v);
    Cow::Owned(negative)
}

fn is_light_on_dark(picture: &RgbImage) -> bool {
    let counts = counted(picture.pixels().step_by(EVERY).map(|p| p.0[1]));
    let (ground, lightest) = (median(&counts), percentile(&counts, LIGHTEST));
    let (lighter, darker) = (lightest - ground, ground - percentile(&counts, 1.0 - LIGHTEST));
    if ground > DARK || lighter < LIGHT_PRINT || lighter < LIGHTER * darker {
        return false;
    }
    let light = (ground + lightest) / 2.0;
    let cells = Cells::new(picture, CELLS);
    let (mut lit, mut all) = (vec![0_u32; cells.count()], vec![0_u32; cells.count()]);
    cells.each(picture, |cell, pixel| {
        all[cell] += 1;
        lit[cell] += u32::from(f32::from(pixel.0[1]) > light);
    });
    let filled = |(lit, all): &(&u32, &u32)| **lit as f32 > FILLED * **all as f32;
    let things: u32 = lit.iter().zip(&all).filter(filled).map(|(lit, _)| lit).sum();
    things as f32 <= THINGS * lit.iter().sum::<u32>() as f32
}

/// The page with its levels stretched, or unchanged if that isn't needed or would only show grain.
pub fn spread(page: Cow<'_, RgbImage>) -> Cow<'_, RgbImage> {
    stretched(&page).map_or(page, Cow::Owned)
}

/// The picture with its levels stretched; `None` if that isn't needed or would only show grain.
pub fn stretched(picture: &RgbImage) -> Option<RgbImage> {
    let Levels { ink, paper } = PAGE.levels(picture.pixels().step_by(EVERY).map(|p| p.0[1]));
    let (ink, paper) = (ink as u8, paper as u8);
    if !(LEAST..ENOUGH).contains(&paper.saturating_sub(ink)) {
        return None;
    }
    let scale = (SPREAD.1 - SPREAD.0) / f32::from(paper - ink);
    let moved: Vec<u8> =
        (0..=255).map(|v| ((v as f32 - f32::from(ink)) * scale + SPREAD.0).clamp(0.0, 255.0) as u8).collect();
    let mut spread = picture.clone();
    for pixel in spread.pixels_mut() {
        pixel.0 = pixel.0.map(|v| moved.get(usize::from(v)).copied().unwrap_or(v));
    }
    Some(spread)
}

/// Share of the way from ink to paper above which [`darkest`] shows nothing: print is black, stamps copied with it
/// are grey (0.35, 0.5 and 0.65 were tried).
const FADES: f32 = 0.35;

/// The darkest ink alone, in the lightest channel: print under a grey or coloured stamp, without the stamp.
pub fn darkest(picture: &RgbImage) -> RgbImage {
    let Levels { ink, paper } = LINE.levels(picture.pixels().map(|p| lightest(p.0)));
    let range = (FADES * (paper - ink)).max(1.0);
    let mut out = picture.clone();
    for pixel in out.pixels_mut() {
        pixel.0 = [((f32::from(lightest(pixel.0)) - ink) * 255.0 / range).clamp(0.0, 255.0) as u8; 3];
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    fn page(paper: u8, ink: u8) -> RgbImage {
        RgbImage::from_fn(700, 300, |x, y| Rgb([if x % 31 < 3 && y % 20 < 9 { ink } else { paper }; 3]))
    }

    #[test]
    fn light_print_on_dark_becomes_its_negative_and_dark_pages_stay() {
        let negative = |p: &RgbImage| matches!(dark_on_light(p), Cow::Owned(_));
        let light = page(30, 230);
        assert_eq!(dark_on_light(&light).get_pixel(0, 0).0, [25; 3]);
        let word = RgbImage::from_fn(900, 700, |x, y| {
            let ink = (400..600).contains(&x) && (300..330).contains(&y) && x % 7 < 3;
            Rgb([if ink { 220 } else { 40 }; 3])
        });
        assert!(negative(&word), "one word");
        let lamp = RgbImage::from_fn(900, 700, |x, y| Rgb([if x < 150 && y < 90 { 250 } else { 40 }; 3]));
        let desk = RgbImage::from_fn(900, 700, |x, y| {
            let paper = (300..600).contains(&x) && (100..500).contains(&y);
            Rgb([if !paper {
                50
            } else if x % 31 < 3 && y % 20 < 9 {
                40
            } else {
                230
            }; 3])
        });
        for stays in [page(230, 30), page(60, 15), lamp, desk, RgbImage::new(0, 0)] {
            assert!(!negative(&stays));
        }
    }

    #[test]
    fn a_grey_stamp_fades_from_under_print() {
        let strip = RgbImage::from_fn(300, 48, |x, y| {
            Rgb([match (x % 10, y) {
                (0..2, 10..40) => 30,
                (_, 20..30) => 130,
                _ => 230,
            }; 3])
        });
        let shown = darkest(&strip);
        let level = |x, y| shown.get_pixel(x, y).0[0];
        assert_eq!((level(0, 25), level(5, 25), level(5, 5)), (0, 255, 255));
    }

    #[test]
    fn faint_print_is_spread_and_the_rest_left() {
        let spread = |page| spread(Cow::Owned(page)).into_owned();
        let levels = PAGE.levels(spread(page(230, 140)).pixels().map(|p| p.0[1]));
        assert_eq!(levels, Levels { ink: 20.0, paper: 240.0 });
        assert_eq!(spread(page(230, 30)), page(230, 30), "print of full contrast");
        assert_eq!(spread(page(230, 215)), page(230, 215), "paper and its grain");
        assert_eq!(spread(RgbImage::new(0, 0)), RgbImage::new(0, 0));
    }
}
