//! The second look at print under red ink, in the channel where the ink fades.
//!
//! Knows regions of text, not what they say. Pages without red ink cost nothing.

use image::{RgbImage, imageops};

use super::detect::Detector;
use crate::geometry::{Quad, Rect};
use crate::nets::engine::EngineError;
use crate::page::line::Line;
use crate::pixels::{contrast, red};

/// How far, in a line's heights, a region reaches beyond the line's end where a stamp cut the line short.
const BEYOND: f32 = 1.0 / 3.0;

/// The page without its red ink, and the regions there that touch the ink and were not read surely.
pub struct Faded {
    /// The page.
    pub page: RgbImage,
    /// The regions, in the page's grid.
    pub quads: Vec<Quad>,
}

/// Looks at `page` under the areas of red ink `stamps`; `lines` is what was read already. `None` where no stamp is large
/// enough to hide anything.
///
/// # Errors
/// [`EngineError`] when the net fails.
pub fn look(
    page: &RgbImage,
    stamps: &[Rect],
    lines: &[Line],
    detector: &Detector,
) -> Result<Option<Faded>, EngineError> {
    let windows = red::windows(stamps, page.width(), page.height());
    if windows.is_empty() {
        return Ok(None);
    }
    let faded = red::faded(page);
    let scale = detector.scale(page.width(), page.height());
    let mut quads = Vec::new();
    for Rect { x, y, w, h } in windows {
        let window = contrast::spread(imageops::crop_imm(&faded, x, y, w, h).to_image());
        quads.extend(detector.in_part(&window, (x, y), scale)?);
    }
    let touches = |q: &Quad| {
        let (l, t, r, b) = q.bounds();
        let bounds = Quad::from_bounds(l, t, r, b);
        stamps.iter().any(|s| bounds.touches(&s.quad()))
    };
    let is_read = |q: &Quad| {
        let sure = lines.iter().filter(|l| l.is_sure());
        sure.map(|l| &l.on_page).any(|l| q.is_read_in(l) && !sticks_out(q, l))
    };
    quads.retain(|q| touches(q) && !is_read(q));
    Ok(Some(Faded { page: faded, quads }))
}

/// True when `quad` reaches beyond either end of `line`.
fn sticks_out(quad: &Quad, line: &Quad) -> bool {
    let [a, b, ..] = line.0;
    let (length, more) = (line.width(), line.height() * BEYOND);
    quad.0.iter().map(|p| p.along(a, a.direction(b)).0).any(|t| t < -more || t > length + more)
}
