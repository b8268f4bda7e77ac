//! The way from an upright page back to the stored grid.

use crate::geometry::Point;
use crate::pixels::orientation::Orientation;

/// The way from an upright page back to the stored grid: quarter turns, then the EXIF orientation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PageMap {
    /// EXIF orientation that leads from the stored to the displayed grid.
    pub orientation: Orientation,
    /// Clockwise quarter turns by which the displayed picture was turned to become the page.
    pub turns: u8,
    /// Width and height of the stored grid.
    pub stored: (u32, u32),
}

impl PageMap {
    /// Maps a point of the page to the stored grid.
    pub fn to_stored(&self, p: Point) -> Point {
        let (w, h) = self.orientation.displayed_size(self.stored);
        let (w, h) = (w as f32, h as f32);
        let displayed = match self.turns % 4 {
            1 => Point::new(p.y, h - p.x),
            2 => Point::new(w - p.x, h - p.y),
            3 => Point::new(w - p.y, p.x),
            _ => p,
        };
        self.orientation.to_stored(displayed, self.stored)
    }
}
