//! A place where a personal seal may stand. It isn't a line: its characters are laid side by side to be read, in each
//! arrangement that suits its size, and any part of it stands for the whole.

use image::RgbImage;

use super::line::Line;
use crate::geometry::Quad;

/// Side of most personal seals, at most, as a share of the page's longer side: 30 mm on A4. A card photographed alone shows
/// it larger, a page within a photo smaller.
pub const USUAL_SIDE: f32 = 0.1;

/// A place where a personal seal may stand, and what was read there.
#[derive(Clone)]
pub struct Seal {
    /// The seal on the upright page.
    pub quad: Quad,
    /// What was read, one line for each arrangement of the characters and each way to cut them out; `on_page` is the seal.
    pub readings: Vec<Line>,
}

impl Seal {
    /// True when one of its readings surely says what it reads as.
    pub fn is_sure(&self) -> bool {
        self.readings.iter().any(Line::is_sure)
    }
}

/// True for a seal larger than most (stored or page grid, it is the same size): it may be a square stamp of an
/// organisation with print under it.
pub fn is_large(seal: &Quad, page: &RgbImage) -> bool {
    seal.width() > USUAL_SIDE * page.width().max(page.height()) as f32
}
