//! From findings to boxes that don't tell: padded, grown off the ink, of fixed widths.
//!
//! Boxes are axis-parallel rectangles of the stored grid. Nothing here touches a file.

use image::RgbImage;

use crate::find::Finding;
use crate::geometry::{Quad, Rect};

/// Padding on every side, in text heights: what anti-aliasing and a loose detector leave outside a quad.
const PAD: f32 = 0.12;
/// Box lengths are rounded up to multiples of this many text heights where nothing stands in the way, so that names
/// of two to four characters look alike.
const LENGTH_STEP: f32 = 4.5;
/// Ink is at least this much darker than the paper.
const BLANK_CONTRAST: u8 = 40;

/// The box of each finding, in the order of the findings; `picture` is the stored grid.
pub fn boxes(findings: &[Finding], picture: &RgbImage) -> Vec<Rect> {
    findings.iter().map(|f| one_box(&f.quad, picture)).collect()
}

fn one_box(quad: &Quad, picture: &RgbImage) -> Rect {
    let (w, h) = picture.dimensions();
    let height = quad.height();
    let padded = bounds(&quad.grown(PAD * height, PAD * height), w, h);
    lengthened(padded, quad, picture)
}

/// The whole pixels that a quad touches, within the picture; at least one pixel.
fn bounds(quad: &Quad, w: u32, h: u32) -> Rect {
    let (l, t, r, b) = quad.bounds();
    let low = |v: f32, limit: u32| (v.floor().max(0.0) as u32).min(limit.saturating_sub(1));
    let (x, y) = (low(l, w), low(t, h));
    let high = |v: f32, low: u32, limit: u32| (v.ceil().max(0.0) as u32).clamp(low + 1, limit.max(low + 1));
    Rect { x, y, w: high(r, x, w) - x, h: high(b, y, h) - y }
}

/// Lengthens the box along its text, through blank columns only.
fn lengthened(rect: Rect, quad: &Quad, picture: &RgbImage) -> Rect {
    let [a, b, ..] = quad.0;
    let along_x = (b.x - a.x).abs() >= (b.y - a.y).abs();
    let (length, limit) = if along_x { (rect.w, picture.width()) } else { (rect.h, picture.height()) };
    let step = quad.height() * LENGTH_STEP;
    let wanted = ((length as f32 / step).ceil() * step) as u32;
    let start = if along_x { rect.x } else { rect.y };
    let (mut from, mut to) = (start, start + length);
    // Forwards first, where a form leaves room for its value; then backwards. A gap of a third of a height stays free.
    let clear = (quad.height() / 3.0) as u32;
    let paper = paper(picture, rect);
    let free = |at: u32| at < limit && blank(picture, rect, paper, at, along_x);
    while to - from < wanted && to < limit && (to..=to + clear).all(free) {
        to += 1;
    }
    while to - from < wanted && from > clear && (from - 1 - clear..from).all(free) {
        from -= 1;
    }
    if along_x { Rect { x: from, w: to - from, ..rect } } else { Rect { y: from, h: to - from, ..rect } }
}

/// True when the column (or row) `at` of the box's band shows no ink: nothing much darker than the paper in the box.
fn blank(picture: &RgbImage, band: Rect, paper: u8, at: u32, along_x: bool) -> bool {
    let (from, to) = if along_x { (band.y, band.bottom()) } else { (band.x, band.right()) };
    (from..to).all(|i| {
        let (x, y) = if along_x { (at, i) } else { (i, at) };
        paper.saturating_sub(level(picture, x, y)) < BLANK_CONTRAST
    })
}

/// The lightest level in the box: its paper.
fn paper(picture: &RgbImage, band: Rect) -> u8 {
    let pixels = (band.y..band.bottom()).flat_map(|y| (band.x..band.right()).map(move |x| (x, y)));
    pixels.map(|(x, y)| level(picture, x, y)).max().unwrap_or(255)
}

fn level(picture: &RgbImage, x: u32, y: u32) -> u8 {
    picture.get_pixel_checked(x, y).map_or(255, |p| p.0[1])
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    fn page(ink: &[Rect]) -> RgbImage {
        let mut page = RgbImage::from_pixel(600, 200, Rgb([250; 3]));
        for r in ink {
            for y in r.y..r.bottom() {
                for x in r.x..r.right() {
                    page.put_pixel(x, y, Rgb([20; 3]));
                }
            }
        }
        page
    }

    #[test]
    fn names_of_two_and_three_characters_get_boxes_of_one_length() {
        let page = page(&[]);
        let length = |chars: f32| lengthened_box(&page, 100.0, chars).w;
        assert_eq!(length(2.0), length(3.0));
        assert_eq!(length(3.0), length(4.0));
    }

    fn lengthened_box(page: &RgbImage, x: f32, chars: f32) -> Rect {
        let quad = Quad::from_bounds(x, 80.0, x + 30.0 * chars, 110.0);
        lengthened(bounds(&quad, 600, 200), &quad, page)
    }

    #[test]
    fn a_neighbour_is_not_eaten() {
        let neighbour = Rect { x: 180, y: 80, w: 60, h: 30 };
        let before = Rect { x: 60, y: 80, w: 30, h: 30 };
        let page = page(&[neighbour, before]);
        let grown = lengthened_box(&page, 100.0, 2.0);
        assert!(!grown.overlaps(neighbour) && !grown.overlaps(before), "{grown:?}");
    }
}
