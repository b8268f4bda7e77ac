//! Quarter turns, and the EXIF orientation: the eight ways from the stored grid to the displayed one.

use std::borrow::Cow;

use image::{RgbImage, imageops};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::geometry::Point;

/// A picture turned clockwise by `turns` quarters.
pub fn turn(picture: &RgbImage, turns: u8) -> RgbImage {
    match turns % 4 {
        1 => imageops::rotate90(picture),
        2 => imageops::rotate180(picture),
        3 => imageops::rotate270(picture),
        _ => picture.clone(),
    }
}

/// The EXIF tag `Orientation` (0x0112), 1–8; anything else counts as 1 (EXIF 2.32, §4.6.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(from = "u8", into = "u8")]
#[schemars(with = "u8")]
pub struct Orientation(u8);

impl From<u8> for Orientation {
    fn from(tag: u8) -> Self {
        Orientation(if (1..=8).contains(&tag) { tag } else { 1 })
    }
}

impl From<Orientation> for u8 {
    fn from(o: Orientation) -> Self {
        o.0
    }
}

impl Default for Orientation {
    fn default() -> Self {
        Orientation::NORMAL
    }
}

impl Orientation {
    /// Stored and displayed grid are the same.
    pub const NORMAL: Orientation = Orientation(1);

    /// The tag's number.
    pub const fn tag(self) -> u8 {
        self.0
    }

    /// True when width and height change places.
    pub const fn swaps_sides(self) -> bool {
        self.0 >= 5
    }

    /// The stored picture as it is displayed.
    pub fn apply(self, stored: &RgbImage) -> Cow<'_, RgbImage> {
        Cow::Owned(match self.0 {
            2 => imageops::flip_horizontal(stored),
            3 => imageops::rotate180(stored),
            4 => imageops::flip_vertical(stored),
            5 => imageops::flip_horizontal(&imageops::rotate90(stored)),
            6 => imageops::rotate90(stored),
            7 => imageops::flip_horizontal(&imageops::rotate270(stored)),
            8 => imageops::rotate270(stored),
            _ => return Cow::Borrowed(stored),
        })
    }

    /// Maps a point of the displayed grid to the stored grid of size `stored` (width, height).
    pub fn to_stored(self, p: Point, stored: (u32, u32)) -> Point {
        let (w, h) = (stored.0 as f32, stored.1 as f32);
        match self.0 {
            2 => Point::new(w - p.x, p.y),
            3 => Point::new(w - p.x, h - p.y),
            4 => Point::new(p.x, h - p.y),
            5 => Point::new(p.y, p.x),
            6 => Point::new(p.y, h - p.x),
            7 => Point::new(w - p.y, h - p.x),
            8 => Point::new(w - p.y, p.x),
            _ => p,
        }
    }

    /// Maps a point of the stored grid of size `stored` (width, height) to the displayed grid.
    pub fn to_displayed(self, p: Point, stored: (u32, u32)) -> Point {
        // A quarter turn is undone by the opposite one; each of the other six undoes itself.
        let back = match self.0 {
            6 => Orientation(8),
            8 => Orientation(6),
            _ => self,
        };
        back.to_stored(p, self.displayed_size(stored))
    }

    /// Width and height of the displayed grid of a stored one.
    pub const fn displayed_size(self, stored: (u32, u32)) -> (u32, u32) {
        if self.swaps_sides() { (stored.1, stored.0) } else { stored }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn there_and_back(tag in 1..=8_u8, w in 1..2000_u32, h in 1..2000_u32, fx in 0.0..=1.0_f32, fy in 0.0..=1.0_f32) {
            let (o, p) = (Orientation::from(tag), Point::new(fx * w as f32, fy * h as f32));
            let shown = o.to_displayed(p, (w, h));
            let (sw, sh) = o.displayed_size((w, h));
            prop_assert!((0.0..=sw as f32).contains(&shown.x) && (0.0..=sh as f32).contains(&shown.y));
            prop_assert!(o.to_stored(shown, (w, h)).distance(p) < 1e-3);
        }
    }

    #[test]
    fn points_go_where_pixels_go() {
        let (w, h) = (5, 3);
        let stored = RgbImage::from_fn(w, h, |x, y| Rgb([x as u8, y as u8, 7]));
        for tag in 1..=8 {
            let o = Orientation::from(tag);
            let shown = o.apply(&stored);
            assert_eq!(shown.width() == h, o.swaps_sides(), "tag {tag}");
            for (x, y, pixel) in shown.enumerate_pixels() {
                let p = o.to_stored(Point::new(x as f32 + 0.5, y as f32 + 0.5), (w, h));
                assert_eq!((p.x as u8, p.y as u8), (pixel.0[0], pixel.0[1]), "tag {tag} at {x},{y}");
            }
        }
    }
}
