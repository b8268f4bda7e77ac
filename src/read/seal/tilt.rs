//! Straightens a seal that was stamped askew, so that its columns can be cut. The smallest rectangle around the ink of a square
//! one gives the tilt, that around the characters of a round one does.
//!
//! It knows one seal's picture, neither the page nor characters.

use image::{Rgb, RgbImage};
use imageproc::geometric_transformations::Border;
use imageproc::geometry::{contour_area, convex_hull};

use super::imprint::Imprint;
use crate::geometry::{Point, Quad};
use crate::page::crop::straightened;
use crate::pixels::areas::connected;
use crate::pixels::ink::SEAL;
use crate::pixels::outline::{PARTS, corners, smallest_quad};

/// Tilts in degrees that are straightened: smaller ones don't matter to the cuts, and nobody stamps more askew.
const TILT: std::ops::RangeInclusive<f32> = 2.0..=25.0;
/// Share of the smallest rectangle that the outline of a square seal fills; a round one fills 0.79 (π/4).
const SQUARE: f64 = 0.88;
/// Share of the smallest rectangle that the outline of its characters fills, at least: fewer than four leave a corner out.
const BLOCK: f64 = 0.8;
/// Pieces of ink smaller than this share of all ink are specks.
const SPECK: f32 = 0.02;

/// A corner of pixels, in [`PARTS`] of a pixel.
type Corner = imageproc::point::Point<i32>;

/// `picture`, which holds one seal and little else, with the seal upright and cut out; `None` if it isn't tilted.
pub fn without_tilt(picture: &RgbImage) -> Option<RgbImage> {
    let paper = SEAL.levels(picture.pixels().map(|p| p.0[1])).paper;
    let ink: Vec<bool> = picture.pixels().map(|p| SEAL.is_ink(p.0[1], paper)).collect();
    let outline = hull(&ink, picture.width() as usize);
    let quad = if filled(&outline)? < SQUARE {
        around_characters(picture, &outline)?
    } else {
        smallest_quad(&outline)
    };
    if !TILT.contains(&tilt(&quad).to_degrees().abs()) {
        return None;
    }
    straightened(picture, &quad, Border::Constant(Rgb([paper as u8; 3])))
}

/// The hull of what is marked, specks aside.
fn hull(marked: &[bool], columns: usize) -> Vec<Corner> {
    let areas = connected(columns, marked.len() / columns.max(1), marked);
    let all = marked.iter().filter(|m| **m).count() as f32;
    let places = areas.iter().filter(|a| a.places.len() as f32 > SPECK * all).flat_map(|a| &a.places);
    convex_hull(corners(places.map(|at| (at % columns, at / columns))))
}

/// The share of the smallest rectangle around a hull that the hull fills; `None` for a line.
fn filled(hull: &[Corner]) -> Option<f64> {
    let area = contour_area(hull) / f64::from(PARTS * PARTS);
    (hull.len() > 2).then(|| area / f64::from(smallest_quad(hull).area().max(1.0)))
}

/// The angle of a rectangle's first side, in radians.
fn tilt(quad: &Quad) -> f32 {
    let [a, b, ..] = quad.0;
    (b.y - a.y).atan2(b.x - a.x)
}

