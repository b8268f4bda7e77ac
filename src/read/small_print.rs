//! Looks again at small print: where the detector found lines that were small at its scale, it is shown that part of
//! the page again, closer.
//!
//! It knows regions of text, not their content. Nearly all pages have larger print and cost nothing.

use std::borrow::Cow;

use image::RgbImage;

use super::detect::Detector;
use crate::geometry::{Quad, Rect};
use crate::nets::engine::EngineError;
use crate::pixels::views::{pieces, starts, without_copies};

/// Regions lower than this, in pixels of the first look, are small. A region is a third to a half higher than its
/// glyphs, and below ten pixels the detector begins to lose lines.
const SMALL: f32 = 14.0;
/// How many times closer the second look is.
const CLOSER: f32 = 2.0;
/// Margin around small print, in its own heights: its neighbours, found or not, are small too.
const AROUND: f32 = 8.0;
/// Tiles of a window overlap by this share of their length.
const OVERLAP: f32 = 0.15;

/// `quads` (page grid) of the first look, with those that the closer look adds.
///
/// # Errors
/// [`EngineError`] when the net fails.
pub fn look(page: &RgbImage, quads: Vec<Quad>, detector: &Detector) -> Result<Vec<Quad>, EngineError> {
    let (w, h) = page.dimensions();
    let shown = detector.scale(w, h);
    if shown >= 1.0 {
        return Ok(quads);
    }
    let is_small = |q: &Quad| q.width().min(q.height()) * shown < SMALL;
    let small: Vec<Quad> = quads.iter().filter(|q| is_small(q)).copied().collect();
    let scale = (shown * CLOSER).min(1.0);
    let mut closer = Vec::new();
    for tile in
        windows(&small, w, h).iter().flat_map(|window| tiles(*window, detector.long_side as f32 / scale))
    {
        let Rect { x, y, w, h } = tile;
        let part = image::imageops::crop_imm(page, x, y, w, h).to_image();
        closer.extend(detector.in_part(Cow::Owned(part), (x, y), scale)?);
    }
    let replaced = |q: &Quad| is_small(q) && closer.iter().any(|c| q.is_hidden_by(c));
    let kept: Vec<Quad> = quads.into_iter().filter(|q| !replaced(q)).collect();
    Ok(if closer.is_empty() { kept } else { without_copies([kept, closer].concat()) })
}

/// The parts of a page of `w` × `h` pixels around `small` regions, joined where they overlap.
fn windows(small: &[Quad], w: u32, h: u32) -> Vec<Rect> {
    let around = |quad: &Quad| {
        let more = AROUND * quad.width().min(quad.height());
        quad.grown(more, more).bounding_rect(w, h)
    };
    Rect::joined(small.iter().map(around))
}

/// A window in tiles of at most `longest` pixels a side, which overlap by more than a name of small print is long.
fn tiles(window: Rect, longest: f32) -> Vec<Rect> {
    let cuts = |from: u32, length: u32| -> Vec<(u32, u32)> {
        let length = length as f32;
        let count = pieces(length, longest, OVERLAP);
        let side = (length / (count as f32 - (count - 1) as f32 * OVERLAP)).ceil().min(longest).min(length);
        starts(length, side, count).map(|start| (from + start, side as u32)).collect()
    };
    let across = cuts(window.x, window.w);
    let down = cuts(window.y, window.h);
    down.iter().flat_map(|&(y, h)| across.iter().map(move |&(x, w)| Rect { x, y, w, h })).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nets::engine::Size;
    use crate::read::detect::shown::Shown;

    fn looked(quads: &[Quad]) -> (Vec<Quad>, Vec<(u32, u32)>) {
        let bar = Shown::new(|x, y, _| (10..60).contains(&x) && (10..16).contains(&y));
        let page = RgbImage::new(3000, 2000);
        let detector = Detector { engine: &bar, size: Size::Small, long_side: 1536, margins: true };
        let found = look(&page, quads.to_vec(), &detector);
        (found.unwrap_or_default(), bar.sizes())
    }

    #[test]
    fn only_small_print_is_looked_at_again_and_closer() {
        let large = Quad::from_bounds(100.0, 100.0, 700.0, 140.0);
        assert_eq!(looked(&[large]), (vec![large], vec![]));
        let small = Quad::from_bounds(1000.0, 1000.0, 1200.0, 1020.0);
        let (found, shown) = looked(&[large, small]);
        assert_eq!(shown, [(512, 352)], "520 by 340 pixels of the page, as large as they are");
        assert!(found.contains(&large) && found.contains(&small));
        let (l, t, r, b) =
            found.iter().find(|q| **q != large && **q != small).map_or((0.0, 0.0, 0.0, 0.0), Quad::bounds);
        assert!(l > 840.0 && t > 840.0 && r < 920.0 && b < 880.0, "where the window lies: {l} {t} {r} {b}");
    }

    #[test]
    fn tiles_cover_their_window_and_overlap() {
        for (window, longest) in [
            (Rect { x: 7, y: 9, w: 400, h: 300 }, 1536.0),
            (Rect { x: 0, y: 0, w: 4000, h: 3000 }, 1536.0),
            (Rect { x: 50, y: 20, w: 1537, h: 40 }, 1536.0),
        ] {
            let tiles = tiles(window, longest);
            assert!(tiles.iter().all(|t| t.w.max(t.h) as f32 <= longest && t.clip(4050, 3050) == Some(*t)));
            assert_eq!(
                tiles.iter().copied().reduce(Rect::union).map(|u| (u.x, u.y)),
                Some((window.x, window.y))
            );
            let (right, bottom) =
                tiles.iter().fold((0, 0), |(r, b), t| (t.right().max(r), t.bottom().max(b)));
            assert!(right + 1 >= window.right() && bottom + 1 >= window.bottom());
            let row: Vec<&Rect> = tiles.iter().filter(|t| t.y == window.y).collect();
            assert!(row.windows(2).all(|p| p[0].right() > p[1].x + p[1].w / 10), "{row:?}");
        }
    }
}
