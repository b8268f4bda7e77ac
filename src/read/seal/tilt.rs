//! Straightens a seal that was stamped askew, so that its columns can be cut. Its outline is a rectangle, and the
//! smallest rectangle around its ink gives the tilt.
//!
//! It knows one seal's picture, neither the page nor characters.

use image::{Rgb, RgbImage};
use imageproc::geometric_transformations::Border;
use imageproc::geometry::{contour_area, convex_hull};

use crate::page::crop::straightened;
use crate::pixels::areas::connected;
use crate::pixels::ink::SEAL;
use crate::pixels::outline::{PARTS, corners, smallest_quad};

/// Tilts in degrees that are straightened: smaller ones don't matter to the cuts, and nobody stamps more askew.
const TILT: std::ops::RangeInclusive<f32> = 2.0..=25.0;
/// Share of the smallest rectangle that the outline of a square seal fills; a round one fills 0.79 (π/4).
const SQUARE: f64 = 0.88;
/// Pieces of ink smaller than this share of all ink are specks.
const SPECK: f32 = 0.02;

/// `picture`, which holds one seal and little else, with the seal upright and cut out; `None` if it isn't tilted or
/// isn't square.
pub fn without_tilt(picture: &RgbImage) -> Option<RgbImage> {
    let (w, h) = picture.dimensions();
    let paper = SEAL.levels(picture.pixels().map(|p| p.0[1])).paper;
    let ink: Vec<bool> = picture.pixels().map(|p| SEAL.is_ink(p.0[1], paper)).collect();
    let areas = connected(w as usize, h as usize, &ink);
    let all = ink.iter().filter(|i| **i).count() as f32;
    let places = areas.iter().filter(|a| a.places.len() as f32 > SPECK * all).flat_map(|a| &a.places);
    let pixels = places.map(|at| (at % w as usize, at / w as usize));
    let hull = convex_hull(corners(pixels));
    if hull.len() < 3 {
        return None;
    }
    let quad = smallest_quad(&hull);
    let [a, b, ..] = quad.0;
    let tilt = (b.y - a.y).atan2(b.x - a.x).to_degrees().abs();
    let filled = contour_area(&hull) / f64::from(PARTS * PARTS) / f64::from(quad.area().max(1.0));
    if !TILT.contains(&tilt) || filled < SQUARE {
        return None;
    }
    straightened(picture, &quad, Border::Constant(Rgb([paper as u8; 3])))
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
        for (degrees, round) in [(0.0, false), (1.0, false), (40.0, false), (12.0, true)] {
            assert!(without_tilt(&seal(degrees, round)).is_none(), "{degrees} {round}");
        }
        assert!(without_tilt(&RgbImage::new(0, 0)).is_none());
        assert!(without_tilt(&RgbImage::from_pixel(9, 9, Rgb([200; 3]))).is_none());
    }
}