/// The rectangle around a round seal in the direction of its characters: these make a block, and its ring has no direction.
fn around_characters(picture: &RgbImage, outline: &[Corner]) -> Option<Quad> {
    let characters = Imprint::bare(picture)?;
    let block = hull(characters.ink(), picture.width() as usize);
    if filled(&block)? < BLOCK {
        return None;
    }
    let (sin, cos) = tilt(&smallest_quad(&block)).sin_cos();
    let pixels = |v: i32| v as f32 / PARTS as f32;
    let turned = outline.iter().map(|p| Point::new(pixels(p.x), pixels(p.y)));
    let turned = turned.map(|p| p.along(Point::new(0.0, 0.0), Point::new(cos, sin)));
    let (mut l, mut t, mut r, mut b) = (f32::MAX, f32::MAX, f32::MIN, f32::MIN);
    for (x, y) in turned {
        (l, t, r, b) = (l.min(x), t.min(y), r.max(x), b.max(y));
    }
    Some(Quad::from_bounds(l, t, r, b).map(|p| Point::new(p.x * cos - p.y * sin, p.x * sin + p.y * cos)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A frame of 60 by 80 pixels, or a ring, turned by `degrees` on paper.
    fn seal(degrees: f32, round: bool) -> RgbImage {
        let (sin, cos) = degrees.to_radians().sin_cos();
        RgbImage::from_fn(120, 120, |x, y| {
            let (dx, dy) = (x as f32 + 0.5 - 60.0, y as f32 + 0.5 - 60.0);
            let (u, v) = ((dx * cos + dy * sin).abs(), (dy * cos - dx * sin).abs());
            let out = if round { u.hypot(v) / 40.0 } else { (u / 30.0).max(v / 40.0) };
            let speck = x < 2 && y < 2;
            Rgb(if (0.85..1.0).contains(&out) || speck { [190, 50, 50] } else { [240; 3] })
        })
    }

    #[test]
    fn tilted_seals_are_put_straight_and_others_left() {
        for degrees in [-12.0, 5.0, 20.0] {
            let straight = without_tilt(&seal(degrees, false)).unwrap_or_default();
            let (w, h) = straight.dimensions();
            assert!((58..=63).contains(&w) && (78..=83).contains(&h), "{degrees}: {w} {h}");
            let dark = |x: u32, y: u32| straight.get_pixel(x, y).0[1] < 150;
            assert!(
                (5..w - 5).all(|x| dark(x, 2) && dark(x, h - 3)),
                "{degrees}: the frame lies along the edge"
            );
            assert!(!dark(w / 2, h / 2));
        }
        // A ring without characters has no direction.
        for (degrees, round) in [(0.0, false), (1.0, false), (40.0, false), (12.0, true)] {
            assert!(without_tilt(&seal(degrees, round)).is_none(), "{degrees} {round}");
        }
        assert!(without_tilt(&RgbImage::new(0, 0)).is_none());
        assert!(without_tilt(&RgbImage::from_pixel(9, 9, Rgb([200; 3]))).is_none());
    }

    /// A ring of 80 pixels with two by two characters of three strokes, turned by `degrees`: `filled`, they are the paper.
    fn round_seal(degrees: f32, filled: bool) -> RgbImage {
        let (sin, cos) = degrees.to_radians().sin_cos();
        RgbImage::from_fn(82, 82, |x, y| {
            let (dx, dy) = (x as f32 + 0.5 - 41.0, y as f32 + 0.5 - 41.0);
            let (u, v) = ((dx * cos + dy * sin).abs(), (dy * cos - dx * sin).abs());
            let character = (3.0..20.0).contains(&u) && (3.0..20.0).contains(&v) && v % 6.0 < 3.0;
            let seal = if filled { u.hypot(v) < 40.0 } else { (34.0..40.0).contains(&u.hypot(v)) };
            Rgb(if seal != character { [190, 50, 50] } else { [240; 3] })
        })
    }

    #[test]
    fn a_round_seal_is_put_straight_by_its_characters() {
        for (degrees, filled) in [(-14.0, false), (9.0, false), (12.0, true)] {
            let straight = without_tilt(&round_seal(degrees, filled)).unwrap_or_default();
            let (w, h) = straight.dimensions();
            assert!((78..=84).contains(&w) && (78..=84).contains(&h), "{degrees} {filled}: {w} {h}");
            let dark = |x: u32, y: u32| straight.get_pixel(x, y).0[1] < 150;
            let gap = |at: u32| (h / 2 - 16..h / 2 + 16).all(|y| dark(at, y) == filled);
            assert!(gap(w / 2), "{degrees} {filled}: the gap between the columns is upright");
        }
        assert!(without_tilt(&round_seal(0.0, false)).is_none());
    }
}
