//! Personal seals in coloured ink over print, a signature or ruling, which are read in their own ink alone.
//!
//! A frame that other ink crosses isn't closed, and strokes of the print hang on the characters, so that the look at the whole page
//! ([`super::places`]) misses such a seal or can't cut it. Knows places, not what the characters are.

use image::{Rgb, RgbImage};
use imageproc::geometric_transformations::Border;

use super::places::{Straight, is_character};
use crate::geometry::{Quad, Rect};
use crate::page::crop::straightened;
use crate::page::line::Line;
use crate::page::seal::Seal;
use crate::pixels::coloured::Coloured;

/// Sides of a personal seal, leaning or not, as shares of the page's longer side: 6 to 32 mm of A4. Stamps of offices are larger.
const SIDE: std::ops::Range<f32> = 0.02..0.11;
/// Longer over shorter side of one: a row of five characters.
const ASPECT: f32 = 5.5;
/// How much longer an area is, at most, than the ink in it.
const LOOSE: f32 = 1.2;
/// The most areas that are read on a page, the largest first.
const MOST: usize = 12;

/// The places of `coloured` ink on `page` that may be seals, put straight, without print, as `lines` read it. Of `seals` that were looked at
/// as they are, those stay that are surely read; frames among the others are looked at again.
pub fn places(page: &RgbImage, coloured: &Coloured, lines: &[Line], seals: &[Seal]) -> Vec<Straight> {
    let longer = page.width().max(page.height()) as f32;
    let fits = |q: &Quad| {
        let (long, short) = q.sides();
        SIDE.contains(&(long / longer)) && short >= SIDE.start * longer && long < ASPECT * short
    };
    let is_read = |q: &Quad| seals.iter().any(|s| s.is_sure() && s.quad.meets(q));
    let is_print = |q: &Quad| {
        is_character(q, lines) || lines.iter().any(|l| l.is_sure() && l.has_text() && q.lies_on(&l.on_page))
    };
    // Borders and pictures are large areas, whose pixels needn't be looked at.
    let is_small = |r: &&Rect| (r.w.max(r.h) as f32) < LOOSE * SIDE.end * longer;
    let bounds = coloured.areas.iter().filter(is_small).filter_map(|r| coloured.bounds(page, *r));
    let areas: Vec<Quad> = bounds.map(Rect::quad).collect();
    let in_ink = |s: &&Seal| areas.iter().any(|area| s.quad.lies_on(area) && !s.quad.is_same_place(area));
    let framed = seals.iter().filter(in_ink).map(|s| s.quad);
    let mut places: Vec<Quad> = areas.iter().copied().chain(framed).collect();
    // What no other ink crosses was read as well as it can be.
    let looked_at = |q: &Quad| seals.iter().any(|s| s.quad.is_same_place(q));
    let is_crossed = |q: &Quad| coloured.is_crossed(page, q.bounding_rect(page.width(), page.height()));
    places.retain(|q| fits(q) && !is_read(q) && !is_print(q) && (!looked_at(q) || is_crossed(q)));
    places.sort_by(|a, b| b.area().total_cmp(&a.area()));
    places.truncate(MOST);
    let straight = |place: &Quad| {
        let window = place.bounding_rect(page.width(), page.height());
        let shown = place.shifted(-(window.x as f32), -(window.y as f32));
        let picture = straightened(&coloured.alone(page, window), &shown, Border::Constant(WHITE))?;
        Some(Straight::within(*place, picture))
    };
    places.iter().filter_map(straight).collect()
}

/// What lies beside the ink of a seal.
const WHITE: Rgb<u8> = Rgb([255; 3]);
