//! Inks apart: print that a stamp lies over is looked for in the print alone, without paler ink.
//!
//! Red stamps have a look of their own as well ([`under_stamps`](super::under_stamps)), in the light in which red fades: pens
//! are as pale as stamps, but not as red.

use image::RgbImage;
use image::imageops::replace;

use super::detect::Detector;
use super::under_stamps::Faded;
use crate::geometry::{Quad, Rect};
use crate::nets::engine::EngineError;
use crate::page::line::Line;
use crate::pixels::layers::Layers;
use crate::pixels::red;

/// Sides of pale ink that may hide a name, as shares of the page's longer side.
const LONG: std::ops::Range<f32> = 0.03..0.6;
const SHORT: f32 = 0.012;
/// The most of the page that is looked at again.
const MOST: f32 = 0.4;

/// Looks at `page` without its paler inks; `lines` is what was read already. `None` where nothing is left to read.
///
/// # Errors
/// [`EngineError`] when the net fails.
pub fn look(page: &RgbImage, lines: &[Line], detector: &Detector) -> Result<Option<Faded>, EngineError> {
    let (w, h) = page.dimensions();
    let Some(layers) = Layers::of(page) else { return Ok(None) };
    let share = |v: u32| v as f32 / w.max(h) as f32;
    let fits = |r: &Rect| LONG.contains(&share(r.w.max(r.h))) && share(r.w.min(r.h)) > SHORT;
    let pale: Vec<Rect> = layers.pale.iter().copied().filter(fits).collect();
    let mut left = MOST * w as f32 * h as f32;
    let mut windows = red::windows(&pale, w, h);
    windows.retain(|r| {
        left -= r.w as f32 * r.h as f32;
        left > 0.0
    });
    if windows.is_empty() {
        return Ok(None);
    }
    let scale = detector.scale(w, h);
    let mut view = page.clone();
    let mut quads = Vec::new();
    for window in windows {
        let print = layers.print(page, window);
        quads.extend(detector.in_part(&print, (window.x, window.y), scale)?);
        replace(&mut view, &print, window.x.into(), window.y.into());
    }
    let touches = |q: &Quad| pale.iter().any(|s| q.touches(&s.quad()));
    quads.retain(|q| touches(q) && !lines.iter().any(|l| l.surely_reads(q)));
    Ok((!quads.is_empty()).then(|| Faded { views: vec![view], quads }))
}
