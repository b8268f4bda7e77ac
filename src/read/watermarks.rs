//! Watermarks: the palest ink of a page is looked for and read alone, since it lies askew under and over print that hides it.

use image::RgbImage;

use super::cut::Cut;
use super::detect::Detector;
use super::reader::Reader;
use crate::geometry::{Point, Quad, slant};
use crate::nets::engine::{EngineError, Size};
use crate::page::line::{Layout, Line};
use crate::pixels::pale::Pale;
use crate::pixels::scale::{self, Pyramid};

/// Confidence of the tiny recogniser from which a line is text and not the edges of print, and of the small one.
const TEXT: f32 = 0.4;
const READ: f32 = 0.6;
/// Lines that the small recogniser is shown, of a page: those that lie askew, since a watermark is repeated, and others.
const MOST: usize = 12;
/// Heights of a watermark's line by which it may go on to either side: print hid a name of two characters and the space behind it.
const FURTHER: f32 = 4.0;

/// Looks at the palest ink of `page` and reads it; `lines` is what was read already.
///
/// It is looked at where `lines` hold a trace of a watermark, a line askew: of 175 pages six in seven have pale ink that might be one, and
/// to look at all of these cost 0.2 s a page. The tiny detector looks, and at the whole page once: watermarks are large and plain without
/// the print. What is read there is searched for names alone (`find::whole`).
///
/// # Errors
/// [`EngineError`] when a net fails.
pub fn read(
    page: &RgbImage,
    lines: &[Line],
    detector: &Detector,
    reader: &Reader,
) -> Result<Vec<Line>, EngineError> {
    let rows = slant::rows(lines.iter().map(|l| &l.on_page));
    let is_trace = |l: &Line| l.on_page.is_askew(rows) && l.has_text() && l.confidence() >= TEXT;
    if !lines.iter().any(is_trace) {
        return Ok(Vec::new());
    }
    let Some(pale) = Pale::of(page) else { return Ok(Vec::new()) };
    let (w, h) = pale.picture.dimensions();
    let detector = Detector { size: Size::Tiny, long_side: w.max(h), ..*detector };
    let on_page = |q: &Quad| q.map(|p| Point::new(p.x / pale.scale, p.y / pale.scale));
    let mut quads: Vec<Quad> = detector.on_page(&pale.picture)?.iter().map(on_page).collect();
    quads.retain(|q| !lines.iter().any(|l| l.surely_reads(q)));
    let view = Pyramid::new(scale::resize(&pale.picture, page.width(), page.height()));
    let cuts =
        |quads: Vec<Quad>| quads.iter().filter_map(|q| Cut::of(&view, *q, Layout::Horizontal)).collect();
    let mut seen = reader.at_a_glance(cuts(quads))?;
    seen.retain(|l| l.confidence() >= TEXT);
    let askew = seen.iter().map(|l| l.on_page).filter(|q| q.is_askew(rows));
    let further = askew.map(|q| q.grown(FURTHER * q.height(), 0.0)).collect();
    seen.extend(reader.at_a_glance(cuts(further))?);
    let (across, along): (Vec<Line>, Vec<Line>) = seen.into_iter().partition(|l| l.on_page.is_askew(rows));
    let mut read = reader.closely(across.into_iter().take(MOST))?;
    read.extend(reader.nearest(along, MOST)?);
    read.retain(|l| l.confidence() >= READ);
    Ok(read)
}
