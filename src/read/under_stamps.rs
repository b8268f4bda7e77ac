//! The second look at print under red ink, in the channel where the ink fades.
//!
//! Knows regions of text, not what they say. Pages without red ink cost nothing.

use image::{RgbImage, imageops};

use super::detect::Detector;
use super::reader::Reader;
use crate::geometry::{Quad, Rect};
use crate::nets::engine::EngineError;
use crate::page::line::Line;
use crate::pixels::scale::Pyramid;
use crate::pixels::{contrast, red};

/// The page without its red ink, and the regions there that touch the ink and were not read surely.
pub struct Faded {
    /// The page, in each light in which the regions are read.
    pub views: Vec<RgbImage>,
    /// The regions, in the page's grid.
    pub quads: Vec<Quad>,
}

impl Faded {
    /// What `reader` reads of the regions, in one light after the other.
    ///
    /// # Errors
    /// [`EngineError`] when a net fails.
    pub fn read(self, reader: &Reader) -> Result<Vec<Line>, EngineError> {
        let mut lines = Vec::new();
        for view in self.views {
            lines.extend(reader.lines(&Pyramid::new(view), &self.quads)?);
        }
        Ok(lines)
    }
}

/// Looks at `page` under the areas of red ink `stamps`; `lines` is what was read already. `None` where nothing is left to read.
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
    quads.retain(|q| touches(q) && !lines.iter().any(|l| surely_reads(l, q)));
    if quads.is_empty() {
        return Ok(None);
    }
    // On a blurred photo black under red is grey, and goes with the red: some names were read in red light alone.
    Ok(Some(Faded { views: vec![faded, red::light(page)], quads }))
}

/// Probability of glyphs that were surely read: print that a stamp crosses stays below.
const SURE: f32 = 0.95;
/// What a line and a region of one row differ by at most: their heights by this factor, their middles by this part of the
/// height, their directions by this slope. A stamp is larger than the print under it, or tilted against it.
const HEIGHTS: f32 = 1.35;
const OFF: f32 = 0.25;
const SLOPE: f32 = 0.06;
/// How far, in a line's heights, a region reaches beyond the line's end where a stamp cut the line short.
const BEYOND: f32 = 1.0 / 3.0;

/// True when `line` is the row of text that `quad` holds a part of, and surely says what stands there: a long line may be sure
/// but for the place under a stamp, and a stamp may be sure and hide print.
pub(super) fn surely_reads(line: &Line, quad: &Quad) -> bool {
    let [a, b, _, d] = line.on_page.0;
    let height = line.on_page.height();
    let (start, row) = (a.toward(d, 0.5), a.direction(b));
    let (_, off) = quad.center().along(start, row);
    let [from, to, ..] = quad.0;
    let slope = to.along(from, row).1 / quad.width().max(1.0);
    let one_row = height.max(quad.height()) < HEIGHTS * height.min(quad.height())
        && off.abs() < OFF * height
        && slope.abs() < SLOPE;
    let (length, more) = (line.on_page.width(), height * BEYOND);
    let sticks_out = quad.0.iter().map(|p| p.along(a, row).0).any(|t| t < -more || t > length + more);
    if !one_row || sticks_out || !quad.is_read_in(&line.on_page) {
        return false;
    }
    let inside = |from: usize, to: usize| {
        line.page_quad(from as f32..to as f32).center().distance(quad.center()) < quad.width() / 2.0
    };
    let mut glyphs = line.glyphs.iter().filter(|g| inside(g.from, g.to)).peekable();
    glyphs.peek().is_some() && glyphs.all(|g| g.p >= SURE)
}
