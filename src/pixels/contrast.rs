//! Faint pages made readable: the levels from ink to paper spread over the whole range.
//!
//! The nets, and whatever tells ink from paper by its darkness, know print of full contrast; a faint copy, a pencilled
//! signature or a page under a veil of light is much easier to them once it is spread. What is released is never touched.

use image::RgbImage;

use crate::judge::quality::{counted, percentile};

/// Shares of the page taken for its darkest ink and for its paper.
const INK: f32 = 0.002;
const PAPER: f32 = 0.9;
/// Pages whose ink and paper are further apart (0–255) are left as they are …
const ENOUGH: u8 = 150;
/// … and so are those where they are so close that there may be nothing but the grain of the paper.
const LEAST: u8 = 40;
/// Where ink and paper come to lie.
const SPREAD: (f32, f32) = (20.0, 240.0);

/// The page with its levels spread, or as it is when that isn't needed or would only show grain.
pub fn spread(page: RgbImage) -> RgbImage {
    stretched(&page).unwrap_or(page)
}

/// The picture with its levels spread; `None` when that isn't needed or would only show grain.
pub fn stretched(picture: &RgbImage) -> Option<RgbImage> {
    let (ink, paper) = levels(picture);
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

/// The green levels of the darkest ink and of the paper, from every seventh pixel.
fn levels(page: &RgbImage) -> (u8, u8) {
    let counts = counted(page.pixels().step_by(7).map(|p| p.0[1]));
    (percentile(&counts, INK) as u8, percentile(&counts, PAPER) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    fn page(paper: u8, ink: u8) -> RgbImage {
        RgbImage::from_fn(700, 300, |x, y| Rgb([if x % 31 < 3 && y % 20 < 9 { ink } else { paper }; 3]))
    }

    #[test]
    fn faint_print_is_spread_and_the_rest_left() {
        assert_eq!(levels(&spread(page(230, 140))), (20, 240));
        assert_eq!(spread(page(230, 30)), page(230, 30), "print of full contrast");
        assert_eq!(spread(page(230, 215)), page(230, 215), "paper and its grain");
        assert_eq!(spread(RgbImage::new(0, 0)), RgbImage::new(0, 0));
    }
}
