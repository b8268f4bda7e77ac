//! The second look at small print: where the detector found lines that were small as they were shown to it, it is shown
//! that part of the page again, closer.
//!
//! Knows regions of text, not what they say. Pages whose print is large enough, nearly all, cost nothing.

use image::RgbImage;

use super::engine::{Engine, EngineError};
use super::{Options, detect};
use crate::geometry::{Quad, Rect};

/// Regions lower than this, in pixels as they were shown, are small. A region is a third to a half higher than its
/// glyphs, and print of under ten pixels is where the detector begins to lose lines.
const SMALL: f32 = 14.0;
/// How many times closer the second look is.
const CLOSER: f32 = 2.0;
/// Around small print, in its own heights: its neighbours, found or not, are small too.
const AROUND: f32 = 8.0;
/// Tiles of a window overlap by this share: more than a name of small print is long.
const OVERLAP: f32 = 0.15;
/// Share of a region that a closer one covers where it takes its place.
const SAME: f32 = 0.7;

/// `quads` (page grid) as the first look found them, with what the closer look adds where they are small.
pub fn look(
    page: &RgbImage,
    quads: Vec<Quad>,
    engine: &dyn Engine,
    options: &Options,
) -> Result<Vec<Quad>, EngineError> {
    let (w, h) = page.dimensions();
    let shown = options.long_side as f32 / w.max(h).max(1) as f32;
    if shown >= 1.0 {
        return Ok(quads);
    }
    let is_small = |q: &Quad| q.width().min(q.height()) * shown < SMALL;
    let small: Vec<Quad> = quads.iter().filter(|q| is_small(q)).copied().collect();
    let scale = (shown * CLOSER).min(1.0);
    let mut closer = Vec::new();
    for tile in
        windows(&small, w, h).iter().flat_map(|window| tiles(*window, options.long_side as f32 / scale))
    {
        let Rect { x, y, w, h } = tile;
        let part = image::imageops::crop_imm(page, x, y, w, h).to_image();
        closer.extend(detect::detect_in_part(&part, (x, y), scale, engine, options.detector)?);
    }
    let replaced = |q: &Quad| is_small(q) && closer.iter().any(|c| q.share_inside(c) > SAME);
    let kept: Vec<Quad> = quads.into_iter().filter(|q| !replaced(q)).collect();
    Ok(if closer.is_empty() { kept } else { detect::without_copies([kept, closer].concat()) })
}

/// The parts of a page of `w` × `h` pixels around `small` regions, joined where they overlap.
fn windows(small: &[Quad], w: u32, h: u32) -> Vec<Rect> {
    let around = |quad: &Quad| {
        let more = AROUND * quad.width().min(quad.height());
        quad.grown(more, more).bounding_rect(w, h)
    };
    Rect::joined(small.iter().map(around))
}

/// A window in overlapping tiles of at most `longest` pixels a side.
fn tiles(window: Rect, longest: f32) -> Vec<Rect> {
    let cuts = |from: u32, length: u32| -> Vec<(u32, u32)> {
        let length = length as f32;
        let count = (length / longest).ceil().max(1.0);
        let side = (length / (count - (count - 1.0) * OVERLAP)).ceil();
        let step = if count > 1.0 { (length - side) / (count - 1.0) } else { 0.0 };
        (0..count as u32).map(|i| (from + (i as f32 * step) as u32, side.min(length) as u32)).collect()
    };
    let across = cuts(window.x, window.w);
    let down = cuts(window.y, window.h);
    down.iter().flat_map(|&(y, h)| across.iter().map(move |&(x, w)| Rect { x, y, w, h })).collect()
}
