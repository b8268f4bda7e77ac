//! Inks apart: print that a stamp lies over is looked for in the print alone, without paler ink.
//!
//! Red stamps have a look of their own as well ([`under_stamps`](super::under_stamps)), in the light in which red fades: pens
//! are as pale as stamps, but not as red.

use std::borrow::Cow;

use image::RgbImage;

use super::detect::Detector;
use super::under_stamps::Faded;
use crate::geometry::{Quad, Rect};
use crate::nets::engine::EngineError;
use crate::page::line::Line;
use crate::pixels::layers::Layers;
use crate::pixels::warp::lay;

/// Sides of pale ink that may hide a name, as shares of the page's longer side.
const LONG: std::ops::Range<f32> = 0.03..0.6;
const SHORT: f32 = 0.012;
/// The most of the page that is looked at again.
const MOST: f32 = 0.4;

/// Looks at `page` without its paler inks; `lines` is what was read already. `None` where nothing is left to read.
///
/// # Errors
/// [`EngineError`] when the net fails.
pub fn look(
    page: &RgbImage,
    lines: &[Line],
    detector: &Detector,
) -> Result<Option<Faded<'static>>, EngineError> {
    let (w, h) = page.dimensions();
    let Some(layers) = Layers::of(page) else { return Ok(None) };
    let share = |v: u32| v as f32 / w.max(h) as f32;
    let fits = |r: &Rect| LONG.contains(&share(r.w.max(r.h))) && share(r.w.min(r.h)) > SHORT;
    let pale: Vec<Rect> = layers.pale.iter().copied().filter(fits).collect();
    let mut left = MOST * w as f32 * h as f32;
    let mut windows = windows(&pale, w, h);
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
        quads.extend(detector.in_part(Cow::Borrowed(&print), (window.x, window.y), scale)?);
        lay(&mut view, &print, (window.x, window.y));
    }
    let touches = |q: &Quad| pale.iter().any(|s| q.touches(&s.quad()));
    quads.retain(|q| touches(q) && !lines.iter().any(|l| l.surely_reads(q)));
    Ok((!quads.is_empty()).then_some(Faded { view, in_red: None, quads }))
}

/// Least of a line, to the left and to the right of pale ink, and height above and below it that are looked at with it, as parts of
/// the page's width and height: a name, and a row of print.
const BESIDE: (u32, u32) = (16, 48);

/// The windows in which the text under pale ink is looked for: each area with as much of its lines to the left and to
/// the right as it is wide itself, joined where they overlap.
fn windows(areas: &[Rect], w: u32, h: u32) -> Vec<Rect> {
    Rect::joined(areas.iter().filter_map(|area| {
        let (dx, dy) = (area.w.max(w / BESIDE.0), h / BESIDE.1);
        area.grown(dx, dy).clip(w, h)
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_that_overlap_are_joined() {
        let apart = [Rect { x: 100, y: 200, w: 120, h: 100 }, Rect { x: 600, y: 900, w: 120, h: 100 }];
        assert_eq!(windows(&apart, 960, 1280).len(), 2);
        let near = [Rect { x: 100, y: 100, w: 50, h: 50 }, Rect { x: 180, y: 110, w: 50, h: 50 }];
        assert_eq!(windows(&near, 960, 1280).len(), 1);
    }
}
