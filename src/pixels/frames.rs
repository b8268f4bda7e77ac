//! Finds frames: closed outlines of ink, square or round, of a seal's size and at any tilt.
//!
//! Personal seals stand close together in the rows of a table, so that a look at the page in coarse cells joins them. Their
//! frames are apart. It knows pixels, not text: a character like 国 has a frame too.

use image::{GrayImage, RgbImage};
use imageproc::contrast::adaptive_threshold;
use imageproc::geometry::convex_hull;

use super::areas::{Area, connected};
use super::ink::{self, MARKS};
use super::outline::{corners, smallest_quad};
use super::{red, scale};
use crate::geometry::{Point, Quad};

/// Longer side, in pixels, at which frames are looked for: the thin frame of a seal of 8 mm on A4 is a pixel wide.
const SIDE: u32 = 1800;
/// Half the side of the square whose mean is taken as the paper around a pixel: wider than the ring of a seal.
const AROUND: u32 = 30;
/// How much darker than its surroundings a frame is: this part of the page's range from ink to paper …
const CONTRAST: f32 = 0.12;
/// … and at least as much (0–255).
const LEAST: f32 = 12.0;
/// Longer side of a frame as a share of [`SIDE`]: from 5 mm to 40 mm on A4.
const LONG: std::ops::Range<f32> = 0.017..0.135;
/// Shorter side of one, likewise.
const SHORT: f32 = 0.012;
/// Longer over shorter side of one: a row of five characters.
const ASPECT: f32 = 5.5;
/// Longer over shorter side up to which a frame may be a ring, in perspective.
const OVAL: f32 = 1.25;
/// How far inside its rectangle, as a share of the shorter side, a frame's line may lie: frames are worn and bent.
const DEEP: f32 = 0.12;
/// Places along each side that are looked at.
const PLACES: usize = 32;
/// Share of them with ink, on all sides together and on each.
const CLOSED: f32 = 0.72;
const CLOSED_SIDE: f32 = 0.5;

/// A closed outline of ink.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    /// The smallest rectangle around it, from the top left corner.
    pub quad: Quad,
    /// True for a ring.
    pub is_round: bool,
}

/// The frames of `page`, in its grid.
pub fn frames(page: &RgbImage) -> Vec<Frame> {
    let (w, h) = page.dimensions();
    let shrink = (SIDE as f32 / w.max(h).max(1) as f32).min(1.0);
    let side = |v: u32| ((v as f32 * shrink).round() as u32).max(1);
    let small = scale::resize(page, side(w), side(h));
    let longer = small.width().max(small.height()) as f32;
    let (sx, sy) = (w as f32 / small.width() as f32, h as f32 / small.height() as f32);
    let dark = GrayImage::from_fn(small.width(), small.height(), |x, y| {
        [ink::darkest(small.get_pixel(x, y).0)].into()
    });
    let levels = MARKS.levels(dark.iter().copied());
    let contrast = (CONTRAST * (levels.paper - levels.ink)).max(LEAST) as i32;
    let inked = adaptive_threshold(&dark, AROUND, contrast);
    let inked: Vec<bool> = inked.as_raw().iter().map(|v| *v == 0).collect();
    // Red frames cross the black ruling of tables.
    let reds: Vec<bool> = small.pixels().zip(&inked).map(|(p, ink)| *ink && red::is_red(p)).collect();
    let mut found: Vec<Frame> = Vec::new();
    for mask in [&reds, &inked] {
        let (columns, rows) = (small.width() as usize, small.height() as usize);
        for area in connected(columns, rows, &|at| mask.get(at) == Some(&true)) {
            let Some(frame) = frame(&area, columns, longer) else { continue };
            let quad = frame.quad.map(|p| Point::new(p.x * sx, p.y * sy));
            if !found.iter().any(|f| f.quad.is_same_place(&quad)) {
                found.push(Frame { quad, ..frame });
            }
        }
    }
    found
}

/// The smallest rectangle around `area`, if its ink runs along all of it, or around the circle in it. `columns` is the width
/// of the area's grid.
fn frame(area: &Area, columns: usize, longer: f32) -> Option<Frame> {
    let (w, h) = (area.columns.len() as f32 / longer, area.rows.len() as f32 / longer);
    if !LONG.contains(&w.max(h)) || w.min(h) < SHORT {
        return None;
    }
    let pixels = area.places.iter().map(|at| ((at % columns) as i32, (at / columns) as i32));
    let quad = smallest_quad(&convex_hull(corners(pixels)));
    let (long, short) = (quad.width().max(quad.height()), quad.width().min(quad.height()));
    if short < SHORT * longer || long > ASPECT * short {
        return None;
    }
    let inside = Inside::new(area, columns);
    if is_closed(&quad, &inside) {
        return Some(Frame { quad, is_round: false });
    }
    (long < OVAL * short && is_ring(&quad, &inside)).then_some(Frame { quad, is_round: true })
}

/// Which pixels of an area's bounds are its ink.
struct Inside {
    left: usize,
    top: usize,
    width: usize,
    ink: Vec<bool>,
}

impl Inside {
    fn new(area: &Area, columns: usize) -> Inside {
        let (left, top, width) = (area.columns.start, area.rows.start, area.columns.len());
        let mut ink = vec![false; width * area.rows.len()];
        for at in &area.places {
            if let Some(pixel) = ink.get_mut((at / columns - top) * width + at % columns - left) {
                *pixel = true;
            }
        }
        Inside { left, top, width, ink }
    }

