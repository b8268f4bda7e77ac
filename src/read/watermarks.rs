//! Watermarks: the palest ink of a page is looked for and read alone, since it lies askew under and over print that hides it.

use image::RgbImage;

use super::cut::Cut;
use super::detect::Detector;
use super::reader::Reader;
use crate::geometry::{Point, Quad, Rect, slant};
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

/// Heights of the shortest line that is a trace of a watermark.
const TRACE: f32 = 2.4;

/// True where `lines` hold a trace of a watermark: a line askew that is no piece of the words in a ring of a stamp. These are two or three
/// characters long, or lie in one of the areas of red ink `stamps`. Of 175 pages 43 have any line askew, 24 one that isn't in red, and 9 one that
/// is longer as well, the five with a watermark among them.
pub fn is_traced(lines: &[Line], stamps: &[Rect]) -> bool {
    let rows = slant::rows(lines.iter().map(|l| &l.on_page));
    let is_trace = |l: &Line| {
        let quad = &l.on_page;
        quad.is_askew(rows)
            && l.has_text()
            && l.confidence() >= TEXT
            && quad.width() >= TRACE * quad.height()
            && !stamps.iter().any(|s| quad.lies_on(&s.quad()))
    };
    lines.iter().any(is_trace)
}

/// Looks at the palest ink of `page` and reads it; `lines` is what was read already.
///
/// It is looked at where `lines` hold a [trace](is_traced) of a watermark: of 175 pages six in seven have pale ink that might be one, and
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::line::made;

    /// A line with its middle at (`x`, `y`), half as steep as the diagonal.
    fn askew(text: &str, (x, y): (f32, f32), length: f32) -> Line {
        let (along, across) =
            (Point::new(0.9 * length / 2.0, -0.43 * length / 2.0), Point::new(0.43 * 15.0, 0.9 * 15.0));
        let corner =
            |a: f32, b: f32| Point::new(x + a * along.x + b * across.x, y + a * along.y + b * across.y);
        made::line(
            text,
            Quad([corner(-1.0, -1.0), corner(1.0, -1.0), corner(1.0, 1.0), corner(-1.0, 1.0)]),
            0.9,
        )
    }

    #[test]
    fn pieces_of_the_words_in_a_ring_are_no_trace_of_a_watermark() {
        let rows = (0..6).map(|i| {
            let top = 100.0 + 60.0 * i as f32;
            made::line("申报人所在单位意见", Quad::from_bounds(100.0, top, 500.0, top + 30.0), 0.99)
        });
        let page = |more: Line| rows.clone().chain([more]).collect::<Vec<_>>();
        let stamp = Rect { x: 500, y: 600, w: 200, h: 200 };
        let (inside, beside) = ((600.0, 700.0), (200.0, 700.0));
        assert!(is_traced(&page(askew("仅供职称评审", beside, 180.0)), &[stamp]));
        assert!(!is_traced(&page(askew("有限", beside, 60.0)), &[stamp]), "two characters");
        assert!(!is_traced(&page(askew("业务专用章", inside, 120.0)), &[stamp]), "in red ink");
        assert!(!is_traced(&page(askew("", beside, 180.0)), &[]), "no text");
        assert!(!is_traced(&rows.collect::<Vec<_>>(), &[]));
    }
}
