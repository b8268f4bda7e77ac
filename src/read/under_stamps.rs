//! The second look at print under red ink, in the channel where the ink fades.
//!
//! Knows regions of text, not what they say. Pages without red ink cost nothing.

use std::borrow::Cow;

use image::{RgbImage, imageops};

use super::detect::Detector;
use super::reader::Reader;
use crate::geometry::{Quad, Rect};
use crate::nets::engine::EngineError;
use crate::page::line::{Glyph, Line};
use crate::pixels::marks::Marks;
use crate::pixels::scale::Pyramid;
use crate::pixels::{contrast, red};

/// The page without its red ink, and the regions there that touch the ink and were not read surely.
pub struct Faded<'a> {
    /// The page as the regions are read first.
    pub view: RgbImage,
    /// The page itself, where they are read in red light too; that light is as large as the page, and made when the first view is done with.
    pub in_red: Option<&'a RgbImage>,
    /// The regions, in the page's grid.
    pub quads: Vec<Quad>,
}

impl Faded<'_> {
    /// What `reader` reads of the regions, in one light after the other.
    ///
    /// # Errors
    /// [`EngineError`] when a net fails.
    pub fn read(self, reader: &Reader) -> Result<Vec<Line>, EngineError> {
        let mut lines = reader.lines(&Pyramid::new(self.view), &self.quads)?;
        if let Some(page) = self.in_red {
            lines.extend(reader.lines(&Pyramid::new(red::light(page)), &self.quads)?);
        }
        Ok(lines)
    }
}

/// Looks at `page` under the areas of red ink `stamps`; `lines` is what was read already. `None` where nothing is left to read.
///
/// # Errors
/// [`EngineError`] when the net fails.
pub fn look<'a>(
    page: &'a RgbImage,
    stamps: &[Rect],
    lines: &[Line],
    detector: &Detector,
) -> Result<Option<Faded<'a>>, EngineError> {
    if stamps.is_empty() {
        return Ok(None);
    }
    let (w, h) = page.dimensions();
    let faded = red::faded(page);
    let marks = Marks::of(&faded);
    let lines: Vec<&Line> = lines.iter().filter(|line| !is_of_two_inks(line, &marks)).collect();
    let scale = detector.scale(w, h);
    let mut quads = Vec::new();
    for Rect { x, y, w, h } in unread(&marks, (w, h), stamps, &lines) {
        let window = contrast::spread(Cow::Owned(imageops::crop_imm(&faded, x, y, w, h).to_image()));
        quads.extend(detector.in_part(window, (x, y), scale)?);
    }
    let touches = |q: &Quad| {
        let (l, t, r, b) = q.bounds();
        let bounds = Quad::from_bounds(l, t, r, b);
        stamps.iter().any(|s| bounds.touches(&s.quad()))
    };
    quads.retain(|q| touches(q) && !lines.iter().any(|l| l.surely_reads(q)));
    if quads.is_empty() {
        return Ok(None);
    }
    // On a blurred photo black under red is grey, and goes with the red: some names were read in red light alone.
    Ok(Some(Faded { view: faded, in_red: Some(page), quads }))
}

/// A mark of the print under red ink stands no further from it than the page's longer side over this: the height of a line.
const NEAR: u32 = 48;
/// How far around a mark the detector is shown what stands there, in the mark's longer sides: the rest of its line.
const AROUND: (f32, f32) = (8.0, 2.0);

/// Glyphs of a line that are in red ink, at least, so that it isn't all of one ink: a dot may fade with a stamp.
const FADED: usize = 2;

/// True for a line that runs from print into a stamp: some of its glyphs are among the `marks` that are left without red ink, others have
/// faded. `2015年汤月洋` is surely read, and holds a name between two parts of a date.
fn is_of_two_inks(line: &Line, marks: &Marks) -> bool {
    let stays = |glyph: &&Glyph| {
        let place = line.page_quad(glyph.from as f32..glyph.to as f32);
        marks.glyphs.iter().any(|m| place.touches(&m.quad()))
    };
    let stay = line.glyphs.iter().filter(stays).count();
    stay > 0 && stay + FADED <= line.glyphs.len()
}

/// The parts of a page of the size (`width`, `height`) that hold `marks` beside the `stamps` that no line surely reads: only there can
/// the detector find more.
fn unread(marks: &Marks, (width, height): (u32, u32), stamps: &[Rect], lines: &[&Line]) -> Vec<Rect> {
    let near = width.max(height) / NEAR;
    let at_a_stamp = |m: &&Rect| stamps.iter().any(|s| m.grown(near, near).overlaps(*s));
    let is_unread = |m: &&Rect| !lines.iter().any(|l| l.surely_reads(&m.quad()));
    let around = |m: &Rect| {
        let side = m.w.max(m.h) as f32;
        m.grown((AROUND.0 * side) as u32, (AROUND.1 * side) as u32).clip(width, height)
    };
    let left = marks.glyphs.iter().filter(at_a_stamp).filter(is_unread);
    Rect::joined(left.filter_map(around))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Point;
    use crate::page::line::made;

    #[test]
    fn a_line_that_runs_from_print_into_a_stamp_is_of_two_inks() {
        // A glyph every 37 pixels.
        let line = made::line("2015年汤月洋", Quad::from_bounds(100.0, 100.0, 396.0, 124.0), 1.0);
        let marks = |glyphs: &[usize]| {
            let mark = |i: &usize| Rect { x: 111 + 37 * *i as u32, y: 104, w: 14, h: 14 };
            Marks { glyphs: glyphs.iter().map(mark).collect(), ..Marks::default() }
        };
        assert!(is_of_two_inks(&line, &marks(&[5, 7])));
        assert!(!is_of_two_inks(&line, &marks(&[])), "all of it is a stamp");
        assert!(!is_of_two_inks(&line, &marks(&[0, 1, 2, 3, 4, 5, 7])), "a dot may fade with a stamp");
        let middle = line.page_quad(line.glyphs[5].from as f32..line.glyphs[5].to as f32).center();
        assert!(middle.distance(Point::new(303.0, 112.0)) < 9.0, "{middle:?}");
    }
}
