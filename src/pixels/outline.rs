//! The smallest rectangle around pixels.

use imageproc::geometry::min_area_rect;

use crate::geometry::{Point, Quad};

/// Parts of a pixel in which [`corners`] are given: imageproc rounds a rectangle's corners to whole numbers.
pub const PARTS: i32 = 16;

/// The corners of `pixels`, in [`PARTS`] of a pixel.
pub fn corners(pixels: impl Iterator<Item = (i32, i32)>) -> Vec<imageproc::point::Point<i32>> {
    let corners = pixels.flat_map(|(x, y)| [(x, y), (x + 1, y), (x, y + 1), (x + 1, y + 1)]);
    corners.map(|(x, y)| imageproc::point::Point::new(x * PARTS, y * PARTS)).collect()
}

/// The smallest rectangle around [`corners`], of which there is at least one, in pixels.
pub fn smallest_quad(corners: &[imageproc::point::Point<i32>]) -> Quad {
    let pixels = |v: i32| v as f32 / PARTS as f32;
    upright_corners(min_area_rect(corners).map(|p| Point::new(pixels(p.x), pixels(p.y))))
}

/// Orders the corners of a rectangle: top left, top right, bottom right, bottom left of how it lies on the page.
fn upright_corners(mut p: [Point; 4]) -> Quad {
    let center = Quad(p).center();
    let angle = |q: &Point| (q.y - center.y).atan2(q.x - center.x);
    p.sort_by(|a, b| angle(a).total_cmp(&angle(b)));
    // Clockwise now; start where x + y is smallest.
    let start = (0..4).min_by(|&i, &j| (p[i].x + p[i].y).total_cmp(&(p[j].x + p[j].y))).unwrap_or(0);
    p.rotate_left(start);
    Quad(p)
}
