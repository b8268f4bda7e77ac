//! The smallest rectangle around pixels.

use imageproc::geometry::min_area_rect;

use crate::geometry::{Point, Quad};

/// Parts of a pixel in which [`corners`] are given: imageproc rounds a rectangle's corners to whole numbers.
pub const PARTS: i32 = 16;

/// The first and the last corner in each row of the corners of `pixels` (column, row), in [`PARTS`] of a pixel: no other is one
/// of their hull.
pub fn corners(pixels: impl Iterator<Item = (usize, usize)>) -> Vec<imageproc::point::Point<i32>> {
    let mut rows: Vec<Option<(usize, usize)>> = Vec::new();
    for (x, y) in pixels {
        rows.resize(rows.len().max(y + 2), None);
        for row in &mut rows[y..y + 2] {
            *row = Some(row.map_or((x, x + 1), |(from, to)| (from.min(x), to.max(x + 1))));
        }
    }
    let corner = |x: usize, y: usize| imageproc::point::Point::new(x as i32 * PARTS, y as i32 * PARTS);
    let ends = rows.into_iter().enumerate().filter_map(|(y, row)| row.map(|row| (y, row)));
    ends.flat_map(|(y, (from, to))| [corner(from, y), corner(to, y)]).collect()
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