    fn has(&self, p: Point) -> bool {
        let (x, y) = (p.x - self.left as f32, p.y - self.top as f32);
        let within = x >= 0.0 && y >= 0.0 && (x as usize) < self.width;
        within && self.ink.get(y as usize * self.width + x as usize) == Some(&true)
    }

    /// True when there is ink on the way from `outside` to `inside`, seen at every pixel.
    fn between(&self, outside: Point, inside: Point) -> bool {
        let steps = outside.distance(inside).ceil().max(1.0) as usize * 2;
        (0..=steps).any(|i| self.has(outside.toward(inside, i as f32 / steps as f32)))
    }
}

/// True when ink runs along all four sides of `quad`.
fn is_closed(quad: &Quad, inside: &Inside) -> bool {
    let depth = DEEP * quad.width().min(quad.height()) + 1.0;
    let [a, b, c, d] = quad.0;
    // Each side, and the corner that its start is followed by across it.
    let shares: Vec<f32> = [(a, b, d), (b, c, a), (c, d, b), (d, a, c)]
        .into_iter()
        .map(|(from, to, across)| {
            let inward = from.direction(across);
            let inked = (0..PLACES).filter(|k| {
                let edge = from.toward(to, (*k as f32 + 0.5) / PLACES as f32);
                inside.between(edge, Point::new(edge.x + inward.x * depth, edge.y + inward.y * depth))
            });
            inked.count() as f32 / PLACES as f32
        })
        .collect();
    shares.iter().all(|s| *s >= CLOSED_SIDE) && shares.iter().sum::<f32>() / 4.0 >= CLOSED
}

/// True when ink runs all around the circle in `quad`.
fn is_ring(quad: &Quad, inside: &Inside) -> bool {
    let (middle, radius) = (quad.center(), quad.width().max(quad.height()) / 2.0);
    let inked = (0..4 * PLACES).filter(|k| {
        let (sin, cos) = (*k as f32 / (4 * PLACES) as f32 * std::f32::consts::TAU).sin_cos();
        let at = |r: f32| Point::new(middle.x + r * cos, middle.y + r * sin);
        inside.between(at(radius), at(radius * (1.0 - 2.0 * DEEP) - 1.0))
    });
    inked.count() as f32 / (4 * PLACES) as f32 >= CLOSED
}

#[cfg(test)]
#[expect(clippy::expect_used, reason = "tests")]
mod tests {
    use super::*;
    use image::Rgb;

    /// Adds a frame, 80 by 60 pixels, or a ring, 80 wide, around (`x`, `y`), turned by `degrees`; a row of blocks is in it.
    fn stamp(page: &mut RgbImage, (x, y): (f32, f32), degrees: f32, round: bool) {
        let (sin, cos) = degrees.to_radians().sin_cos();
        for (px, py, p) in page.enumerate_pixels_mut() {
            let (dx, dy) = (px as f32 + 0.5 - x, py as f32 + 0.5 - y);
            let (u, v) = ((dx * cos + dy * sin).abs(), (dy * cos - dx * sin).abs());
            let out = if round { u.hypot(v) / 40.0 } else { (u / 40.0).max(v / 30.0) };
            if (0.92..1.0).contains(&out) || (v < 12.0 && u < 20.0 && u % 10.0 < 6.0) {
                p.0 = [200, 40, 40];
            }
        }
    }

    #[test]
    fn frames_that_stand_close_are_told_apart() {
        let mut page = RgbImage::from_pixel(1200, 1600, Rgb([240; 3]));
        stamp(&mut page, (300.0, 300.0), 0.0, false);
        stamp(&mut page, (300.0, 368.0), 6.0, false);
        stamp(&mut page, (600.0, 300.0), 0.0, true);
        let found = frames(&page);
        let near = |x: f32, y: f32| found.iter().find(|f| f.quad.center().distance(Point::new(x, y)) < 3.0);
        assert_eq!(found.len(), 3, "{found:?}");
        assert_eq!(
            [near(300.0, 300.0), near(600.0, 300.0)].map(|f| f.map(|f| f.is_round)),
            [Some(false), Some(true)]
        );
        let tilted = near(300.0, 368.0).expect("the tilted one").quad;
        assert!((tilted.width() - 80.0).abs() < 4.0 && (tilted.height() - 60.0).abs() < 4.0, "{tilted:?}");
        let [a, b, ..] = tilted.0;
        assert!(((b.y - a.y).atan2(b.x - a.x).to_degrees() - 6.0).abs() < 1.5, "{tilted:?}");
    }

    #[test]
    fn a_red_frame_crosses_black_ruling() {
        let mut page = RgbImage::from_pixel(1200, 1600, Rgb([240; 3]));
        for x in 100..1100 {
            for y in [280, 281, 330, 331] {
                page.put_pixel(x, y, Rgb([30; 3]));
            }
        }
        stamp(&mut page, (300.0, 300.0), 0.0, false);
        let found = frames(&page);
        assert!(found.iter().any(|f| f.quad.center().distance(Point::new(300.0, 300.0)) < 3.0), "{found:?}");
    }

    #[test]
    fn print_rules_and_paper_are_no_frames() {
        let page = RgbImage::from_fn(1200, 1600, |x, y| {
            let rule = y % 400 < 3 || x % 600 < 3;
            let print = y % 60 < 24 && x % 30 < 18 && (x + y) % 7 < 2;
            Rgb(if rule || print { [20; 3] } else { [235; 3] })
        });
        assert_eq!(frames(&page), []);
    }
}
