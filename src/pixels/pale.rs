//! The palest ink of a page alone: watermarks, which lie under or over print and in any direction.
//!
//! As in [`layers`](super::layers), ink is told by the part of the paper's light that it takes, but in the channel where it takes most: a
//! light blue is hardly darker than paper in its blue. Knows pixels; nothing of text.

use std::ops::Range;

use image::RgbImage;

use super::areas::widened;
use super::ink::darkest;
use super::layers::Paper;
use super::levels::{counted, percentile};
use super::scale;

/// Longer side, in pixels, at which pale ink is looked for.
const SIDE: u32 = 1280;
/// Density from which a pixel may be a watermark: those of drawn pages take 0.16 to 0.3 of the light, grain less than 0.05.
const INK: f32 = 0.08;
/// Density from which ink is no watermark, in parts of the print's and at least.
const DENSE: (f32, f32) = (0.6, 0.3);
/// Density of the ink from which print is told, and the share of it that is no denser than print.
const PRINT: (f32, f32) = (0.22, 0.85);
/// Pixels around dense ink that have the density of pale ink: the edges of strokes.
const EDGE: usize = 1;
/// The density that is drawn white, and the share of the pale ink that is no denser than what is drawn black.
const WHITE: f32 = 0.05;
const BLACK: f32 = 0.75;

/// A page's palest ink.
pub struct Pale {
    /// It alone, black on white, reduced.
    pub picture: RgbImage,
    /// Pixels of that picture for each of the page's.
    pub scale: f32,
}

impl Pale {
    /// The palest ink of `page`; `None` where there is none.
    pub fn of(page: &RgbImage) -> Option<Pale> {
        let (small, scale) = scale::reduced(page, SIDE);
        let paper = Paper::of(&small, darkest);
        let density: Vec<f32> = paper.densities(&small, |d| d);
        let no_denser = |share: f32, range: Range<f32>| {
            let counted_ones = density.iter().filter(|d| range.contains(d)).map(|d| (d * 255.0) as u8);
            percentile(&counted(counted_ones), share) / 255.0
        };
        let most = (DENSE.0 * no_denser(PRINT.1, PRINT.0..f32::INFINITY)).max(DENSE.1);
        let columns = small.width() as usize;
        let near = widened(&density.iter().map(|d| *d > most).collect::<Vec<_>>(), columns, EDGE);
        let pale: Vec<f32> =
            density.iter().zip(&near).map(|(d, is_near)| if *is_near { 0.0 } else { *d }).collect();

        if !pale.iter().any(|d| *d > INK) {
            return None;
        }
        let black = no_denser(BLACK, INK..most).max(INK);
        let levels =
            pale.iter().map(|d| (255.0 * (1.0 - (d - WHITE) / (black - WHITE))).clamp(0.0, 255.0) as u8);
        let picture =
            RgbImage::from_raw(small.width(), small.height(), levels.flat_map(|v| [v; 3]).collect())?;
        Some(Pale { picture, scale })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    #[test]
    fn print_goes_and_what_is_paler_is_black() {
        // Print on the left, a light blue watermark on the right, on paper that is lit unevenly.
        let page = RgbImage::from_fn(800, 600, |x, y| {
            let light = 0.6 + 0.4 * x as f32 / 800.0;
            let of = match (x % 12 < 3 && y % 40 < 20 && x < 300, x > 500 && x % 40 < 8 && y < 300) {
                (true, _) => [25.0; 3],
                (_, true) => [200.0, 212.0, 240.0],
                _ => [245.0; 3],
            };
            Rgb(of.map(|v: f32| (v * light) as u8))
        });
        let Some(pale) = Pale::of(&page) else { panic!("nothing pale") };
        let level = |x: u32, y: u32| pale.picture.get_pixel(x, y).0[0];
        assert_eq!((level(1, 4), level(400, 300), level(523, 100), level(540, 100)), (255, 255, 0, 255));
    }

    #[test]
    fn plain_pages_have_none() {
        assert!(Pale::of(&RgbImage::from_pixel(300, 200, Rgb([220; 3]))).is_none());
        assert!(Pale::of(&RgbImage::new(0, 0)).is_none());
    }
}
